import { decryptAesGcm } from './aes-gcm-file.ts';
import { decryptAge } from './age-file.ts';
import { DecryptionError } from './decryption-error.ts';
import { keyIdOf } from './key-id.ts';
import { type KmsRecipients, type RecipientsDocument } from './recipients-document.ts';
import { unwrapKey } from './wrapped-key.ts';

/** What a recipient holds: age identities (`AGE-SECRET-KEY-1…`) or keys of 32 bytes as `stella kms export` gives them. */
export interface RecipientSecrets {
  readonly identities?: readonly string[];
  readonly keys?: readonly Uint8Array[];
}

/** Decrypts files of one bundle. `path` is that of `export.json`. @throws DecryptionError */
export type DecryptFile = (path: string, content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/**
 * What decrypts the files of a bundle with these recipients.
 * @throws DecryptionError `wrong-key` where no key given is a recipient's; with age only the files themselves show that.
 */
export function bundleDecrypter(recipients: RecipientsDocument, secrets: RecipientSecrets): DecryptFile {
  if (recipients.mode === 'age') {
    const { identities = [] } = secrets;
    if (identities.length === 0) throw new DecryptionError('wrong-key', 'The bundle needs an age identity');
    return (_path, content) => decryptAge(content, identities);
  }
  const dataKey = dataKeyOf(recipients, secrets.keys ?? []);
  return (path, content) => decryptAesGcm(content, { dataKey, path });
}

/** The data key of a bundle, by the key of any of its recipients. @throws DecryptionError `wrong-key` */
export function dataKeyOf({ dataKeyId, recipients }: KmsRecipients, keys: readonly Uint8Array[]): Buffer {
  for (const key of keys) {
    const recipient = recipients.find(({ keyId }) => keyId === keyIdOf(key));
    if (!recipient) continue;
    const dataKey = unwrapKey(key, Buffer.from(recipient.wrappedKey, 'base64'));
    if (keyIdOf(dataKey) === dataKeyId) return dataKey;
    throw new DecryptionError(
      'damaged',
      `The key wrapped for ${recipient.recipient} is not the data key of the bundle`,
    );
  }
  const names = recipients.map(({ recipient }) => recipient).join(', ');
  throw new DecryptionError('wrong-key', `The bundle needs the key of one of its recipients: ${names}`);
}
