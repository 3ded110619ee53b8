import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key that seals tokens: 32 random bytes, and an id by which sealed texts name it. */
export interface VaultKey {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Encrypts what the database and the browser may carry but not read. */
export interface VaultSeal {
  /** `binding` is authenticated with the text: what was sealed for one session does not open for another. */
  seal(text: string, binding: string): string;
  /** Undefined where the text was changed, belongs to another binding, or its key is gone. */
  open(sealed: string, binding: string): string | undefined;
}

const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM. The first key seals, all of them open, so that a new key can be put before the old one. */
export function createVaultSeal(keys: readonly VaultKey[]): VaultSeal {
  const [current] = keys;
  if (!current) throw new Error('The vault needs a key');
  const byId = new Map(keys.map((key) => [key.id, key]));

  return {
    seal(text, binding) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', current.secret, nonce).setAAD(boundTo(current.id, binding));
      const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${current.id}.${body.toString('base64url')}`;
    },

    open(sealed, binding) {
      const [id = '', encoded = ''] = sealed.split('.');
      const key = byId.get(id);
      const body = Buffer.from(encoded, 'base64url');
      if (!key || body.length < nonceBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key.secret, body.subarray(0, nonceBytes))
        .setAAD(boundTo(id, binding))
        .setAuthTag(body.subarray(-tagBytes));
      try {
        return decipher.update(body.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

function boundTo(keyId: string, binding: string): Buffer {
  return Buffer.from(`${keyId}\n${binding}`);
}

/** The key that a sealed text names. */
export function keyIdOf(sealed: string): string {
  return sealed.slice(0, Math.max(0, sealed.indexOf('.')));
}
