import helmet from 'helmet';
import type { RequestHandler } from 'express';
import { stylesheetSource } from './pages/layout.ts';
import { submitAtOnceSource } from './pages/sign-out-pages.ts';

/**
 * Headers of every answer. The pages need one inline style sheet, one font and one one-line script, each let through
 * by its hash or origin; the provider adds the hash of its own form-posting script where it sends one.
 *
 * `form-action` names the console's origin: Chromium applies it to the redirect that follows a form, and a sign-in ends
 * with one to the console.
 */
export function securityHeaders(publicOrigin: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [submitAtOnceSource],
        styleSrc: [stylesheetSource],
        fontSrc: ["'self'"],
        imgSrc: ['data:'],
        formAction: ["'self'", publicOrigin],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}
