import type { IDToken } from 'openid-client';
import { SignInRefused } from './provider-errors.ts';
import type { ProviderKeys } from './provider-keys.ts';

export interface ExpectedIdToken {
  readonly clientId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Clocks differ; openid-client allows as much for `exp`. */
const clockToleranceSeconds = 30;

/** The longest `sub` (OpenID Connect Core 1.0, section 2). */
const longestSubject = 255;

/**
 * What openid-client leaves to its caller of OpenID Connect Core 1.0, section 3.1.3.7: the signature, which it trusts
 * the connection for, and claims that it does not look at. It has checked `iss`, `aud`, `exp` and that the rest is
 * there. Throws `SignInRefused`, or what `ProviderKeys` throws.
 */
export async function checkIdToken(
  token: string,
  { azp, sub, iat, auth_time: authTime }: IDToken,
  keys: ProviderKeys,
  { clientId, now }: ExpectedIdToken,
): Promise<void> {
  await keys.verify(token);
  if (azp !== undefined && azp !== clientId) throw new SignInRefused('id_token_azp');
  if (sub === '' || sub.length > longestSubject) throw new SignInRefused('id_token_sub');
  const latest = now / 1000 + clockToleranceSeconds;
  if (iat > latest) throw new SignInRefused('id_token_iat');
  // A sign-in that is yet to come would count as fresh until then.
  if (authTime !== undefined && authTime > latest) throw new SignInRefused('id_token_auth_time');
}

/** The token was made for this sign-in, not before it began. `startedAt` in milliseconds. */
export function refuseOldIdToken({ iat }: IDToken, startedAt: number): void {
  if (iat < startedAt / 1000 - clockToleranceSeconds) throw new SignInRefused('id_token_iat');
}
