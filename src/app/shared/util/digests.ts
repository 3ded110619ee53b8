/**
 * A digest short enough for a table: `sha256:3f2a91c4…e07b19c2` → `3f2a91c4…e07b19c2`. The algorithm is dropped when it
 * is SHA-256, which nearly all are; what is no digest comes back as it is.
 */
export function shortenDigest(digest: string): string {
  const [, algorithm, hex] = /^([a-z0-9]+):([0-9a-f]{32,})$/.exec(digest) ?? [];
  if (algorithm === undefined || hex === undefined) return digest;
  const short = `${hex.slice(0, 8)}…${hex.slice(-8)}`;
  return algorithm === 'sha256' ? short : `${algorithm}:${short}`;
}
