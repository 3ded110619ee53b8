import { createHash } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { type SignatureMemory } from './signature-memory.ts';
import { type TenantSigner } from './tenant-signer.ts';

/** Makes the signatures of one run, each once: a later attempt gets the remembered ones. */
export interface RunSigner {
  /** A detached signature: base64 of DER. */
  signDetached(purpose: string, bytes: Uint8Array): Promise<string>;
  /** A DSSE envelope around the bytes, as canonical JSON. */
  signEnvelope(purpose: string, payloadType: string, payload: Buffer): Promise<string>;
}

export function createRunSigner(runId: string, signer: TenantSigner, memory: SignatureMemory): RunSigner {
  const signDetached = async (purpose: string, bytes: Uint8Array): Promise<string> => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const made = { runId, digest, keyId: signer.keyId, purpose };
    return (await memory.find(made)) ?? memory.keep(made, await signer.sign(bytes));
  };
  return {
    signDetached,
    signEnvelope: async (purpose, payloadType, payload) => {
      const sig = await signDetached(purpose, dsse.preAuthEncoding(payloadType, payload));
      return canonicalJson({
        payload: payload.toString('base64'),
        payloadType,
        signatures: [{ keyid: signer.keyId, sig }],
      });
    },
  };
}
