import { PAYLOAD_TYPE_OF } from '../bundle-layout.ts';
import { type BundleContents } from '../read-contents.ts';
import { type VerifyingKey } from '../signature/public-key.ts';
import { findSigningKey } from '../signature/verify-signature.ts';
import { type Problem } from '../verdict.ts';

/** A DSSE envelope of the bundle and the file that its payload must equal. */
export interface EnvelopeToCheck {
  readonly path: string;
  readonly covers: string;
}

/** Whether the envelope is signed by one of the keys, says so by its key id, and covers exactly the bytes of its file. */
export function checkEnvelope(
  { path, covers }: EnvelopeToCheck,
  { files, envelopes }: BundleContents,
  keys: readonly VerifyingKey[],
  report: (problem: Problem) => void,
): boolean {
  const covered = files.get(covers);
  // Missing files are reported with the others.
  if (!files.has(path) || covered?.preAuthSha256 === undefined) return false;
  const envelope = envelopes.get(path);
  const [signature, ...others] = envelope?.signatures ?? [];
  if (!envelope || envelope.payloadType !== PAYLOAD_TYPE_OF.get(covers) || !signature || others.length > 0) {
    report({ path, reason: 'malformed' });
    return false;
  }
  const key = findSigningKey(signature.sig, covered.preAuthSha256, keys);
  if (envelope.payloadSha256 !== covered.sha256) {
    // Where the signature fits the file, it is the envelope's own copy that was changed.
    const changed = key === undefined ? covers : path;
    report({ path: changed, reason: 'payload-mismatch', expected: `the payload of ${path} equals ${covers}` });
    return false;
  }
  if (key?.keyId === signature.keyid) return true;
  const expected = keys.map(({ keyId }) => keyId).join(' ');
  report({ path, reason: 'invalid-signature', expected, actual: signature.keyid });
  return false;
}
