import { isIP } from 'node:net';
import { StartError } from '../kernel/start-error.ts';

/**
 * The embedded authority knows demo users only, and their password is public: it must not be reachable from elsewhere.
 * @throws StartError where the issuer is not a loopback address.
 */
export function refuseDemoUsersBeyondLoopback(issuer: string): void {
  if (isLoopback(new URL(issuer).hostname)) return;
  throw new StartError(
    `The embedded authority has demo users with a public password, so it only starts on a loopback address, not as ${issuer}. ` +
      'Leave “authority” out of --roles to use the provider at OIDC_ISSUER, or unset OIDC_ISSUER.',
  );
}

/** RFC 5735 section 3 (127.0.0.0/8), RFC 4291 section 2.5.3 (::1), RFC 6761 section 6.3 (localhost). */
function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
