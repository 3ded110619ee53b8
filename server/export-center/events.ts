import type { ExportEventType, ProfileEventData, RunEventData } from '../contracts/export-center/events.ts';

/** The tenant's event log of the Export Center: appended in the transaction of the change, streamed after it. */
export interface ExportEvents {
  append(tenant: string, type: ExportEventType, subject: string, data: RunEventData | ProfileEventData): Promise<void>;
}
