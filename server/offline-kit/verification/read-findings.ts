import { exportManifest } from '../../contracts/export-center/run.ts';
import { asDigest } from '../../verification/bundle-hashes.ts';
import { EXPORT_MANIFEST, EXPORT_SIGNATURE } from '../../verification/bundle-layout.ts';
import { parseJson } from '../../verification/json.ts';
import { type BundleContents } from '../../verification/read-contents.ts';
import { importVerifyingKey } from '../../verification/signature/public-key.ts';
import { findSigningKey } from '../../verification/signature/verify-signature.ts';
import { type Problem } from '../../verification/verdict.ts';
import { type BundleFile } from '../bundle/bundle-file.ts';
import { checkPaths } from '../bundle/check-paths.ts';
import { type VerifiedBundle } from '../bundle/verified-bundle.ts';
import { type KitKey } from '../trust/trusted-keys.ts';

export type Findings =
  | { readonly problems: readonly []; readonly bundle: VerifiedBundle; readonly key: KitKey }
  | { readonly problems: readonly Problem[]; readonly key: KitKey | undefined };

/**
 * What the kit demands of a bundle beyond verification: a manifest of the schema that it knows, signed by a key that may sign
 * for its tenant, and paths that can be unpacked everywhere.
 */
export function readFindings(file: BundleFile, contents: BundleContents, keys: readonly KitKey[]): Findings {
  const { files, documents } = contents;
  const found = files.get(EXPORT_MANIFEST);
  const parsed = exportManifest.safeParse(parseJson(documents.get(EXPORT_MANIFEST) ?? new Uint8Array()));
  if (!found || !parsed.success) {
    const actual = parsed.error?.issues.map(({ path, message }) => `/${path.join('/')} ${message}`).join('; ') ?? '';
    return { problems: [{ path: EXPORT_MANIFEST, reason: 'malformed', actual }], key: undefined };
  }
  const manifest = parsed.data;
  const key = signerOf(contents, keys, manifest.tenant);
  const problems = checkPaths(files.keys());
  if (!key) {
    const expected = `a key of tenant ${manifest.tenant}`;
    problems.unshift({ path: EXPORT_SIGNATURE, reason: 'untrusted-key', expected });
  }
  if (!key || problems.length > 0) return { problems, key };
  return { problems: [], key, bundle: { file, manifest, manifestDigest: asDigest(found.sha256.slice(7)), files } };
}

/** A key that lies in the folder of a tenant speaks for that tenant alone. */
function signerOf({ files, documents }: BundleContents, keys: readonly KitKey[], tenant: string): KitKey | undefined {
  const signature = new TextDecoder().decode(documents.get(EXPORT_SIGNATURE));
  const digest = files.get(EXPORT_MANIFEST)?.sha256 ?? '';
  const entitled = keys.filter((key) => key.tenant === null || key.tenant === tenant);
  const signer = findSigningKey(signature, digest, entitled.map(importVerifyingKey));
  return entitled.find(({ keyId }) => keyId === signer?.keyId);
}
