import { getHoldings } from '../../contracts/evidence-locker/operations.ts';
import type { Run } from '../../contracts/export-center/run.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { ServiceClient } from '../../kernel/http/service-client.ts';

/** A run page must not wait for a locker that is down. */
const patienceMs = 1_500;

/** Asks the Evidence Locker which holds protect a digest. */
export class Holdings {
  readonly #locker: ServiceClient;
  readonly #logger: Logger;

  constructor(locker: ServiceClient, logger: Logger) {
    this.#locker = locker;
    this.#logger = logger;
  }

  /** The holds, or null where the locker did not answer: not known is not the same as none. */
  async of(tenant: string, digest: string): Promise<Run['heldBy']> {
    try {
      const signal = AbortSignal.timeout(patienceMs);
      const { heldBy } = await this.#locker.call(getHoldings, { tenant, params: { digest }, signal });
      return heldBy;
    } catch (error) {
      this.#logger.warn({ error, tenant }, 'holds unknown: the Evidence Locker did not answer');
      return null;
    }
  }
}
