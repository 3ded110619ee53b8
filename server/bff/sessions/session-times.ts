import type { EndReason, SessionSummary } from './session.ts';

export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

export type SessionTimes = Pick<SessionSummary, 'createdAt' | 'idleExpiresAt' | 'absoluteExpiresAt'>;

/** Of a session that starts now. `now` in milliseconds since 1970, here and below. */
export function timesOfNew(limits: SessionLimits, now: number): SessionTimes {
  const absoluteExpiresAt = new Date(now + limits.absoluteSeconds * 1000);
  return { createdAt: new Date(now), idleExpiresAt: idleEnd(limits, now, absoluteExpiresAt), absoluteExpiresAt };
}

/** Until when a session lasts in which the person did something now. */
export function idleEnd({ idleSeconds }: SessionLimits, now: number, absoluteEnd: Date): Date {
  return new Date(Math.min(now + idleSeconds * 1000, absoluteEnd.getTime()));
}

/** Why a session does not run any more; undefined where it does. */
export function expiryOf({ idleExpiresAt, absoluteExpiresAt }: SessionTimes, now: number): EndReason | undefined {
  if (absoluteExpiresAt.getTime() <= now) return 'too-old';
  return idleExpiresAt.getTime() <= now ? 'idle' : undefined;
}
