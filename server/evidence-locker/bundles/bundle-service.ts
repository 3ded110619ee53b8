import type { BundleRegistration, EvidenceBundle } from '../../contracts/evidence-locker/bundle.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { readPage, type ListRequest, type PageOf } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import type { Actor } from '../actor.ts';
import type { EvidenceEvents } from '../events/evidence-events.ts';
import type { CoverageStore, NamedHold } from '../holds/coverage-store.ts';
import type { HoldStore } from '../holds/hold-store.ts';
import { lockTenant } from '../tenant-lock.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { BundleFilter, BundleRow, BundleStore } from './bundle-store.ts';
import { bundleOf } from './bundle-view.ts';

export interface BundleServiceParts {
  readonly database: Database;
  readonly bundles: BundleStore;
  readonly holds: HoldStore;
  readonly coverage: CoverageStore;
  readonly timeline: Timeline;
  readonly events: EvidenceEvents;
}

/** Bundles under retention: registered by reference, listed with the holds that protect them. */
export class BundleService {
  readonly #parts: BundleServiceParts;

  constructor(parts: BundleServiceParts) {
    this.#parts = parts;
  }

  async list(request: ListRequest<BundleFilter>): Promise<PageOf<EvidenceBundle>> {
    const { tenant, filter } = request;
    return readPage(request, {
      rows: (limit, after) => this.#parts.bundles.list(tenant, filter, limit, after),
      count: () => this.#parts.bundles.count(tenant, filter),
      position: (row) => ({ key: sortKey(row, filter).toISOString(), id: row.bundle_id }),
      items: (rows) => this.#withHolds(tenant, rows),
    });
  }

  async get(tenant: string, bundleId: string): Promise<EvidenceBundle> {
    const row = await this.#parts.bundles.find(tenant, bundleId);
    if (!row) throw new AppError('ERR_NOT_FOUND', `There is no bundle ${bundleId} in this tenant.`);
    return this.#withHoldsOf(row);
  }

  /**
   * Registers a run's bundle. It is under every hold whose scope it is in from the moment it exists. The same run and
   * digest again are answered as they stand: callers deliver at least once.
   */
  async register(actor: Actor, registration: BundleRegistration, now: Date): Promise<EvidenceBundle> {
    const { database, bundles } = this.#parts;
    return database.transaction(async () => {
      await lockTenant(database, actor.tenant);
      const row = rowOf(actor.tenant, registration);
      if (await bundles.insert(row)) {
        await this.#coverByStandingHolds(row);
        await this.#announce(actor, row, now);
        return this.#withHoldsOf(row);
      }
      const known = await bundles.findReference(actor.tenant, registration.digest, registration.runId);
      return this.#withHoldsOf(known ?? row);
    });
  }

  /** The holds that protect the bytes of a digest. */
  async holdings(tenant: string, digest: string): Promise<{ heldBy: NamedHold[] }> {
    return { heldBy: await this.#parts.coverage.holdsOnDigest(tenant, digest) };
  }

  async #coverByStandingHolds(row: BundleRow): Promise<void> {
    const holdIds = await this.#parts.holds.protectingScopes(row.tenant, row);
    await this.#parts.coverage.cover(
      row.tenant,
      holdIds.map((holdId) => ({ holdId, bundleId: row.bundle_id })),
    );
  }

  async #announce(actor: Actor, row: BundleRow, at: Date): Promise<void> {
    const { bundle_id: bundleId, run_id: runId, digest, file_name: fileName, bytes } = row;
    await this.#parts.timeline.record(actor.tenant, {
      at,
      kind: 'evidence.ingested',
      actor: actor.subject,
      subject: bundleId,
      reason: actor.reason,
      ticket: actor.ticket,
      traceId: actor.traceId,
      payload: { kind: row.kind, runId, digest, fileName, bytes, purgeAfter: row.purge_after.toISOString() },
    });
    await this.#parts.events.append(actor.tenant, 'bundle.registered', bundleId, { bundleId, runId, digest });
  }

  async #withHoldsOf(row: BundleRow): Promise<EvidenceBundle> {
    const heldBy = await this.#parts.coverage.heldBy(row.tenant, [row.bundle_id]);
    return bundleOf(row, heldBy.get(row.bundle_id) ?? []);
  }

  async #withHolds(tenant: string, rows: readonly BundleRow[]): Promise<EvidenceBundle[]> {
    const heldBy = await this.#parts.coverage.heldBy(
      tenant,
      rows.map((row) => row.bundle_id),
    );
    return rows.map((row) => bundleOf(row, heldBy.get(row.bundle_id) ?? []));
  }
}

function sortKey(row: BundleRow, { sort }: BundleFilter): Date {
  return sort.endsWith('createdAt') ? row.created_at : row.purge_after;
}

function rowOf(tenant: string, registration: BundleRegistration): BundleRow {
  return {
    tenant,
    bundle_id: newId('bndl'),
    kind: registration.kind,
    tier: 'hot',
    digest: registration.digest,
    bytes: registration.bytes,
    file_name: registration.fileName,
    object_ref: registration.objectRef,
    run_id: registration.runId,
    profile_id: registration.profileId,
    scan_id: null,
    created_at: new Date(registration.createdAt),
    purge_after: new Date(registration.purgeAfter),
    pruned_at: null,
  };
}
