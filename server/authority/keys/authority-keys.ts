import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { readKeyFile, writeKeyFile } from './key-file.ts';
import { rotateWhenDue, type SigningKeyRing } from './signing-keys.ts';

/** What the authority keeps secret, in DATA_DIR/keys. Of each kind the newest comes first and is the one used. */
export interface AuthorityKeys {
  /** Private JWKs; the public halves of all of them are published. */
  readonly signing: readonly JWK[];
  /** Sign the cookies. */
  readonly cookies: readonly string[];
  /** Encrypt what is stored, 32 bytes each. */
  readonly payloads: readonly Uint8Array[];
}

/** Base64url texts. To rotate, put a new one in front; sessions go on as long as the old one stands behind it. */
interface SecretsFile {
  readonly cookies: readonly string[];
  readonly payloads: readonly string[];
}

/** Loads the keys, makes those that are missing, and rotates the signing key when it is due. */
export async function loadAuthorityKeys(dataDir: string, now = new Date()): Promise<AuthorityKeys> {
  const { keys } = await loadSigningKeys(join(dataDir, 'keys', 'authority-signing.json'), now);
  const secrets = await loadSecrets(join(dataDir, 'keys', 'authority-secrets.json'));
  return {
    signing: keys.map(({ jwk }) => jwk),
    cookies: secrets.cookies,
    payloads: secrets.payloads.map((text) => Buffer.from(text, 'base64url')),
  };
}

async function loadSigningKeys(path: string, now: Date): Promise<SigningKeyRing> {
  const stored = await readKeyFile<SigningKeyRing>(path);
  const ring = await rotateWhenDue(stored, now);
  if (ring !== stored) await writeKeyFile(path, ring);
  return ring;
}

async function loadSecrets(path: string): Promise<SecretsFile> {
  const stored = await readKeyFile<SecretsFile>(path);
  if (stored) return stored;
  const secrets: SecretsFile = { cookies: [newSecret()], payloads: [newSecret()] };
  await writeKeyFile(path, secrets);
  return secrets;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
