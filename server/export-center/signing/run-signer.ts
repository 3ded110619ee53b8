import { createHash } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { type SignatureMemory } from './signature-memory.ts';
import { type TenantSigner } from './tenant-signer.ts';

/** Makes the signatures of one run, each once: a later attempt gets the remembered ones. */
export interface RunSigner {
  /** A detached signature: base64 of DER. */
  signDetached(purpose: string, bytes: Uint8Array): Promise<string>;
  /** A DSSE envelope around the bytes, as canonical JSON in pieces. */
  signEnvelope(purpose: string, payloadType: string, payload: Buffer): Promise<Iterable<Buffer>>;
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
      return envelopePieces(payload, payloadType, { keyid: signer.keyId, sig });
    },
  };
}

/** A multiple of three, so that the pieces' base64 is that of the whole. */
const PIECE_BYTES = 3 * 64 * 1024;

/** The provenance of a large bundle is many megabytes; in one text its base64 would hold up the event loop. */
function* envelopePieces(
  payload: Buffer,
  payloadType: string,
  signature: { keyid: string; sig: string },
): Generator<Buffer> {
  const rest = canonicalJson({ payloadType, signatures: [signature] }).slice(1);
  yield Buffer.from('{"payload":"');
  for (let at = 0; at < payload.length; at += PIECE_BYTES) {
    yield Buffer.from(payload.toString('base64', at, at + PIECE_BYTES));
  }
  yield Buffer.from(`",${rest}`);
}
