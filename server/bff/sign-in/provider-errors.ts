import * as openid from 'openid-client';
import { AppError } from '../../kernel/http/errors.ts';
import type { Session } from '../sessions/session.ts';

/**
 * What came back from the OpenID provider does not make a sign-in: a wrong state, nonce, issuer or signature, a code used
 * twice, a person who said no. `reason` is a word for the audit trail, never text of the provider.
 */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(`Sign-in refused: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** The same for a step-up, which is of a session: undefined where that ended meanwhile. */
export class StepUpRefused extends SignInRefused {
  readonly running: Session | undefined;

  constructor({ reason, cause }: SignInRefused, running: Session | undefined) {
    super(reason, cause);
    this.running = running;
  }
}

const silenceCodes = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

/** The provider could not be asked, which says nothing about what it would have answered. */
export function isProviderSilent(error: unknown): boolean {
  if (error instanceof openid.ResponseBodyError) return error.status >= 500 || error.status === 429;
  if (error instanceof TypeError) return error.message === 'fetch failed';
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && silenceCodes.has(error.code);
}

export function providerUnavailable(cause: unknown): AppError {
  return new AppError('ERR_UNAVAILABLE', 'The sign-in service does not answer at the moment. Try again.', {
    cause,
    headers: { 'Retry-After': '5' },
  });
}

/** A word of the registries of OAuth errors, as in `access_denied`; anything else is `refused`. */
export function refusalOf(error: unknown): SignInRefused {
  if (error instanceof SignInRefused) return error;
  const named =
    error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError
      ? error.error
      : undefined;
  return new SignInRefused(named !== undefined && /^[a-z_]{1,64}$/.test(named) ? named : 'refused', error);
}
