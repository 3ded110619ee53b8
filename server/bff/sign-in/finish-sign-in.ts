import type { Request, Response } from 'express';
import { auditedPerson } from '../audit/audited-person.ts';
import { sessionCookie } from '../sessions/session-cookie.ts';
import { sessionLabel } from '../sessions/session-label.ts';
import { hashOfSessionId, type Session } from '../sessions/session.ts';
import type { NewSession } from '../sessions/sessions.ts';
import { isBesideSession, type LoginTransaction } from './login-transaction.ts';
import type { SignedIn } from './openid-provider.ts';
import { SignInRefused, StepUpRefused } from './provider-errors.ts';
import type { SignInParts } from './sign-in.ts';

/**
 * `GET /bff/callback`: the browser is back from the provider. Each step throws `SignInRefused`, and then nothing of the
 * sign-in remains: the transaction's cookie is removed before anything else, tokens that came are given up.
 */
export async function finishSignIn(parts: SignInParts, request: Request, response: Response): Promise<void> {
  const transaction = takeTransaction(parts, request, response);
  const finish = transaction.purpose === 'step-up' ? finishStepUp : finishFirstSignIn;
  const id = await finish(parts, request, transaction);
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

async function finishFirstSignIn(parts: SignInParts, request: Request, transaction: LoginTransaction): Promise<string> {
  const signedIn = await parts.provider.redeem(queryOf(request), transaction);
  return begin(parts, transaction, signedIn, () =>
    parts.sessions.start(newSession(request, signedIn), transaction.session),
  );
}

/** A step-up is of a session that runs, until the new one takes its place, and of its person. */
async function finishStepUp(parts: SignInParts, request: Request, transaction: LoginTransaction): Promise<string> {
  const running = await runningSession(parts, transaction);
  try {
    if (!running) throw new SignInRefused('session_ended_meanwhile');
    const signedIn = await parts.provider.redeem(queryOf(request), transaction);
    return await begin(parts, transaction, signedIn, async () => {
      if (signedIn.person.subject !== running.subject) throw new SignInRefused('another_person');
      const id = await parts.sessions.stepUp(running.idHash, newSession(request, signedIn));
      if (id === undefined) throw new SignInRefused('session_ended_meanwhile');
      return id;
    });
  } catch (error) {
    throw error instanceof SignInRefused ? new StepUpRefused(error, running) : error;
  }
}

/** Starts the session and records it, both or neither. */
async function begin(
  { database, audit, provider }: SignInParts,
  transaction: LoginTransaction,
  { person, tokens }: SignedIn,
  start: () => Promise<string>,
): Promise<string> {
  try {
    return await database.transaction(async () => {
      const id = await start();
      const session = hashOfSessionId(id);
      await audit.record({ kind: `${transaction.purpose}.succeeded`, person: auditedPerson(person, tokens), session });
      return id;
    });
  } catch (error) {
    if (!isBesideSession(transaction)) provider.giveUp(tokens);
    throw error;
  }
}

/** Its Strict cookie does not come along from the provider, so its hash was kept. */
async function runningSession({ sessions }: SignInParts, { session }: LoginTransaction): Promise<Session | undefined> {
  return session === undefined ? undefined : sessions.find(session);
}

function newSession(request: Request, { person, tokens }: SignedIn): NewSession {
  return { person, tokens, label: sessionLabel(request.headers['user-agent'], new Date()) };
}

function queryOf(request: Request): string {
  return request.originalUrl.slice(request.originalUrl.indexOf('?') + 1);
}
