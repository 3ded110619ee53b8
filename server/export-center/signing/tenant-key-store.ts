import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lock } from 'proper-lockfile';
import { type TenantSigner, createTenantSigner, describePublicKey } from './tenant-signer.ts';

const generateKeyPairAsync = promisify(generateKeyPair);

/** The signing keys of all tenants. A tenant's first key is made when it is first asked for. */
export interface TenantKeyStore {
  /** Signs with the tenant's current key. */
  signer(tenant: string): Promise<TenantSigner>;
  /** Every public key that the tenant ever had, the current one first, the others from new to old. */
  publicKeys(tenant: string): Promise<readonly TenantPublicKey[]>;
  /** Makes a new current key. The old private key is destroyed; its public key stays, for the bundles it signed. */
  rotate(tenant: string): Promise<TenantSigner>;
}

export interface TenantPublicKey {
  readonly keyId: string;
  readonly fingerprint: string;
  readonly publicKeyPem: string;
  readonly current: boolean;
  /** RFC 3339 UTC with milliseconds. */
  readonly createdAt: string;
  readonly retiredAt: string | null;
}

/** `keys.json` of a tenant: the list to trust, the current key first. */
type KeyList = readonly Omit<TenantPublicKey, 'current'>[];

/**
 * Keys in `folder`/<tenant>/: `keys.json` and the current private key as `<key id>.pem` (PKCS #8), readable for the owner
 * alone (mode 0600, folders 0700). Changes are made under a lock file and become visible by one rename, so several
 * processes may share the folder and none sees half a change.
 */
export function createFileTenantKeyStore(options: { folder: string; now: () => Date }): TenantKeyStore {
  const folderOf = (tenant: string): string => {
    if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(tenant)) throw new TypeError(`Not a tenant id: ${tenant}`);
    return join(options.folder, tenant);
  };

  const keysOf = async (tenant: string): Promise<{ folder: string; keys: KeyList }> => {
    const folder = folderOf(tenant);
    const keys = await readKeyList(folder);
    if (keys.length > 0) return { folder, keys };
    return withLock(folder, async () => {
      // Another process may have been quicker.
      const made = await readKeyList(folder);
      return { folder, keys: made.length > 0 ? made : await addKey(folder, [], options.now()) };
    });
  };

  const currentSigner = async (tenant: string): Promise<TenantSigner> => {
    const { folder, keys } = await keysOf(tenant);
    return createTenantSigner(createPrivateKey(await readFile(privateKeyFile(folder, currentOf(keys).keyId))));
  };

  const signer = (tenant: string): Promise<TenantSigner> =>
    currentSigner(tenant).catch((error: unknown) => {
      // Rotated between the reading of the list and of the key: the list now names the next one.
      if (isMissingFile(error)) return currentSigner(tenant);
      throw error;
    });

  return {
    signer,
    publicKeys: async (tenant) =>
      (await keysOf(tenant)).keys.map((key) => ({ ...key, current: key.retiredAt === null })),
    rotate: async (tenant) => {
      const { folder } = await keysOf(tenant);
      await withLock(folder, async () => addKey(folder, await readKeyList(folder), options.now()));
      return signer(tenant);
    },
  };
}

async function addKey(folder: string, keys: KeyList, now: Date): Promise<KeyList> {
  const pair = await generateKeyPairAsync('ec', { namedCurve: 'prime256v1' });
  const described = describePublicKey(createPublicKey(pair.privateKey));
  const at = now.toISOString();
  const retired = keys.map((key) => ({ ...key, retiredAt: key.retiredAt ?? at }));
  const list = [{ ...described, createdAt: at, retiredAt: null }, ...retired];
  await writePrivately(
    privateKeyFile(folder, described.keyId),
    pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  await writePrivately(join(folder, 'keys.json'), JSON.stringify(list, null, 2));
  await Promise.all(keys.map(({ keyId }) => rm(privateKeyFile(folder, keyId), { force: true })));
  return list;
}

async function readKeyList(folder: string): Promise<KeyList> {
  try {
    return JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')) as KeyList;
  } catch (error) {
    if (isMissingFile(error)) return [];
    throw error;
  }
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function currentOf(keys: KeyList): KeyList[number] {
  const [current] = keys;
  if (!current) throw new Error('A key list without a key');
  return current;
}

function privateKeyFile(folder: string, keyId: string): string {
  return join(folder, `${keyId}.pem`);
}

/** Appears whole or not at all, also when the machine loses power. */
async function writePrivately(path: string, text: string | Buffer): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function withLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await lock(folder, { retries: { retries: 50, minTimeout: 20, maxTimeout: 200 } });
  try {
    return await work();
  } finally {
    await release();
  }
}
