import { z } from 'zod';
import { WRAP_ALGORITHM } from './wrapped-key.ts';

export { RECIPIENTS } from '../../verification/bundle-layout.ts';

const keyId = z.string().regex(/^[0-9a-f]{32}$/);

const ageRecipients = z.strictObject({
  schemaVersion: z.literal('1.0'),
  mode: z.literal('age'),
  recipients: z.array(z.strictObject({ recipient: z.string(), algorithm: z.literal('X25519') })).min(1),
});

const kmsRecipients = z.strictObject({
  schemaVersion: z.literal('1.0'),
  mode: z.literal('aes-gcm'),
  /** Of the key that the files are encrypted with. */
  dataKeyId: keyId,
  recipients: z
    .array(
      z.strictObject({
        /** `kms://<name>`. */
        recipient: z.string(),
        algorithm: z.literal(WRAP_ALGORITHM),
        /** Of the recipient's key. */
        keyId,
        /** The data key, wrapped with it; base64. */
        wrappedKey: z.base64(),
      }),
    )
    .min(1),
});

/** `recipients.json`: who can read the encrypted files of a bundle, and by what (docs/encryption-format.md). */
export const recipientsDocument = z.discriminatedUnion('mode', [ageRecipients, kmsRecipients]);

export type RecipientsDocument = z.output<typeof recipientsDocument>;
export type KmsRecipients = z.output<typeof kmsRecipients>;
