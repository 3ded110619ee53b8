import type { Hold, HoldDraft, HoldPreview, HoldScope } from '../../contracts/evidence-locker/hold.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { readPage, type ListRequest, type PageOf } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';
import type { Actor } from '../actor.ts';
import type { BundleRow } from '../bundles/bundle-store.ts';
import { lockTenant } from '../tenant-lock.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { CoverageStore } from './coverage-store.ts';
import { checkDates, refuseEmpty, refuseUnknownBundles } from './hold-checks.ts';
import { previewOf } from './hold-preview.ts';
import type { HoldSettlement } from './hold-settlement.ts';
import type { HoldFilter, HoldRow, HoldStore } from './hold-store.ts';
import { holdOf } from './hold-view.ts';

export interface HoldServiceParts {
  readonly database: Database;
  readonly holds: HoldStore;
  readonly coverage: CoverageStore;
  readonly settlement: HoldSettlement;
  readonly timeline: Timeline;
  /** How long the answer to a placement waits for open claims; then it says `placing`. */
  readonly placeWaitMs: number;
}

type OperatingActor = Actor & { readonly reason: string };

/** A call that places a hold. */
export interface Placement {
  readonly actor: OperatingActor;
  readonly draft: HoldDraft;
  /** The `Idempotency-Key` of the call. */
  readonly placementKey: string;
  /** Aborts when the caller has gone; the hold stays. */
  readonly signal: AbortSignal;
}

const nothing = { items: 0, bytes: 0, gone: [] };

/** Legal holds: while one protects a bundle, nobody gets the right to delete its bytes. */
export class HoldService {
  readonly #parts: HoldServiceParts;

  constructor(parts: HoldServiceParts) {
    this.#parts = parts;
  }

  async list(request: ListRequest<HoldFilter>): Promise<PageOf<Hold>> {
    const { tenant, filter } = request;
    return readPage(request, {
      rows: (limit, after) => this.#parts.holds.list(tenant, filter, limit, after),
      count: () => this.#parts.holds.count(tenant, filter),
      position: (row) => ({ key: sortKey(row, filter).toISOString(), id: row.hold_id }),
      items: (rows) => this.#viewsOf(tenant, rows),
    });
  }

  async get(tenant: string, holdId: string): Promise<Hold> {
    const row = await this.#parts.holds.find(tenant, holdId);
    const [hold] = await this.#viewsOf(tenant, row ? [row] : []);
    if (!hold) throw new AppError('ERR_NOT_FOUND', `There is no hold ${holdId} in this tenant.`);
    return hold;
  }

  /** What a hold of this scope would cover now; an empty scope is an answer, not an error. */
  async preview(tenant: string, scope: HoldScope, now: Date): Promise<HoldPreview> {
    const found = await this.#bundlesOf(tenant, scope);
    const heldBy = await this.#parts.coverage.heldBy(
      tenant,
      found.map((bundle) => bundle.bundle_id),
    );
    return previewOf(found, new Set(heldBy.keys()), now);
  }

  /**
   * Places a hold. It protects from the commit of its row; the answer waits for the claims granted before, so that it
   * can report what had already gone, and is `placing` where they take longer than the wait.
   * A repeated placement key finds the hold that the first call placed.
   * @throws AppError ERR_VALIDATION for dates and unknown bundles, ERR_HOLD_EMPTY where there is nothing to protect,
   * ERR_IDEMPOTENCY where the key placed another hold.
   */
  async place({ actor, draft, placementKey, signal }: Placement): Promise<Hold> {
    const now = new Date();
    checkDates(draft, now);
    const row = rowOf(actor, draft, placementKey, now);
    const holdId = await this.#parts.database.transaction(() => this.#commit(actor, row));
    await this.#parts.settlement.wait(actor.tenant, holdId, this.#parts.placeWaitMs, signal);
    return this.get(actor.tenant, holdId);
  }

  async #commit(actor: Actor, row: HoldRow): Promise<string> {
    const { database, holds, coverage, settlement } = this.#parts;
    await lockTenant(database, row.tenant);
    const placed = await holds.findPlaced(row.tenant, row.created_by, row.placement_key);
    if (placed) return sameHold(placed, row);
    const found = await this.#bundlesOf(row.tenant, row.scope);
    refuseEmpty(row.scope, found);
    await holds.insert({ ...row, scope: JSON.stringify(row.scope) });
    await coverage.cover(
      row.tenant,
      found.map((bundle) => ({ holdId: row.hold_id, bundleId: bundle.bundle_id })),
    );
    await this.#record(actor, row, found);
    await settlement.announce(row);
    await settlement.settle(row.tenant);
    return row.hold_id;
  }

  async #record(actor: Actor, row: HoldRow, found: readonly BundleRow[]): Promise<void> {
    await this.#parts.timeline.record(row.tenant, {
      at: row.created_at,
      kind: 'replay.hold.created',
      actor: actor.subject,
      subject: row.hold_id,
      reason: row.reason,
      ticket: row.ticket,
      traceId: actor.traceId,
      payload: {
        name: row.name,
        caseId: row.case_id,
        scope: row.scope,
        reviewAt: row.review_at.toISOString(),
        expiresAt: row.expires_at?.toISOString() ?? null,
        bundles: found.map((bundle) => ({
          bundleId: bundle.bundle_id,
          digest: bundle.digest,
          prunedAt: bundle.pruned_at?.toISOString() ?? null,
        })),
      },
    });
  }

  async #bundlesOf(tenant: string, scope: HoldScope): Promise<BundleRow[]> {
    const found = await this.#parts.coverage.bundlesInScope(tenant, scope);
    refuseUnknownBundles(scope, found);
    return found;
  }

  async #viewsOf(tenant: string, rows: readonly HoldRow[]): Promise<Hold[]> {
    const coverage = await this.#parts.coverage.coverageOf(
      tenant,
      rows.map((row) => row.hold_id),
    );
    return rows.map((row) => holdOf(row, coverage.get(row.hold_id) ?? nothing));
  }
}

function sortKey(row: HoldRow, { sort }: HoldFilter): Date {
  return sort.endsWith('createdAt') ? row.created_at : row.review_at;
}

/** The id of the hold placed before, where it is the one asked for again. */
function sameHold(placed: HoldRow, asked: HoldRow): string {
  const same = canonicalJson(draftOf(placed)) === canonicalJson(draftOf(asked));
  if (same) return placed.hold_id;
  throw new AppError('ERR_IDEMPOTENCY', `This Idempotency-Key placed another hold (${placed.hold_id}). Use a new one.`);
}

function draftOf({ name, case_id: caseId, scope, review_at: reviewAt, expires_at: expiresAt }: HoldRow): object {
  return { name, caseId, scope, reviewAt: reviewAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null };
}

function rowOf(actor: OperatingActor, draft: HoldDraft, placementKey: string, now: Date): HoldRow {
  return {
    tenant: actor.tenant,
    hold_id: newId('hold'),
    name: draft.name,
    case_id: draft.caseId,
    reason: actor.reason,
    ticket: actor.ticket,
    scope: draft.scope,
    state: 'placing',
    review_at: new Date(draft.reviewAt),
    expires_at: draft.expiresAt === undefined ? null : new Date(draft.expiresAt),
    created_at: now,
    created_by: actor.subject,
    created_by_name: actor.displayName,
    placement_key: placementKey,
    revision: 1,
  };
}
