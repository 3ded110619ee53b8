import express, { type Request, type Response } from 'express';
import { AppError } from '../../kernel/http/errors.ts';
import { SignInRefused } from './provider-errors.ts';
import type { SignInParts } from './sign-in.ts';

/** One field with one JWT. */
export const readLogoutForm = express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 8 });

/**
 * `POST /bff/backchannel-logout`: the provider tells that a session, or all of a person's, are over. The token proves
 * itself; no cookie is looked at.
 */
export async function receiveLogout(parts: SignInParts, request: Request, response: Response): Promise<void> {
  const { logout_token: token } = (request.body ?? {}) as Record<string, unknown>;
  if (typeof token !== 'string') throw refused();
  try {
    const named = await parts.provider.checkLogoutToken(token);
    // Both or neither: a provider that heard of an error sends the token again.
    await parts.database.transaction(async () => {
      if (!(await parts.logoutTokens.remember(named))) throw new SignInRefused('logout_token_repeated');
      await parts.sessions.endAtProvider(named);
    });
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    await parts.audit.record({ kind: 'request.refused', reason: error.reason });
    throw refused(error);
  }
  response.status(200).end();
}

function refused(cause?: unknown): AppError {
  return new AppError('ERR_VALIDATION', 'Send a valid `logout_token` (OpenID Connect Back-Channel Logout 1.0).', {
    details: [{ path: 'logout_token', message: 'must be a logout token of our provider, for us, not seen before' }],
    cause,
  });
}
