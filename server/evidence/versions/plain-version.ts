/** Go's versions bear a `v` in purls; some tools leave it out, and some databases list versions of other ecosystems with one. */
export function plainVersion(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}
