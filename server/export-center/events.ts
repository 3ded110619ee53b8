import type {
  ExportEventType,
  KeyEventData,
  ProfileEventData,
  RunEventData,
  SourcesEventData,
} from '../contracts/export-center/events.ts';
import type { EventLog } from '../kernel/events/event-log.ts';

/** The name of the Export Center's log among the kernel's. */
export const exportEventStream = 'export-center';

/** The tenant's events of the Export Center: appended in the transaction of the change, streamed after it. */
export class ExportEvents {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  async append(
    tenant: string,
    type: ExportEventType,
    subject: string,
    data: RunEventData | ProfileEventData | SourcesEventData | KeyEventData,
  ): Promise<void> {
    await this.#log.append(tenant, type, subject, data);
  }
}
