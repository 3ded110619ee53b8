/** What a signature was made for. `digest` is `sha256:<hex>` of the bytes signed. */
export interface SignaturePurpose {
  readonly runId: string;
  readonly digest: string;
  readonly keyId: string;
  /** The file that the signature goes into: `signatures/export.sig`, …. */
  readonly purpose: string;
}

/**
 * Remembers each signature of a run, so that a later attempt gives the same bundle byte for byte: ECDSA signatures of the same
 * bytes differ each time (bundles.md, "Always"). One memory is bound to one tenant, since run ids are a tenant's own.
 */
export interface SignatureMemory {
  find(purpose: SignaturePurpose): Promise<string | undefined>;
  /** Keeps a signature unless one is kept already; answers the one that counts from now on. */
  keep(purpose: SignaturePurpose, signature: string): Promise<string>;
}

/** For specs, and for programs that make no second attempt. */
export function createTransientSignatureMemory(): SignatureMemory {
  const kept = new Map<string, string>();
  const key = ({ runId, digest, keyId, purpose }: SignaturePurpose) => [runId, digest, keyId, purpose].join('\n');
  return {
    find: (purpose) => Promise.resolve(kept.get(key(purpose))),
    keep: (purpose, signature) => {
      const first = kept.get(key(purpose)) ?? signature;
      kept.set(key(purpose), first);
      return Promise.resolve(first);
    },
  };
}
