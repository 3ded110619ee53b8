import type { Kysely } from 'kysely';
import type { Logger } from '../logging/logger.ts';
import { openPGlite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

/**
 * The one way to the database. A transaction is carried along the calls made inside it, so a store, the queue and the
 * outbox called there all join it without being handed anything.
 *
 * Never wait for anything outside the database inside a transaction: on PGlite there is one connection, and an HTTP
 * call to a role of the same process would wait for that connection for ever.
 */
export interface Database {
  readonly kind: 'pglite' | 'postgres';
  /** The query builder, bound to the running transaction where there is one. `Tables` names them with their schema. */
  query<Tables>(): Kysely<Tables>;
  /** Runs work in a transaction (read committed); inside one it joins that one. Rejecting rolls back. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Runs work as the last thing before the running transaction commits; at once in a transaction of its own if none. */
  beforeCommit(work: () => Promise<void>): Promise<void>;
  /** Runs work once the running transaction has committed, not at all if it rolls back; at once if none. */
  afterCommit(work: () => void): void;
  /** Tells the listeners of a channel, in every process; inside a transaction when it commits. Under 8,000 bytes. */
  notify(channel: string, payload: object): Promise<void>;
  /**
   * Hears a channel until the returned function is called. Notifications can be lost while a connection is rebuilt:
   * `onReconnect` tells that, and the listener then looks into its table.
   */
  listen(channel: string, onPayload: (payload: unknown) => void, onReconnect?: () => void): Promise<StopListening>;
  /** Runs several statements, all or none, for a library that brings such scripts; never inside a transaction. */
  runScript(text: string): Promise<Record<string, unknown>[]>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type StopListening = () => Promise<void>;

export interface DatabaseOptions {
  /** A PostgreSQL address; without it the embedded database in `dataDir`. */
  readonly url?: string | undefined;
  /** Absolute path. */
  readonly dataDir: string;
  readonly poolSize?: number;
  readonly logger: Logger;
}

/**
 * Opens PostgreSQL, or PGlite in `dataDir`, which it locks for this process.
 * @throws StartError where the folder is not writable or in use, or PostgreSQL does not answer.
 */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === undefined ? openPGlite(options) : openPostgres({ ...options, url: options.url });
}
