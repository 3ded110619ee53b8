import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../verification/canonical-json.ts';
import type { Database } from '../../database/database.ts';
import type { Answer } from '../answer.ts';
import type { AnyCall } from '../call.ts';
import type { Route } from '../route.ts';
import { IdempotencyStore, type Reservation } from './idempotency-store.ts';

interface Work {
  readonly key: string | undefined;
  readonly call: AnyCall;
  readonly effect: Route['effect'];
  readonly produce: () => Promise<Answer>;
}

/** A reservation that outlives its process lapses after this time. */
const leaseMs = 60_000;

/**
 * Does work once a key: the same key, subject, tenant, method and path get the first answer again for 24 h; with
 * another request they get 409. A refusal is not remembered, since it changed nothing.
 */
export class Idempotency {
  readonly #database: Database;
  readonly #store: IdempotencyStore;

  constructor(database: Database) {
    this.#database = database;
    this.#store = new IdempotencyStore(database);
  }

  answer({ key, call, effect, produce }: Work): Promise<Answer> {
    const once = effect === 'one-transaction' ? this.#inTransaction.bind(this) : this.#acrossSystems.bind(this);
    if (key !== undefined) return once(reservationOf(key, call), produce);
    return effect === 'one-transaction' ? this.#database.transaction(produce) : produce();
  }

  /** Effect and answer commit together. A twin that comes meanwhile waits for that commit in its own insert. */
  #inTransaction(reservation: Reservation, produce: Work['produce']): Promise<Answer> {
    return this.#database.transaction(async () => {
      const earlier = await this.#store.reserve(reservation, null);
      if (earlier) return earlier;
      const answer = await produce();
      await this.#store.remember(reservation, answer);
      return answer;
    });
  }

  /** The key is reserved first, for a while; a twin that comes meanwhile is told to wait. */
  async #acrossSystems(reservation: Reservation, produce: Work['produce']): Promise<Answer> {
    const earlier = await this.#store.reserve(reservation, leaseMs);
    if (earlier) return earlier;
    try {
      const answer = await produce();
      await this.#store.remember(reservation, answer);
      return answer;
    } catch (error) {
      await this.#store.forget(reservation);
      throw error;
    }
  }
}

function reservationOf(key: string, { caller, tenant, request, ifMatch }: AnyCall): Reservation {
  const body = (request.body as unknown) ?? null;
  return {
    key,
    subject: caller?.subject ?? '',
    tenant: tenant ?? '',
    method: request.method,
    path: request.path,
    requestDigest: createHash('sha256')
      .update(canonicalJson([request.originalUrl, ifMatch ?? null, body]))
      .digest('hex'),
  };
}
