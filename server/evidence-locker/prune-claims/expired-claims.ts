import type { Logger } from '../../kernel/logging/logger.ts';
import type { ObjectStore } from '../../kernel/objects/object-store.ts';
import type { PruneClaimService } from './prune-claim-service.ts';
import type { ExpiredClaim, PruneClaimStore } from './prune-claim-store.ts';

export interface ExpiredClaimParts {
  readonly claims: PruneClaimStore;
  readonly service: PruneClaimService;
  readonly objects: ObjectStore;
  readonly logger: Logger;
  /** Time after the expiry for a deletion that was under way, and for clocks that differ. */
  readonly graceMs: number;
}

const sweepEveryMs = 5_000;

/**
 * Ends claims whose claimer vanished. Nobody knows whether the deletion happened, so the object store is asked: an
 * object that is gone was deleted, one that is there was kept. While the store does not answer the claim stays open,
 * and with it the holds that wait: they protect, but do not say yet what they cover.
 */
export class ExpiredClaims {
  readonly #parts: ExpiredClaimParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: ExpiredClaimParts) {
    this.#parts = parts;
  }

  /** Sweeps now and from then on. Several processes may do so: ending a claim twice changes nothing. */
  start(): void {
    const sweep = (): void => {
      this.#running = this.sweep(new Date()).catch((error: unknown) => {
        this.#parts.logger.error({ error }, 'Expired prune claims could not be looked at; they stay open');
      });
      void this.#running.then(() => {
        if (this.#timer) this.#timer = setTimeout(sweep, sweepEveryMs).unref();
      });
    };
    this.#timer = setTimeout(sweep, 0).unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

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
