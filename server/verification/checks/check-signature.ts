import { EXPORT_ENVELOPE, EXPORT_MANIFEST, EXPORT_SIGNATURE, PUBLIC_KEY } from '../bundle-layout.ts';
import { type BundleContents } from '../read-contents.ts';
import { type VerifyingKey, pemFromSpki } from '../signature/public-key.ts';
import { findSigningKey } from '../signature/verify-signature.ts';
import { type Problem, type Verdict } from '../verdict.ts';
import { checkEnvelope } from './check-envelope.ts';

type Report = (problem: Problem) => void;

const manifestEnvelope = { path: EXPORT_ENVELOPE, covers: EXPORT_MANIFEST };

/** Both signatures of `export.json`, and that the key in the bundle is one of those that the caller trusts. */
export function checkSignature(contents: BundleContents, keys: readonly VerifyingKey[], report: Report): Verdict {
  if (keys.length === 0) return 'not-run';
  const results = [
    checkDetached(contents, keys, report),
    checkEnvelope(manifestEnvelope, contents, keys, report),
    checkPublicKey(contents, keys, report),
  ];
  return results.every(Boolean) ? 'passed' : 'failed';
}

function checkDetached({ documents, files }: BundleContents, keys: readonly VerifyingKey[], report: Report): boolean {
  const [signature, manifest] = [documents.get(EXPORT_SIGNATURE), files.get(EXPORT_MANIFEST)];
  if (!signature || !manifest) return false;
  if (findSigningKey(new TextDecoder().decode(signature), manifest.sha256, keys)) return true;
  report({ path: EXPORT_SIGNATURE, reason: 'invalid-signature' });
  return false;
}

/** The key travels with the bundle for convenience; trust comes from the caller's keys alone. */
function checkPublicKey({ documents }: BundleContents, keys: readonly VerifyingKey[], report: Report): boolean {
  const document = documents.get(PUBLIC_KEY);
  if (!document) return false;
  const pem = new TextDecoder().decode(document);
  if (keys.some(({ spki }) => pemFromSpki(spki) === pem)) return true;
  report({ path: PUBLIC_KEY, reason: 'untrusted-key' });
  return false;
}
