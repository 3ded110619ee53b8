import { z } from 'zod';
import type { Database } from '../../kernel/database/database.ts';

/** Tells every instance that a session has ended. */
export interface EndAnnouncements {
  /** Part of the running transaction; heard everywhere once it has committed. */
  announce(idHash: string): Promise<void>;
  /**
   * Resolves when an end that was announced here has been heard here. The word sets off to all instances at once, so by
   * then no other one believes in the session any more, or it will not for longer than the word takes.
   */
  heard(idHash: string): Promise<void>;
  close(): Promise<void>;
}

export interface EndListener {
  onEnded(idHash: string): void;
  /** What was announced while the connection was away is lost. */
  onReconnect(): void;
}

const channel = 'bff_session_ended';
const message = z.object({ session: z.string() });

/** From the announcement on. Where the connection that hears is away, the word comes late or never. */
const longestWaitMs = 500;

export async function listenForEnds(database: Database, listener: EndListener): Promise<EndAnnouncements> {
  const awaited = new Map<string, { readonly heard: Promise<undefined>; readonly settle: () => void }>();

  function take(payload: unknown): void {
    const { session } = message.parse(payload);
    listener.onEnded(session);
    awaited.get(session)?.settle();
  }

  const close = await database.listen(channel, take, () => listener.onReconnect());
  return {
    async announce(idHash) {
      const { promise: heard, resolve } = Promise.withResolvers<undefined>();
      const settle = () => {
        clearTimeout(patience);
        awaited.delete(idHash);
        resolve(undefined);
      };
      const patience = setTimeout(settle, longestWaitMs).unref();
      awaited.set(idHash, { heard, settle });
      await database.notify(channel, { session: idHash });
    },
    heard: async (idHash) => awaited.get(idHash)?.heard,
    close,
  };
}
