import type { OwnSession, OwnSessions } from '../../contracts/bff/own-sessions.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { sessionNameOf, type Session, type SessionSummary } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** `GET /bff/sessions`: where else the person is signed in. */
export async function listOwnSessions(sessions: Sessions, current: Session): Promise<OwnSessions> {
  const own = await sessions.ofPerson(current.subject);
  return { items: own.map((session) => ownSessionOf(session, current)) };
}

/**
 * `DELETE /bff/sessions/{id}`. Only among the person's own: another's session looks the same as one that never was.
 * @returns whether it was the current one. @throws AppError `ERR_NOT_FOUND`.
 */
export async function endOwnSession(sessions: Sessions, current: Session, name: string): Promise<boolean> {
  const own = await sessions.ofPerson(current.subject);
  const named = own.find(({ idHash }) => sessionNameOf(idHash) === name);
  const isCurrent = named?.idHash === current.idHash;
  const ended = named && (await sessions.end(named.idHash, isCurrent ? 'signed-out' : 'ended-from-another-session'));
  if (!ended) throw new AppError('ERR_NOT_FOUND', 'You have no such session; it may have ended meanwhile.');
  return isCurrent;
}

/** `DELETE /bff/sessions`: the person stays signed in here alone. @returns how many were ended. */
export async function endOtherSessions(sessions: Sessions, current: Session): Promise<number> {
  const own = await sessions.ofPerson(current.subject);
  let ended = 0;
  for (const { idHash } of own) {
    if (idHash === current.idHash) continue;
    if (await sessions.end(idHash, 'ended-from-another-session')) ended += 1;
  }
  return ended;
}

function ownSessionOf(session: SessionSummary, current: Session): OwnSession {
  return {
    sessionId: sessionNameOf(session.idHash),
    label: session.label,
    current: session.idHash === current.idHash,
    createdAt: session.createdAt.toISOString(),
    authTime: session.authTime.toISOString(),
    idleExpiresAt: session.idleExpiresAt.toISOString(),
    absoluteExpiresAt: session.absoluteExpiresAt.toISOString(),
  };
}
