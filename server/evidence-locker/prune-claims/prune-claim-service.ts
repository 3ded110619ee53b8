import type { z } from 'zod';
import type { PruneClaim, pruneClaimEnd, pruneClaimRequest } from '../../contracts/evidence-locker/bundle.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { Actor } from '../actor.ts';
import type { BundleStore } from '../bundles/bundle-store.ts';
import type { EvidenceEvents } from '../events/evidence-events.ts';
import type { CoverageStore } from '../holds/coverage-store.ts';
import type { HoldSettlement } from '../holds/hold-settlement.ts';
import type { PruneOutcome } from '../tables.ts';
import { lockTenant } from '../tenant-lock.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { heldError } from './held-error.ts';
import type { PruneClaimRow, PruneClaimStore } from './prune-claim-store.ts';

export interface PruneClaimParts {
  readonly database: Database;
  readonly claims: PruneClaimStore;
  readonly bundles: BundleStore;
  readonly coverage: CoverageStore;
  readonly settlement: HoldSettlement;
  readonly timeline: Timeline;
  readonly events: EvidenceEvents;
  readonly logger: Logger;
  /** How long the right to delete lasts. */
  readonly claimMs: number;
}

/**
 * The right to delete the bytes of a bundle, for a short time. A claim and a hold on the same bundle are decided one
 * after the other under the tenant's lock: either the claim sees the hold and is refused, or the hold sees the claim
 * and waits for its end. See docs/adr/prune-claims.md for what the claimer owes and what an expired claim means.
 */
export class PruneClaimService {
  readonly #parts: PruneClaimParts;

  constructor(parts: PruneClaimParts) {
    this.#parts = parts;
  }

  /**
   * Grants a claim of its own to each call, so that two claimers of one bundle never end each other's.
   * @throws AppError ERR_HELD naming the holds; ERR_NOT_FOUND for a bundle that is not registered, which nobody may
   * delete because no hold could have covered it.
   */
  async claim(actor: Actor, request: z.output<typeof pruneClaimRequest>): Promise<PruneClaim> {
    const { database, bundles, coverage, claims, claimMs } = this.#parts;
    const { tenant } = actor;
    const { digest, runId, reason } = request;
    return database.transaction(async () => {
      await lockTenant(database, tenant);
      const bundle = await bundles.findReference(tenant, digest, runId);
      if (!bundle) {
        throw new AppError(
          'ERR_NOT_FOUND',
          `The bundle ${digest} of ${runId} is not registered with the Evidence Locker. Register it, then claim again.`,
        );
      }
      const holds = await coverage.holdsOnDigest(tenant, digest);
      if (holds.length > 0) throw heldError(bundle.file_name, holds);
      const now = new Date();
      const claimId = newId('claim');
      const expiresAt = new Date(now.getTime() + claimMs);
      await claims.insert({
        tenant,
        claim_id: claimId,
        bundle_id: bundle.bundle_id,
        digest,
        reason,
        claimed_by: actor.subject,
        granted_at: now,
        expires_at: expiresAt,
        ended_at: null,
        outcome: null,
      });
      return { claimId, digest, expiresAt: expiresAt.toISOString() };
    });
  }

  /** Ends a claim as its claimer says. Repeating it changes nothing. */
  async end(actor: Actor, claimId: string, { outcome }: z.output<typeof pruneClaimEnd>): Promise<void> {
    await this.#inTenant(actor.tenant, async () => {
      const claim = await this.#parts.claims.find(actor.tenant, claimId);
      if (!claim) throw new AppError('ERR_NOT_FOUND', `There is no prune claim ${claimId} in this tenant.`);
      // What the locker found out for itself gives way to a claimer who says, late, that it did delete.
      const deletedAfterAll = claim.outcome === 'found-kept' && outcome === 'deleted';
      if (deletedAfterAll) {
        const { tenant, subject } = actor;
        this.#parts.logger.error({ tenant, claimId, subject }, 'A bundle was deleted after its claim had expired');
      }
      if (claim.ended_at === null || deletedAfterAll) await this.#end(claim, outcome, actor);
    });
  }

  /** Ends an expired claim by what the object store shows; one that was ended meanwhile stays as it is. */
  async endExpired(tenant: string, claimId: string, outcome: 'found-deleted' | 'found-kept'): Promise<void> {
    await this.#inTenant(tenant, async () => {
      const claim = await this.#parts.claims.find(tenant, claimId);
      if (claim?.ended_at !== null) return;
      this.#parts.logger.warn({ tenant, claimId, outcome }, 'A prune claim expired without an end');
      await this.#end(claim, outcome, { subject: 'evidence-locker', traceId: null });
    });
  }

  async #inTenant(tenant: string, work: () => Promise<void>): Promise<void> {
    const { database } = this.#parts;
    await database.transaction(async () => {
      await lockTenant(database, tenant);
      await work();
    });
  }

  async #end(claim: PruneClaimRow, outcome: PruneOutcome, by: EndedBy): Promise<void> {
    const at = new Date();
    await this.#parts.claims.end(claim, outcome, at);
    if (outcome === 'deleted' || outcome === 'found-deleted') await this.#prune(claim, outcome, at, by);
    await this.#parts.settlement.settle(claim.tenant);
  }

  async #prune(claim: PruneClaimRow, outcome: PruneOutcome, at: Date, by: EndedBy): Promise<void> {
    const { tenant, bundle_id: bundleId, claim_id: claimId } = claim;
    const { bundles, timeline, events } = this.#parts;
    const pruned = await bundles.markPruned(tenant, bundleId, at);
    if (!pruned) return;
    const { digest, run_id: runId, file_name: fileName, bytes } = pruned;
    await timeline.record(tenant, {
      at,
      kind: 'evidence.pruned',
      actor: by.subject,
      subject: bundleId,
      reason: claim.reason,
      ticket: null,
      traceId: by.traceId,
      payload: { runId, digest, fileName, bytes, claimId, outcome },
    });
    await events.append(tenant, 'bundle.pruned', bundleId, { bundleId, runId, digest });
  }
}

interface EndedBy {
  readonly subject: string;
  readonly traceId: string | null;
}
