import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../logging/logger.ts';
import type { StopListening } from './database.ts';
import { deliverNotification } from './notification.ts';

interface Subscription {
  readonly onPayload: (payload: unknown) => void;
  readonly onReconnect: (() => void) | undefined;
}

const firstRetryMs = 100;
const longestRetryMs = 5_000;

/**
 * LISTEN on a connection of its own. When that is lost it is built anew, every channel is listened to again, and the
 * subscribers are told, since what was notified in between did not reach them.
 */
export class PostgresListener {
  readonly #createClient: () => pg.Client;
  readonly #logger: Logger;
  readonly #subscriptions = new Map<string, Set<Subscription>>();
  readonly #closing = new AbortController();
  /** Unsettled while the connection is being built, which may take as long as the database is away. */
  #client: Promise<pg.Client> | undefined;
  #connected: pg.Client | undefined;

  constructor(createClient: () => pg.Client, logger: Logger) {
    this.#createClient = createClient;
    this.#logger = logger;
  }

  async listen(
    channel: string,
    onPayload: (payload: unknown) => void,
    onReconnect?: () => void,
  ): Promise<StopListening> {
    const subscription: Subscription = { onPayload, onReconnect };
    const known = this.#subscriptions.get(channel);
    if (known) known.add(subscription);
    else this.#subscriptions.set(channel, new Set([subscription]));
    try {
      const client = await (this.#client ??= this.#connectFirst());
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      this.#forget(channel, subscription);
      throw error;
    }
    return async () => this.#stop(channel, subscription);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#subscriptions.clear();
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
  }

  async #stop(channel: string, subscription: Subscription): Promise<void> {
    this.#forget(channel, subscription);
    if (this.#subscriptions.has(channel)) return;
    // Without a connection there is no LISTEN; a shutdown does not wait for a database that is away. The same where it fails.
    await this.#connected?.query(`unlisten ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
  }

  #forget(channel: string, subscription: Subscription): void {
    const subscriptions = this.#subscriptions.get(channel);
    subscriptions?.delete(subscription);
    if (subscriptions?.size === 0) this.#subscriptions.delete(channel);
  }

  async #connectFirst(): Promise<pg.Client> {
    try {
      return await this.#connect();
    } catch (error) {
      this.#client = undefined;
      throw error;
    }
  }

  /** A connection that listens to every channel. One that is lost before that is given up here, and nobody else's matter. */
  async #connect(): Promise<pg.Client> {
    const client = this.#createClient();
    const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
    client.on('notification', ({ channel, payload }) => this.#deliver(channel, payload ?? ''));
    client.on('error', (error) => this.#logger.warn({ error }, 'The connection that hears notifications was lost'));
    try {
      await client.connect();
      for (const channel of this.#subscriptions.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    this.#connected = client;
    void lost.then(() => {
      this.#connected = undefined;
      this.#reconnect();
    });
    return client;
  }

  #deliver(channel: string, text: string): void {
    for (const { onPayload } of this.#subscriptions.get(channel) ?? [])
      deliverNotification(text, onPayload, this.#logger);
  }

  #reconnect(): void {
    if (this.#closing.signal.aborted) return;
    this.#client = this.#connectUntilDone();
    this.#client.catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.#logger.error({ error }, 'Notifications are not heard any more');
    });
  }

  async #connectUntilDone(): Promise<pg.Client> {
    for (let wait = firstRetryMs; ; wait = Math.min(wait * 2, longestRetryMs)) {
      await delay(wait, undefined, { signal: this.#closing.signal });
      try {
        const client = await this.#connect();
        for (const subscription of [...this.#subscriptions.values()].flatMap((set) => [...set])) {
          subscription.onReconnect?.();
        }
        return client;
      } catch (error) {
        this.#logger.warn({ error, retryInMs: wait }, 'The database does not answer; notifications wait');
      }
    }
  }
}
