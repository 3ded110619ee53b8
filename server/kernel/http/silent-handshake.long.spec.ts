import { once } from 'node:events';
import { connect } from 'node:net';
import express from 'express';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { listen } from './listen.ts';
import { readTlsFiles } from './tls-files.ts';

describe('A client that connects and never speaks TLS', () => {
  it('is let go of after fifteen seconds', async () => {
    requireProgram('openssl');
    const tls = await readTlsFiles(makeCertificate(await makeTemporaryFolder()));
    const server = await listen(express(), { host: 'localhost', port: 0, tls });
    const startedAt = performance.now();
    const socket = connect(server.port, 'localhost').resume();
    await once(socket, 'close');
    expect(performance.now() - startedAt).toBeGreaterThan(14_000);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await server.close({ graceMs: 0 });
  }, 60_000);
});
