import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { challengeError } from './challenge.ts';

/** Headers of an upstream's answer that a browser may see. Everything else is the BFF's to say, or nobody's. */
const passing = [
  'accept-ranges',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'digest',
  'etag',
  'last-modified',
  'retry-after',
  'x-stella-immutability',
  'x-stella-quota-limit',
  'x-stella-quota-remaining',
  'x-stella-quota-reset',
  'x-stella-signature',
];

/** Types that a browser would run or render with this origin's rights. */
const active =
  /^\s*(?:text\/html|image\/svg\+xml|application\/xhtml\+xml|(?:text|application)\/(?:xml|xsl|javascript))\b/i;

const sandboxed = "default-src 'none'; sandbox; frame-ancestors 'none'";

/**
 * The headers that an upstream's answer goes on with. Undefined where the answer would send the browser elsewhere:
 * `Location` may only name a path below `prefix` of the upstream, and becomes a path of this origin.
 */
export function answerHeaders(
  answer: IncomingHttpHeaders,
  { upstream, prefix }: { upstream: URL; prefix: string },
): OutgoingHttpHeaders | undefined {
  const headers: OutgoingHttpHeaders = { 'content-security-policy': sandboxed };
  for (const name of passing) if (answer[name] !== undefined) headers[name] = answer[name];
  if (active.test(answer['content-type'] ?? '')) headers['content-disposition'] = 'attachment';
  // The one challenge that the console itself can answer: with a step-up.
  if (challengeError(answer) === 'insufficient_user_authentication') {
    headers['www-authenticate'] = answer['www-authenticate'];
  }
  if (answer.location !== undefined) {
    const location = URL.parse(answer.location, upstream.href);
    if (location?.origin !== upstream.origin || !location.pathname.startsWith(`${prefix}/`)) return undefined;
    headers['location'] = location.pathname + location.search;
  }
  return headers;
}
