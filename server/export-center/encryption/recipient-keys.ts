import { type KeyFolder } from '../../kernel/encryption/key-folder.ts';
import { keyIdOf } from '../../kernel/encryption/key-id.ts';
import { unwrapKey, wrapKey } from '../../kernel/encryption/wrapped-key.ts';

/** A data key that only the owner of a recipient key can use. */
export interface WrappedKey {
  /** Of the recipient's key. */
  readonly keyId: string;
  /** AES key wrap (RFC 3394), 40 bytes. */
  readonly wrapped: Buffer;
}

/**
 * The key management system that holds the keys of `kms://<name>` recipients. Every call may fail, as systems elsewhere do;
 * KeyFolderError tells why in words for the operator.
 */
export interface RecipientKeys {
  /** Whether there is a key of the name that can be used. */
  has(name: string): Promise<boolean>;
  wrap(name: string, dataKey: Uint8Array): Promise<WrappedKey>;
  /** The data key again, for a later attempt of its run. */
  unwrap(name: string, wrapped: Uint8Array): Promise<Buffer>;
}

/** The embedded key management: keys in a folder of this machine. */
export function createEmbeddedRecipientKeys(folder: KeyFolder): RecipientKeys {
  const keyOf = async (name: string): Promise<Buffer> => {
    const key = await folder.read(name);
    if (!key) throw new Error(`There is no key "${name}"`);
    return key;
  };
  return {
    has: async (name) => (await folder.read(name)) !== undefined,
    async wrap(name, dataKey) {
      const key = await keyOf(name);
      return { keyId: keyIdOf(key), wrapped: wrapKey(key, dataKey) };
    },
    unwrap: async (name, wrapped) => unwrapKey(await keyOf(name), wrapped),
  };
}
