import { PROVENANCE, isReadableWhenStrict } from '../../../verification/bundle-layout.ts';
import { type BundlePlan } from '../bundle-plan.ts';

/** Folders that hold evidence; those of a delta lie below its own. */
const evidenceFolders = ['data/', 'delta/'];

/** Documents that come after the artifacts and are not readable in strict mode. */
const laterDocuments = { json: [PROVENANCE], mirror: [PROVENANCE, 'tuf/'] };

/** Whether the artifact or document of this path is to be encrypted (bundles.md, "Encryption"). */
export function isEncrypted(path: string, { strict }: { readonly strict: boolean }): boolean {
  return strict ? !isReadableWhenStrict(path) : evidenceFolders.some((folder) => path.startsWith(folder));
}

/** `encryption.encryptedPaths` of the manifests: files at the top, and whole folders, which end with a slash. */
export function encryptedPaths(
  { profile: { kind } }: Pick<BundlePlan, 'profile'>,
  { strict }: { readonly strict: boolean },
  artifactPaths: readonly string[],
): string[] {
  const artifacts = artifactPaths.filter((path) => isEncrypted(path, { strict })).map(topOf);
  const documents = strict ? laterDocuments[kind === 'mirror' ? 'mirror' : 'json'] : [];
  return [...new Set([...artifacts, ...documents])].sort();
}

function topOf(path: string): string {
  const end = path.indexOf('/');
  return end < 0 ? path : path.slice(0, end + 1);
}
