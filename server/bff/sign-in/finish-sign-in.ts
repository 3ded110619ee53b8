import type { Request, Response } from 'express';
import { sessionCookie } from '../sessions/session-cookie.ts';
import { sessionLabel } from '../sessions/session-label.ts';
import type { Session, SignedInPerson } from '../sessions/session.ts';
import type { LoginTransaction } from './login-transaction.ts';
import { SignInRefused } from './provider-errors.ts';
import type { SignInParts } from './sign-in.ts';

/**
 * `GET /bff/callback`: the browser is back from the provider. Each step throws `SignInRefused`, and then nothing of the
 * sign-in remains: the transaction's cookie is removed before anything else.
 */
export async function finishSignIn(parts: SignInParts, request: Request, response: Response): Promise<void> {
  const transaction = takeTransaction(parts, request, response);
  const running = await runningSession(parts, transaction);
  const { person, tokens } = await parts.provider.redeem(queryOf(request), transaction);
  if (running) refuseAnotherPerson(person, running);

  const id = await parts.sessions.start({
    person,
    tokens,
    label: sessionLabel(request.headers['user-agent'], new Date()),
    ...replacedBy(transaction),
  });
  await parts.audit.record({
    kind: `${transaction.purpose}.succeeded`,
    subject: person.subject,
    clientAddress: request.ip ?? '',
  });
  response.append('Set-Cookie', sessionCookie(id));
  response.redirect(303, transaction.returnTo);
}

/** The one that this browser started with this state. Another browser's callback finds none. */
function takeTransaction({ transactions }: SignInParts, request: Request, response: Response): LoginTransaction {
  const { state } = request.query;
  const found = typeof state === 'string' ? transactions.finish(state, request.headers.cookie) : undefined;
  if (!found) throw new SignInRefused('unknown_state');
  response.append('Set-Cookie', found.setCookie);
  return found.transaction;
}

/** A step-up is of a session that runs; its Strict cookie does not come along from the provider, so its hash was kept. */
async function runningSession(parts: SignInParts, transaction: LoginTransaction): Promise<Session | undefined> {
  if (transaction.purpose === 'sign-in') return undefined;
  const session = transaction.session === undefined ? undefined : await parts.sessions.find(transaction.session);
  if (!session) throw new SignInRefused('session_ended_meanwhile');
  return session;
}

function refuseAnotherPerson(person: SignedInPerson, running: Session): void {
  if (person.subject !== running.subject) throw new SignInRefused('another_person');
}

function replacedBy({ session, purpose }: LoginTransaction) {
  if (session === undefined) return {};
  const reason = purpose === 'step-up' ? 'replaced-by-step-up' : 'replaced-by-sign-in';
  return { replaces: { idHash: session, reason } } as const;
}

function queryOf(request: Request): string {
  return request.originalUrl.slice(request.originalUrl.indexOf('?') + 1);
}
