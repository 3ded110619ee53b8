import { type KeyObject, createHash, createPublicKey, createSign } from 'node:crypto';

/** Signs in the name of one tenant with one key: ECDSA P-256 over SHA-256. */
export interface TenantSigner {
  /** SHA-256 of the key's SubjectPublicKeyInfo, hex. */
  readonly keyId: string;
  readonly publicKeyPem: string;
  /** The same digest as `sha256:<hex>`: `openssl pkey -pubin -outform DER | sha256sum`. */
  readonly fingerprint: string;
  /** Base64 of the DER signature, as `cosign verify-blob --signature` and, decoded, `openssl dgst -verify` take it. */
  sign(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string>;
}

export const SIGNATURE_ALGORITHM = 'ECDSA-P256-SHA256' as const;

export function createTenantSigner(privateKey: KeyObject): TenantSigner {
  const publicKey = createPublicKey(privateKey);
  return {
    ...describePublicKey(publicKey),
    async sign(content) {
      const signing = createSign('sha256');
      for await (const piece of content) signing.update(piece);
      return signing.sign({ key: privateKey, dsaEncoding: 'der' }, 'base64');
    },
  };
}

export function describePublicKey(publicKey: KeyObject): Pick<TenantSigner, 'keyId' | 'publicKeyPem' | 'fingerprint'> {
  const keyId = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return {
    keyId,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    fingerprint: `sha256:${keyId}`,
  };
}
