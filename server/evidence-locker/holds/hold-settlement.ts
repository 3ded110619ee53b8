import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../kernel/database/database.ts';
import type { EvidenceEvents } from '../events/evidence-events.ts';
import type { CoverageStore } from './coverage-store.ts';
import type { HoldRow, HoldStore } from './hold-store.ts';

const settledChannel = 'evidence_hold_settled';

/**
 * The step out of `placing`. A hold protects from the commit of its row; it settles once the claims that were granted
 * before it have ended, and only then says what it covers and what had already gone. Whoever ends a claim settles the
 * holds that waited for it, in the same transaction, so no hold depends on the process that placed it.
 */
export class HoldSettlement {
  readonly #database: Database;
  readonly #holds: HoldStore;
  readonly #coverage: CoverageStore;
  readonly #events: EvidenceEvents;

  constructor(database: Database, holds: HoldStore, coverage: CoverageStore, events: EvidenceEvents) {
    this.#database = database;
    this.#holds = holds;
    this.#coverage = coverage;
    this.#events = events;
  }

  /**
   * Settles the tenant's holds that wait for no claim any more: `active`, or `failed` where every bundle had gone.
   * The caller holds the tenant's lock.
   */
  async settle(tenant: string): Promise<void> {
    const ready = await this.#holds.readyToSettle(tenant);
    const coverage = await this.#coverage.coverageOf(
      tenant,
      ready.map((hold) => hold.hold_id),
    );
    for (const hold of ready) {
      const items = coverage.get(hold.hold_id)?.items ?? 0;
      const state = items > 0 ? 'active' : 'failed';
      await this.#holds.settle(tenant, hold.hold_id, state);
      await this.#coverage.recordGone(tenant, hold.hold_id);
      await this.announce({ ...hold, state });
      await this.#database.notify(settledChannel, { tenant, holdId: hold.hold_id });
    }
  }

  async announce({ tenant, hold_id: holdId, name, state }: HoldRow): Promise<void> {
    await this.#events.append(tenant, 'hold.changed', holdId, { holdId, name, state });
  }

  /** Resolves when the hold has left `placing`, after `timeoutMs`, or when `signal` aborts; in no transaction. */
  async wait(tenant: string, holdId: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const settled = Promise.withResolvers<undefined>();
    const stop = await this.#database.listen(
      settledChannel,
      (payload) => isOf(payload, tenant, holdId) && settled.resolve(undefined),
      () => settled.resolve(undefined),
    );
    const over = new AbortController();
    try {
      // Read after listening has begun: what settled before is seen here, what settles later is heard.
      if ((await this.#holds.find(tenant, holdId))?.state !== 'placing') return;
      const bound = delay(timeoutMs, undefined, { signal: AbortSignal.any([signal, over.signal]) });
      await Promise.race([settled.promise, bound.catch(() => undefined)]);
    } finally {
      over.abort();
      await stop();
    }
  }
}

function isOf(payload: unknown, tenant: string, holdId: string): boolean {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'tenant' in payload &&
    payload.tenant === tenant &&
    'holdId' in payload &&
    payload.holdId === holdId
  );
}
