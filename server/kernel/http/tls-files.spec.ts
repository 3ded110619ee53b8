import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { Server as HttpsServer } from 'node:https';
import { connect as connectPlainly } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, type ConnectionOptions } from 'node:tls';
import express from 'express';
import { makeCertificate, type TestCertificate } from '../../testing/make-certificate.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { recordingLogger } from '../../testing/test-logger.ts';
import { StartError } from '../start-error.ts';
import { listen, type RunningServer } from './listen.ts';
import { followTlsFiles, readTlsFiles } from './tls-files.ts';

describe('TLS by file', () => {
  let folder: string;
  let files: TestCertificate;
  let server: RunningServer | undefined;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
  });
  beforeEach(async () => {
    requireProgram('openssl');
    files = makeCertificate(await mkdtemp(join(folder, 'pair-')));
  });
  afterEach(async () => {
    await server?.close({ graceMs: 0 });
    server = undefined;
  });

  async function start(): Promise<RunningServer> {
    const app = express().get('/', (_request, response) => void response.send('safe'));
    return (server = await listen(app, { host: 'localhost', port: 0, tls: await readTlsFiles(files) }));
  }

  /** The protocol of a handshake; rejects where there is none. */
  async function shakeHands(options: ConnectionOptions): Promise<string | null> {
    const socket = connect({ host: 'localhost', port: server?.port ?? 0, servername: 'localhost', ...options });
    try {
      await once(socket, 'secureConnect');
      return socket.getProtocol();
    } finally {
      socket.destroy();
    }
  }

  it('serves HTTPS, as OpenSSL sees it', async () => {
    const { url, port } = await start();
    expect(url).toBe(`https://localhost:${port}`);
    const trust = ['-verify_return_error', '-verify_hostname', 'localhost', '-CAfile', files.certFile];
    const client = spawn('openssl', ['s_client', '-quiet', ...trust, '-connect', `localhost:${port}`]);
    client.stdin.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await text(client.stdout)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nsafe$/);
  });

  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    await start();
    const { ca } = files;
    expect(await shakeHands({ ca })).toBe('TLSv1.3');
    expect(await shakeHands({ ca, maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    // The client would agree to anything.
    const old: ConnectionOptions = { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
    await expectAsync(shakeHands(old)).toBeRejectedWithError(/alert protocol version/);
  });

  it('lets go of a client that speaks plain HTTP, or nonsense', async () => {
    const { port } = await start();
    for (const bytes of ['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', '\x16\x03\x01nonsense', '\0'.repeat(64)]) {
      const socket = connectPlainly(port, 'localhost', () => socket.write(bytes));
      const answer = await text(socket).catch(() => 'reset');
      expect(answer).withContext(bytes).not.toContain('HTTP/1.1 2');
      expect(answer).withContext(bytes).not.toContain('safe');
    }
    await expectAsync(shakeHands({ ca: files.ca })).toBeResolved();
  });

  it('takes a new certificate without a restart, once its key is there too, and keeps the old one until then', async () => {
    const { server: running } = await start();
    if (!(running instanceof HttpsServer)) throw new TypeError('not HTTPS');
    const { logger, lines } = recordingLogger();
    const logged = async (message: RegExp) => {
      while (!lines.some((line) => message.test(String(line['message'])))) await new Promise(setImmediate);
    };
    const stop = followTlsFiles(running, files, { logger, interval: 20 });
    const next = makeCertificate(await mkdtemp(join(folder, 'next-')));
    const [certificate, key] = [next.ca, (await readTlsFiles(next)).key];

    await writeFile(files.certFile, certificate);
    await logged(/cannot be used yet/);
    await expectAsync(shakeHands({ ca: files.ca })).toBeResolved();
    await writeFile(files.keyFile, key);
    await logged(/^A new TLS certificate is used$/);
    await expectAsync(shakeHands({ ca: next.ca })).toBeResolved();
    await expectAsync(shakeHands({ ca: files.ca })).toBeRejected();
    expect(JSON.stringify(lines)).not.toContain(key.split('\n')[1] ?? '-');
    stop();
  });

  it('refuses files that are not a certificate and its key, naming setting and file', async () => {
    const another = makeCertificate(await mkdtemp(join(folder, 'other-')));
    const nothing = join(folder, 'nothing.pem');
    const notes = join(folder, 'notes.pem');
    await writeFile(notes, 'to be done');
    for (const [given, expected] of [
      [{ ...files, certFile: nothing }, `TLS_CERT_FILE: ${nothing} cannot be read (ENOENT).`],
      [{ ...files, keyFile: nothing }, `TLS_KEY_FILE: ${nothing} cannot be read (ENOENT).`],
      [{ ...files, certFile: notes }, `TLS_CERT_FILE: ${notes} must hold a certificate in PEM.`],
      [{ ...files, keyFile: notes }, `TLS_KEY_FILE: ${notes} must hold a private key in PEM`],
      [{ ...files, keyFile: files.certFile }, `TLS_KEY_FILE: ${files.certFile} must hold a private key in PEM`],
      [{ ...files, keyFile: another.keyFile }, `TLS_KEY_FILE: ${another.keyFile} is not the key of the certificate`],
    ] as const) {
      const error = await readTlsFiles(given).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StartError);
      expect((error as StartError).message.startsWith(expected))
        .withContext(expected)
        .toBeTrue();
    }
  });
});
