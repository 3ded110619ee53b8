import { createPrivateKey, X509Certificate } from 'node:crypto';
import { unwatchFile, watchFile, type Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:tls';
import type { Logger } from '../logging/logger.ts';
import { StartError } from '../start-error.ts';

/** Where certificate and key lie, both in PEM. */
export interface TlsFiles {
  /** The server's certificate first, then those that lead to its root. */
  readonly certFile: string;
  readonly keyFile: string;
}

export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** Often enough for whoever has just renewed a certificate, and nothing beside what else the process does. */
const lookEveryMs = 5_000;

/** @throws StartError naming the setting whose file is not usable. */
export async function readTlsFiles({ certFile, keyFile }: TlsFiles): Promise<TlsPair> {
  const [cert, key] = [await read('TLS_CERT_FILE', certFile), await read('TLS_KEY_FILE', keyFile)];
  const certificate = parse(
    () => new X509Certificate(cert),
    `TLS_CERT_FILE: ${certFile} must hold a certificate in PEM.`,
  );
  const privateKey = parse(
    () => createPrivateKey(key),
    `TLS_KEY_FILE: ${keyFile} must hold a private key in PEM without a passphrase.`,
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new StartError(`TLS_KEY_FILE: ${keyFile} is not the key of the certificate in TLS_CERT_FILE, ${certFile}.`);
  }
  return { cert, key };
}

/**
 * Lets a server take new files as soon as both are there; connections that are open go on with the old ones. Files that
 * are not usable leave everything as it is. Returns how to stop looking.
 */
export function followTlsFiles(
  server: Pick<Server, 'setSecureContext'>,
  files: TlsFiles,
  { logger, interval = lookEveryMs }: { readonly logger: Logger; readonly interval?: number },
): () => void {
  const { certFile, keyFile } = files;
  const take = (now: Stats, before: Stats): void => {
    // Reading a file is a change, too.
    if (now.mtimeMs === before.mtimeMs && now.ino === before.ino) return;
    readTlsFiles(files).then(
      (pair) => {
        server.setSecureContext({ ...pair, minVersion });
        logger.info({ file: certFile }, 'A new TLS certificate is used');
      },
      // Certificate and key are never written in the same moment.
      (error: unknown) => logger.warn({ error }, 'The TLS files changed and cannot be used yet; the old ones stay'),
    );
  };
  // Looks at what the name leads to: a renewal often only turns a link. Notifications of the file system miss that.
  for (const file of [certFile, keyFile]) watchFile(file, { interval, persistent: false }, take);
  return () => {
    for (const file of [certFile, keyFile]) unwatchFile(file, take);
  };
}

/** Everything before has known weaknesses (RFC 8996). */
export const minVersion = 'TLSv1.2';

async function read(setting: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new StartError(`${setting}: ${path} cannot be read (${code}). Restore it, or correct the setting.`, {
      cause,
    });
  });
}

function parse<T>(parseIt: () => T, refusal: string): T {
  try {
    return parseIt();
  } catch (cause) {
    throw new StartError(refusal, { cause });
  }
}
