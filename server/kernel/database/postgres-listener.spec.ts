import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { silentLogger } from '../../testing/test-logger.ts';
import { PostgresListener } from './postgres-listener.ts';

/** A connection that breaks when a spec says so. */
class TrialClient extends EventEmitter {
  readonly queries: string[] = [];
  isOpen = false;
  readonly #fault: 'connect' | 'listen' | undefined;

  constructor(fault: 'connect' | 'listen' | undefined) {
    super();
    this.#fault = fault;
  }

  connect(): Promise<void> {
    if (this.#fault === 'connect') return Promise.reject(new Error('refused'));
    this.isOpen = true;
    return Promise.resolve();
  }

  query(text: string): Promise<void> {
    if (this.#fault === 'listen') {
      this.lose();
      return Promise.reject(new Error('Connection terminated unexpectedly'));
    }
    this.queries.push(text);
    return Promise.resolve();
  }

  lose(): void {
    this.isOpen = false;
    this.emit('end');
  }

  end(): Promise<void> {
    if (this.isOpen) this.lose();
    return Promise.resolve();
  }
}

describe('The connection that hears notifications', () => {
  const start = (...faults: ('connect' | 'listen' | undefined)[]) => {
    const clients: TrialClient[] = [];
    const createClient = (): pg.Client => {
      const client = new TrialClient(faults[clients.length]);
      clients.push(client);
      return client as unknown as pg.Client;
    };
    const open = () => clients.filter(({ isOpen }) => isOpen);
    return { listener: new PostgresListener(createClient, silentLogger), clients, open };
  };

  it('is one again after it was lost, also where the next one is lost before it listens', async () => {
    const { listener, clients, open } = start(undefined, 'listen', 'connect');
    const heard: unknown[] = [];
    const reconnected = Promise.withResolvers<undefined>();
    let reconnections = 0;
    await listener.listen(
      'spec',
      (payload) => heard.push(payload),
      () => {
        reconnections++;
        reconnected.resolve(undefined);
      },
    );
    clients[0]?.lose();
    await reconnected.promise;
    // A second loop would have been as patient: longer than the first, by its last step.
    await listener.listen('other', () => undefined);
    expect(clients).toHaveSize(4);
    expect(open()).toHaveSize(1);
    expect(open()[0]?.queries).toEqual(['listen "spec"', 'listen "other"']);
    for (const client of open()) client.emit('notification', { channel: 'spec', payload: '{"n":1}' });
    // Listeners are called in a turn of their own.
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([{ n: 1 }]);
    expect(reconnections).toBe(1);
    await listener.close();
    expect(open()).toEqual([]);
  });

  it('can be asked for again where the first could not be made', async () => {
    const { listener, open } = start('connect', undefined);
    await expectAsync(listener.listen('spec', () => undefined)).toBeRejectedWithError('refused');
    await listener.listen('later', () => undefined);
    expect(open()[0]?.queries).toContain('listen "later"');
    expect(open()[0]?.queries).not.toContain('listen "spec"');
    await listener.close();
  });
});
