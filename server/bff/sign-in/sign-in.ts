import type { Express, Request, Response } from 'express';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { toAppError } from '../../kernel/http/to-app-error.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { auditedSession } from '../audit/audited-person.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { beginSignIn, beginStepUp } from './begin-sign-in.ts';
import { finishSignIn } from './finish-sign-in.ts';
import type { LoginTransactions } from './login-transaction.ts';
import type { LogoutTokenMemory } from './logout-token-memory.ts';
import type { OpenIdProvider } from './openid-provider.ts';
import { SignInRefused, StepUpRefused } from './provider-errors.ts';
import { readLogoutForm, receiveLogout } from './receive-logout.ts';

export interface SignInParts {
  readonly database: Database;
  readonly transactions: LoginTransactions;
  readonly provider: OpenIdProvider;
  readonly sessions: Sessions;
  readonly logoutTokens: LogoutTokenMemory;
  readonly audit: AuditTrail;
  readonly logger: Logger;
}

type Step = (parts: SignInParts, request: Request, response: Response) => Promise<void>;

/** The addresses that a browser, or the provider, visits; everything else is called by the console's code. */
export function mountSignIn(app: Express, parts: SignInParts): void {
  app.get('/bff/login', telling(parts, beginSignIn));
  app.get('/bff/step-up', telling(parts, beginStepUp));
  app.get('/bff/callback', telling(parts, finishSignIn));
  app.post('/bff/backchannel-logout', readLogoutForm, (request, response) => receiveLogout(parts, request, response));
}

/** What goes wrong is recorded, and told in words for the person; sign-in-error-page.ts shows them. */
function telling(parts: SignInParts, step: Step) {
  return async (request: Request, response: Response): Promise<void> => {
    try {
      await step(parts, request, response);
    } catch (error) {
      if (error instanceof SignInRefused) await recordFailure(parts, error);
      const shown = error instanceof SignInRefused ? explain(error) : toAppError(error);
      // A person is told what to do about it; whoever connects a provider has to see why.
      parts.logger.warn({ error: shown.cause ?? shown, errorCode: shown.code }, 'A sign-in did not work');
      throw shown;
    }
  };
}

/** Nobody's line where nobody was signed in: who tried to is not known. */
async function recordFailure({ audit }: SignInParts, refused: SignInRefused): Promise<void> {
  const { reason } = refused;
  if (!(refused instanceof StepUpRefused)) return audit.record({ kind: 'sign-in.failed', reason });
  const { running } = refused;
  return audit.record({ kind: 'step-up.failed', ...(running && auditedSession(running)), reason });
}

const explanations: Readonly<Record<string, string>> = {
  unknown_state: 'This sign-in was started in another browser, took longer than ten minutes, or is already done.',
  access_denied: 'The sign-in was cancelled.',
  another_person: 'Somebody else signed in. To continue as another person, sign out first.',
  session_ended_meanwhile: 'Your session ended meanwhile. Sign in again.',
  not_signed_in_anew: 'The sign-in service did not ask for your password again, which is needed here.',
};

function explain(refused: SignInRefused): AppError {
  const message = explanations[refused.reason] ?? 'What the sign-in service answered could not be verified. Try again.';
  return new AppError('ERR_UNAUTHENTICATED', message, { cause: refused });
}
