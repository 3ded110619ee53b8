import { EXPORT_ENVELOPE, EXPORT_MANIFEST, EXPORT_SIGNATURE, type KindLayout, PUBLIC_KEY } from '../bundle-layout.ts';
import { type BundleContents } from '../read-contents.ts';
import { type VerifyingKey, pemFromSpki } from '../signature/public-key.ts';
import { findSigningKey } from '../signature/verify-signature.ts';
import { type Problem, type Verdict } from '../verdict.ts';
import { checkEnvelope } from './check-envelope.ts';
import { type CheckedManifest } from './read-manifest.ts';

type Report = (problem: Problem) => void;

interface SignatureTools {
  readonly layout: KindLayout;
  readonly keys: readonly VerifyingKey[];
  readonly report: Report;
}

const manifestEnvelope = { path: EXPORT_ENVELOPE, covers: EXPORT_MANIFEST };

/**
 * Both signatures of `export.json`, those over single files that the kind demands, and that the key in the bundle is the one
 * that made them, which the caller trusts.
 */
export function checkSignature(
  manifest: CheckedManifest | undefined,
  contents: BundleContents,
  { layout, keys, report }: SignatureTools,
): Verdict {
  if (keys.length === 0) return 'not-run';
  const signedManifest = { path: EXPORT_SIGNATURE, sha256: contents.files.get(EXPORT_MANIFEST)?.sha256 };
  const signer = checkDetached(signedManifest, contents, keys, report);
  const results = [
    signer,
    checkEnvelope(manifestEnvelope, contents, keys, report),
    checkPublicKey(contents, signer ? [signer] : keys, report),
    ...layout.signatures.map(({ covers, path }) => {
      const sha256 = listedDigest(covers, manifest) ?? contents.files.get(covers)?.sha256;
      return checkDetached({ path, sha256 }, contents, keys, report);
    }),
    ...layout.envelopes.map((envelope) => checkEnvelope(envelope, contents, keys, report)),
  ];
  return results.every(Boolean) ? 'passed' : 'failed';
}

/**
 * The key that made a detached signature over the file of this digest. Missing files are reported with the others, so
 * nothing is reported where either is not there.
 */
export function checkDetached(
  { path, sha256 }: { path: string; sha256: string | undefined },
  { documents }: BundleContents,
  keys: readonly VerifyingKey[],
  report: Report,
): VerifyingKey | undefined {
  const signature = documents.get(path);
  if (!signature || sha256 === undefined) return undefined;
  const key = findSigningKey(new TextDecoder().decode(signature), sha256, keys);
  if (!key) report({ path, reason: 'invalid-signature', expected: keys.map(({ keyId }) => keyId).join(' ') });
  return key;
}

/** Where the file was changed, that is found out by its digest, and the signature is not to blame. */
function listedDigest(path: string, manifest: CheckedManifest | undefined): string | undefined {
  return [...(manifest?.artifacts ?? []), ...(manifest?.documents ?? [])].find((file) => file.path === path)?.sha256;
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
