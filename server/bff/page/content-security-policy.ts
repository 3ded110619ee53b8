/** The hash of the one static style attribute of ngx-charts, `fill-opacity`'s hover area (docs/architecture.md). */
const chartsStyle = "'sha256-aMqEn2TjFTa4fPKEXLN7OfV3ni2525REsIUI4/tgmhg='";

/** The policy of the page. `nonce` is new in every answer; it lets Angular put component styles into the head. */
export function pagePolicy({ loaderHash, nonce }: { loaderHash: string; nonce: string }): string {
  return [
    "default-src 'none'",
    `script-src 'strict-dynamic' ${loaderHash}`,
    `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-hashes' ${chartsStyle}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types angular angular#components loader default',
  ].join('; ');
}

/** Of workers, which have a policy of their own. The console has one: it reads event streams for all tabs. */
export const workerPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');
