/**
 * What the state digest of a mirror is the SHA-256 of: the digests of all of its documents, one for each document, sorted and
 * joined by newlines. Two mirrors of the same state digest hold the same texts.
 */
export function stateDigestText(documentDigests: readonly string[]): string {
  return documentDigests.toSorted().join('\n');
}
