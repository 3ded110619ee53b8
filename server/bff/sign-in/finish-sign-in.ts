import type { Request, Response } from 'express';
import { auditedPerson } from '../audit/audited-person.ts';
import { sessionCookie } from '../sessions/session-cookie.ts';
import { sessionLabel } from '../sessions/session-label.ts';
import { hashOfSessionId, type Session } from '../sessions/session.ts';
import type { LoginTransaction } from './login-transaction.ts';
import type { SignedIn } from './openid-provider.ts';
import { SignInRefused, StepUpRefused } from './provider-errors.ts';
import type { SignInParts } from './sign-in.ts';

/**
 * `GET /bff/callback`: the browser is back from the provider. Each step throws `SignInRefused`, and then nothing of the
 * sign-in remains: the transaction's cookie is removed before anything else.
 */
export async function finishSignIn(parts: SignInParts, request: Request, response: Response): Promise<void> {
  const transaction = takeTransaction(parts, request, response);
  const { person, tokens } = await verify(parts, request, transaction);
  const id = await parts.sessions.start({
    person,
    tokens,
    label: sessionLabel(request.headers['user-agent'], new Date()),
    ...replacedBy(transaction),
  });
  await parts.audit.record({
    kind: `${transaction.purpose}.succeeded`,
    person: auditedPerson(person, tokens),
    session: hashOfSessionId(id),
  });
  response.append('Set-Cookie', sessionCookie(id));
  response.redirect(303, transaction.returnTo);
}

/** Who came back. A step-up is of a session that runs, and of its person. */
async function verify(parts: SignInParts, request: Request, transaction: LoginTransaction): Promise<SignedIn> {
  if (transaction.purpose === 'sign-in') return parts.provider.redeem(queryOf(request), transaction);
  const running = await runningSession(parts, transaction);
  try {
    if (!running) throw new SignInRefused('session_ended_meanwhile');
    const signedIn = await parts.provider.redeem(queryOf(request), transaction);
    if (signedIn.person.subject !== running.subject) throw new SignInRefused('another_person');
    return signedIn;
  } catch (error) {
    throw error instanceof SignInRefused ? new StepUpRefused(error, running) : error;
  }
}

/** The one that this browser started with this state. Another browser's callback finds none. */
function takeTransaction({ transactions }: SignInParts, request: Request, response: Response): LoginTransaction {
  const { state } = request.query;
  const found = typeof state === 'string' ? transactions.finish(state, request.headers.cookie) : undefined;
  if (!found) throw new SignInRefused('unknown_state');
  response.append('Set-Cookie', found.setCookie);
  return found.transaction;
}

/** Its Strict cookie does not come along from the provider, so its hash was kept. */
async function runningSession({ sessions }: SignInParts, { session }: LoginTransaction): Promise<Session | undefined> {
  return session === undefined ? undefined : sessions.find(session);
}

function replacedBy({ session, purpose }: LoginTransaction) {
  if (session === undefined) return {};
  const reason = purpose === 'step-up' ? 'replaced-by-step-up' : 'replaced-by-sign-in';
  return { replaces: { idHash: session, reason } } as const;
}

function queryOf(request: Request): string {
  return request.originalUrl.slice(request.originalUrl.indexOf('?') + 1);
}
