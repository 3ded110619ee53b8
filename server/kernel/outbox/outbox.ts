import type { Database } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';
import { OutboxDelivery } from './outbox-delivery.ts';
import { OutboxStore, type OutboxMessage } from './outbox-store.ts';

/** Messages to another system that are never lost: written with the change, delivered after it. */
export interface Outbox<Message extends object> {
  /** Part of the running transaction. `topic` is for the log. */
  put(tenant: string, topic: string, message: Message): Promise<void>;
  /** Messages not yet delivered. */
  pending(): Promise<number>;
  /** Delivers nothing further; waits for the delivery under way. */
  close(): Promise<void>;
}

export interface OutboxOptions<Message extends object> {
  readonly database: Database;
  readonly logger: Logger;
  /** Names the outbox within the kernel's table. Processes with the same name share its messages. */
  readonly name: string;
  /** Delivers one message; rejects where it must be tried again. A message can come twice. */
  readonly deliver: (message: OutboxMessage<Message>) => Promise<void>;
}

/**
 * Opens an outbox and begins to deliver: a tenant's messages one after the other in the order they were written, at
 * least once each, with growing pauses while the other side fails. One that fails holds back those of its tenant only.
 */
export async function createOutbox<Message extends object>(options: OutboxOptions<Message>): Promise<Outbox<Message>> {
  const { database, name } = options;
  const channel = `outbox_${name.replaceAll('-', '_')}`;
  const store = new OutboxStore<Message>(database, name);
  const delivery = new OutboxDelivery<Message>(store, options);
  const wake = (): void => delivery.wake();
  const stopListening = await database.listen(channel, wake, wake);
  delivery.start();
  return {
    async put(tenant, topic, message) {
      await database.transaction(async () => {
        await store.add(tenant, topic, message);
        await database.notify(channel, {});
      });
    },
    pending: () => store.pending(),
    async close() {
      await stopListening();
      await delivery.stop();
    },
  };
}
