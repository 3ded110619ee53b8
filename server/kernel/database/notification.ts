import { sql, type Kysely } from 'kysely';
import type { Logger } from '../logging/logger.ts';
import { outsideTransaction } from './transaction-scope.ts';

const maximumBytes = 7_900;

/** Sends NOTIFY on the connection or transaction of `kysely`. */
export async function sendNotification(kysely: Kysely<unknown>, channel: string, payload: object): Promise<void> {
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) > maximumBytes) {
    throw new RangeError(
      `A notification on ${channel} would pass ${maximumBytes} bytes; notify an id and read the rest.`,
    );
  }
  await sql`select pg_notify(${channel}, ${text})`.execute(kysely);
}

/**
 * Hands a payload to a listener in its own turn: PGlite delivers while it still holds the connection, and inside the
 * sender's transaction scope, where a listener's query would wait for ever. Whoever may use the database can send
 * anything, and so can another version of this program: what a listener cannot take is logged, and ends nothing.
 */
export function deliverNotification(text: string, onPayload: (payload: unknown) => void, logger: Logger): void {
  const deliver = (): void => {
    try {
      onPayload(JSON.parse(text) as unknown);
    } catch (error) {
      logger.warn({ error }, 'A notification could not be taken and is dropped');
    }
  };
  outsideTransaction(() => setImmediate(deliver));
}
