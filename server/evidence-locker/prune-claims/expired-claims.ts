import type { Logger } from '../../kernel/logging/logger.ts';
import type { ObjectStore } from '../../kernel/objects/object-store.ts';
import type { PruneClaimService } from './prune-claim-service.ts';
import type { ExpiredClaim, PruneClaimStore } from './prune-claim-store.ts';

export interface ExpiredClaimParts {
  readonly claims: PruneClaimStore;
  readonly service: PruneClaimService;
  readonly objects: Pick<ObjectStore, 'head'>;
  readonly logger: Logger;
  /** Time after the expiry for a deletion that was under way, and for clocks that differ. */
  readonly graceMs: number;
}

/**
 * Ends claims whose claimer vanished. Nobody knows whether the deletion happened, so the object store is asked: an
 * object that is gone was deleted, one that is there was kept. While the store does not answer the claim stays open,
 * and with it the holds that wait: they protect, but do not say yet what they cover.
 */
export class ExpiredClaims {
  readonly #parts: ExpiredClaimParts;

  constructor(parts: ExpiredClaimParts) {
    this.#parts = parts;
  }

  /** Ends what expired before `now` less the grace. Several processes may do so: ending a claim twice changes nothing. */
  async sweep(now: Date): Promise<void> {
    for (const claim of await this.#parts.claims.expiredBefore(new Date(now.getTime() - this.#parts.graceMs))) {
      await this.#endByObject(claim);
    }
  }

  async #endByObject({ tenant, claimId, objectRef }: ExpiredClaim): Promise<void> {
    const { objects, service, logger } = this.#parts;
    try {
      const found = await objects.head(objectRef);
      await service.endExpired(tenant, claimId, found ? 'found-kept' : 'found-deleted');
    } catch (error) {
      logger.warn({ error, tenant, claimId }, 'An expired prune claim could not be checked; it stays open');
    }
  }
}
