import { z } from 'zod';
import { timestamp } from '../values.ts';

/** Names a session to its person; says nothing about the cookie that leads to it. */
export const ownSessionId = z.string().regex(/^sess-[0-9a-f]{16}$/);

/** One of the person's sessions, as `GET /bff/sessions` lists them. */
export const ownSession = z.strictObject({
  sessionId: ownSessionId,
  /** For example `Chromium on Linux, since 10:42 UTC`. */
  label: z.string(),
  /** The session that asks. */
  current: z.boolean(),
  createdAt: timestamp,
  authTime: timestamp,
  idleExpiresAt: timestamp,
  absoluteExpiresAt: timestamp,
});

export type OwnSession = z.output<typeof ownSession>;

/** At most ten, the one used last first; so there are no pages. */
export const ownSessions = z.strictObject({ items: z.array(ownSession).max(10) });

export type OwnSessions = z.output<typeof ownSessions>;

export const endedSessions = z.strictObject({ ended: z.int().min(0) });

export type EndedSessions = z.output<typeof endedSessions>;
