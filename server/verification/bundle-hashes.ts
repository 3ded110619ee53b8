import { canonicalPieces } from './canonical-json.ts';

/** A digest as it stands in our JSON: `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

export function asDigest(hex: string): Digest {
  return `sha256:${hex}`;
}

/** The hex digits alone, as in-toto statements and `sha256sum` write them. */
export function hexOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}

/**
 * What `rerunHash` is the SHA-256 of: the artifacts' digests, sorted and joined by newlines (bundles.md, "Always").
 * `jq -j '[.artifacts[].sha256] | sort | join("\n")' export.json | sha256sum` gives the same.
 */
export function rerunHashText(artifactDigests: readonly string[]): string {
  return artifactDigests.toSorted().join('\n');
}

/** What `inputsHash` is the SHA-256 of, in pieces: the sorted digests of the inputs, the selectors and the policy version. */
export function inputsHashPieces(inputs: {
  digests: readonly string[];
  selectors: object;
  policyVersion: string | null;
}): AsyncIterable<string> {
  const { digests, selectors, policyVersion } = inputs;
  return canonicalPieces((list) => ({ inputs: list, policyVersion, selectors }), digests.toSorted());
}
