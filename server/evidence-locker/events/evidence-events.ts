import type { EvidenceEventType } from '../../contracts/evidence-locker/states.ts';

/** The tenant's event log of the Evidence Locker: appended in the transaction of the change, streamed after it. */
export interface EvidenceEvents {
  /** `subject` is the id of what changed; `data` at most 4 KB. */
  append(tenant: string, type: EvidenceEventType, subject: string, data: object): Promise<void>;
}
