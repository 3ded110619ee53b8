import { errors } from 'jose';
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
  if (error instanceof errors.JOSEError) return areKeysUnreadable(error);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && silenceCodes.has(error.code);
}

/** The key set did not arrive, or is none. What jose says of an answer that is not 200 or not JSON has no class of its own. */
function areKeysUnreadable(error: errors.JOSEError): boolean {
  const isGeneric = error.code === errors.JOSEError.code;
  return isGeneric || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
}

export function providerUnavailable(cause: unknown): AppError {
  return new AppError('ERR_UNAVAILABLE', 'The sign-in service does not answer at the moment. Try again.', {
    cause,
    headers: { 'Retry-After': '5' },
  });
}

/**
 * The word for the audit trail: of the registries of OAuth errors, as in `access_denied`, where the provider named one;
 * else which check failed, as in `id_token_nonce` or `key_selection_failed`.
 */
export function refusalOf(error: unknown): SignInRefused {
  if (error instanceof SignInRefused) return error;
  const word = providersWord(error) ?? claimAtFault(error) ?? failedCheck(error);
  return new SignInRefused(word !== undefined && /^[a-z_]{1,64}$/.test(word) ? word : 'refused', error);
}

function providersWord(error: unknown): string | undefined {
  const isAnswer = error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError;
  return isAnswer ? error.error : undefined;
}

/** openid-client keeps it two causes down. */
function claimAtFault(error: unknown): string | undefined {
  const details = causeOf(causeOf(error));
  const claim = typeof details === 'object' && details !== null && 'claim' in details ? details.claim : undefined;
  return typeof claim === 'string' ? `id_token_${claim}` : undefined;
}

/** `OAUTH_INVALID_RESPONSE` and `ERR_JWS_SIGNATURE_VERIFICATION_FAILED` are codes of the libraries. */
function failedCheck(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code.replace(/^(?:OAUTH|ERR)_/, '').toLowerCase() : undefined;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
