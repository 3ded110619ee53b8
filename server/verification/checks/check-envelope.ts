import { type BundleContents } from '../read-contents.ts';
import { parseDsseEnvelope, preAuthEncoding } from '../signature/dsse.ts';
import { type VerifyingKey } from '../signature/public-key.ts';
import { findSigningKey } from '../signature/verify-signature.ts';
import { type Problem } from '../verdict.ts';

/** A DSSE envelope of the bundle and the file that its payload must equal. */
export interface EnvelopeToCheck {
  readonly path: string;
  readonly payloadType: string;
  readonly covers: string;
}

/** Whether the envelope is signed by one of the keys, says so by its key id, and covers exactly the bytes of its file. */
export async function checkEnvelope(
  { path, payloadType, covers }: EnvelopeToCheck,
  contents: BundleContents,
  keys: readonly VerifyingKey[],
  report: (problem: Problem) => void,
): Promise<boolean> {
  const [document, covered] = [contents.documents.get(path), contents.documents.get(covers)];
  if (!document || !covered) return false;
  const envelope = parseDsseEnvelope(new TextDecoder().decode(document));
  const [signature, ...others] = envelope?.signatures ?? [];
  if (envelope?.payloadType !== payloadType || !signature || others.length > 0) {
    report({ path, reason: 'malformed' });
    return false;
  }
  const key = await findSigningKey(signature.sig, preAuthEncoding(payloadType, envelope.payload), keys);
  if (key?.keyId !== signature.keyid) {
    report({
      path,
      reason: 'invalid-signature',
      expected: keys.map(({ keyId }) => keyId).join(' '),
      actual: signature.keyid,
    });
    return false;
  }
  if (!areEqual(envelope.payload, covered)) {
    report({ path: covers, reason: 'payload-mismatch', expected: `the payload of ${path}` });
    return false;
  }
  return true;
}

export function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
