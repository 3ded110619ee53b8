import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TrustedKey, importVerifyingKey, spkiFromPem } from '../../verification/signature/public-key.ts';
import { KitError, systemCodeOf } from '../command-line/kit-error.ts';

/** A key that the operator trusts. */
export interface KitKey extends TrustedKey {
  /** The tenant that it may sign for; null for a key that was named one by one. */
  readonly tenant: string | null;
  readonly file: string;
}

const KEY_FILE = /\.(?:pub|pem)$/;

/**
 * The keys that `--key` and `--keys` name. A file in a folder `<tenant>/` of `--keys`, as the runbook lays them out
 * (`tenants/acme/export-center.pub`), is trusted for that tenant's bundles alone.
 * @throws KitError `usage` where a file is no ECDSA P-256 public key, or a folder holds none.
 */
export async function readTrustedKeys({
  files,
  folders,
}: {
  files: readonly string[];
  folders: readonly string[];
}): Promise<KitKey[]> {
  const keys: KitKey[] = [];
  for (const file of files) keys.push(...(await readKeyFile(file, null)));
  for (const folder of folders) {
    const found = await readKeyFolder(folder);
    if (found.length === 0) throw new KitError('usage', `${folder} holds no public key (*.pub or *.pem).`);
    keys.push(...found);
  }
  return keys;
}

/** The keys in a folder that need not be there. */
export async function readKeyFolder(folder: string): Promise<KitKey[]> {
  const keys: KitKey[] = [];
  for (const { name, isFolder } of await list(folder)) {
    if (!isFolder && KEY_FILE.test(name)) keys.push(...(await readKeyFile(join(folder, name), null)));
    if (!isFolder) continue;
    for (const inner of await list(join(folder, name))) {
      if (!inner.isFolder && KEY_FILE.test(inner.name)) {
        keys.push(...(await readKeyFile(join(folder, name, inner.name), name)));
      }
    }
  }
  return keys;
}

/** All keys of one PEM file. The key id is what the Export Center shows: SHA-256 of the SubjectPublicKeyInfo, in hex. */
async function readKeyFile(file: string, tenant: string | null): Promise<KitKey[]> {
  const text = await readFile(file, 'utf8');
  if (text.includes('PRIVATE KEY-----')) {
    throw new KitError('usage', `${file} holds a private key. Bundles are checked with the public key alone.`);
  }
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  if (blocks.length === 0) throw new KitError('usage', `${file} holds no public key (PEM, BEGIN PUBLIC KEY).`);
  return blocks.map((publicKeyPem) => {
    const spki = spkiFromPem(publicKeyPem) ?? new Uint8Array();
    const keyId = createHash('sha256').update(spki).digest('hex');
    try {
      importVerifyingKey({ keyId, publicKeyPem });
    } catch (cause) {
      throw new KitError('usage', `${file} does not hold an ECDSA P-256 public key.`, { cause });
    }
    return { keyId, publicKeyPem, tenant, file };
  });
}

async function list(folder: string): Promise<{ name: string; isFolder: boolean }[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return sorted.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
