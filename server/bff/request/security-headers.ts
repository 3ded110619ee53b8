import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** An answer that is not the page needs nothing from a browser but to be read by the page's code. */
const nothingAllowed = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

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

/** Headers of every answer, errors too; the page and its files relax the policy and the caching where they must. */
export function securityHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: nothingAllowed },
      strictTransportSecurity: { maxAge: twoYears, includeSubDomains: true },
      // 'no-referrer' would turn the Origin of a same-origin form post into `null`.
      referrerPolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
    (_request, response, next) => {
      response.setHeader('Permissions-Policy', permissionsPolicy);
      response.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}
