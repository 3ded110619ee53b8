import type { RequestHandler } from 'express';

const twoYears = 63_072_000;

/** None of the powers that a browser could lend to a page is used, save for copying. */
const permissionsPolicy = [
  ...['accelerometer', 'autoplay', 'camera', 'display-capture', 'encrypted-media', 'fullscreen', 'geolocation'],
  ...['gyroscope', 'hid', 'idle-detection', 'magnetometer', 'microphone', 'midi', 'payment'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .concat('clipboard-write=(self)')
  .join(', ');

/**
 * Headers of every answer, errors too, and of those to what never becomes a request. The page and its files relax the
 * policy and the caching where they must.
 */
export const headersOfEveryAnswer: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  // An answer that is not the page needs nothing from a browser but to be read by the page's code.
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': permissionsPolicy,
  // 'no-referrer' would turn the Origin of a same-origin form post into `null`.
  'Referrer-Policy': 'same-origin',
  'Strict-Transport-Security': `max-age=${twoYears}; includeSubDomains`,
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
};

export function securityHeaders(): RequestHandler {
  const headers = new Map(Object.entries(headersOfEveryAnswer));
  return (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
}
