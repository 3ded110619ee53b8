import { sql, type Kysely } from 'kysely';
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
 * sender's transaction scope, where a listener's query would wait for ever.
 */
export function deliverNotification(text: string, onPayload: (payload: unknown) => void): void {
  outsideTransaction(() => setImmediate(() => onPayload(JSON.parse(text) as unknown)));
}
