import type { OutboxOptions } from './outbox.ts';
import type { OutboxMessage, OutboxStore } from './outbox-store.ts';

/** Tenants served at the same time. */
const atOnce = 8;
/** A process that dies with a message in hand gives it back after this time. */
const leaseMs = 30_000;
const firstRetryMs = 500;
const longestRetryMs = 60_000;
/** A notification that was lost costs this at most. */
const longestSleepMs = 15_000;

/** The loop that takes due messages, delivers them, and sleeps until there are more. */
export class OutboxDelivery<Message extends object> {
  readonly #store: OutboxStore<Message>;
  readonly #options: OutboxOptions<Message>;
  #stopped = false;
  #woken = Promise.withResolvers<undefined>();
  #loop: Promise<void> = Promise.resolve();

  constructor(store: OutboxStore<Message>, options: OutboxOptions<Message>) {
    this.#store = store;
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  wake(): void {
    this.#woken.resolve(undefined);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = Promise.withResolvers();
      try {
        const taken = await this.#store.take(atOnce, leaseMs);
        await Promise.all(taken.map((message) => this.#deliver(message)));
        if (taken.length === 0) await this.#sleep(await this.#store.nextDueInMs());
      } catch (error) {
        this.#options.logger.warn({ error }, 'The outbox cannot be read; trying again');
        await this.#sleep(firstRetryMs);
      }
    }
  }

  async #deliver(message: OutboxMessage<Message>): Promise<void> {
    const { id, tenant, topic, attempt } = message;
    try {
      await this.#options.deliver(message);
    } catch (error) {
      const retryInMs = Math.min(firstRetryMs * 2 ** (attempt - 1), longestRetryMs);
      this.#options.logger.warn(
        { error, tenant, topic, attempt, retryInMs },
        'A message was not delivered; it will be tried again',
      );
      await this.#store.postpone(id, retryInMs);
      return;
    }
    await this.#store.delivered(id);
  }

  async #sleep(wantedMs: number | undefined): Promise<void> {
    if (this.#stopped) return;
    const ms = Math.min(Math.max(wantedMs ?? longestSleepMs, 10), longestSleepMs);
    const timer = setTimeout(() => this.wake(), ms);
    await this.#woken.promise;
    clearTimeout(timer);
  }
}
