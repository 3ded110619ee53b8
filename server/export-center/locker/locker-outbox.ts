import type { BundleRegistration } from '../../contracts/evidence-locker/bundle.ts';
import { appendTimelineEvent, endPruneClaim, registerBundle } from '../../contracts/evidence-locker/operations.ts';
import type { TimelineSubmission } from '../../contracts/evidence-locker/timeline.ts';
import type { ServiceClient } from '../../kernel/http/service-client.ts';

/** What the Export Center owes the Evidence Locker. Each one is harmless when it is delivered twice. */
export type LockerMessage =
  | { readonly type: 'timeline-event'; readonly submission: TimelineSubmission }
  | { readonly type: 'bundle'; readonly registration: BundleRegistration }
  | { readonly type: 'claim-ended'; readonly claimId: string; readonly outcome: 'deleted' | 'abandoned' };

export interface LockerOutbox {
  /** Part of the open transaction; delivered after it, in order, until the Evidence Locker has taken it. */
  put(tenant: string, message: LockerMessage): Promise<void>;
}

/** Delivers one message to the Evidence Locker. */
export async function deliverToLocker(locker: ServiceClient, tenant: string, message: LockerMessage): Promise<void> {
  switch (message.type) {
    case 'timeline-event':
      await locker.call(appendTimelineEvent, { tenant, body: message.submission });
      return;
    case 'bundle':
      await locker.call(registerBundle, { tenant, body: message.registration });
      return;
    case 'claim-ended':
      await locker.call(endPruneClaim, {
        tenant,
        params: { id: message.claimId },
        query: { outcome: message.outcome },
      });
  }
}
