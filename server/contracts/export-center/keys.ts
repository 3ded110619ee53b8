import { z } from 'zod';
import { timestamp } from '../values.ts';

/** A tenant's signing key: public part only. `keyId` is the SHA-256 of its SubjectPublicKeyInfo. */
export const signingKey = z.strictObject({
  keyId: z.string(),
  algorithm: z.literal('ECDSA-P256-SHA256'),
  publicKeyPem: z.string(),
  /** `sha256:<hex>` over the DER of the SubjectPublicKeyInfo, as `openssl pkey -pubin -outform DER | sha256sum` prints it. */
  fingerprint: z.string(),
  current: z.boolean(),
  createdAt: timestamp,
});

export type SigningKey = z.output<typeof signingKey>;

export const signingKeys = z.strictObject({ items: z.array(signingKey) });
