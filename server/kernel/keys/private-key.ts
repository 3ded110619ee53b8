import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { StartError } from '../start-error.ts';

/** An EC P-256 key (ES256) as a private JWK with `kid` (RFC 7638 thumbprint), and ready for signing. */
export interface PrivateKey {
  readonly kid: string;
  readonly jwk: JWK;
  readonly key: CryptoKey;
}

/**
 * The key in a file, made by whoever comes first; the file is readable by its owner only. Two processes that start
 * together end up with the same key.
 * @throws StartError naming the file, where it holds no such key.
 */
export async function loadOrCreatePrivateKey(path: string): Promise<PrivateKey> {
  const stored = await readIfThere(path);
  if (stored !== undefined) return parse(path, stored);
  await create(path);
  return loadPrivateKey(path);
}

/** The key in a file that must be there. @throws StartError naming the file. */
export async function loadPrivateKey(path: string): Promise<PrivateKey> {
  const stored = await readIfThere(path);
  if (stored === undefined) throw new StartError(`The key file ${path} does not exist.`);
  return parse(path, stored);
}

/** The half of a key that may be shown. */
export function publicHalf({ kid, jwk: { kty, crv, x, y } }: PrivateKey): JWK {
  return { kty, crv, x, y, kid, alg: 'ES256' } as JWK;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new StartError(`The key file ${path} must be readable.`, { cause });
  }
}

async function create(path: string): Promise<void> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const text = JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256' });
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(temporary, 'wx', 0o600);
    await file.writeFile(`${text}\n`);
    await file.sync();
    await file.close();
    // Unlike a rename, a link never replaces the key of one who was faster.
    await link(temporary, path);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
      throw new StartError(`The key file ${path} could not be made.`, { cause });
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

async function parse(path: string, text: string): Promise<PrivateKey> {
  try {
    const jwk = JSON.parse(text) as JWK;
    if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || jwk.d === undefined) throw new TypeError('not a private P-256 key');
    const key = await importJWK(jwk, 'ES256');
    if (key instanceof Uint8Array) throw new TypeError('not an EC key');
    return { kid: jwk.kid ?? (await calculateJwkThumbprint(jwk)), jwk, key };
  } catch (cause) {
    throw new StartError(`The key file ${path} must hold a private EC P-256 key as JWK. Restore it from a copy.`, {
      cause,
    });
  }
}
