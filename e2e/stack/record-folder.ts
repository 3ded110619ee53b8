import { join } from 'node:path';

/** Where the whole run is recorded, as playwright.config.ts chose it. It goes when the stack ends. */
export function recordFolder(): string {
  const folder = process.env['E2E_RECORD'];
  if (folder === undefined) throw new Error('E2E_RECORD is set by playwright.config.ts');
  return folder;
}

export interface RecordFiles {
  /** JSON lines, TrafficLine of traffic.ts. */
  readonly traffic: string;
  /** JSON lines of the program, at the finest level. */
  readonly log: string;
  /** JSON lines, see ../record/page-state.ts. */
  readonly pages: string;
}

export function recordFiles(folder: string): RecordFiles {
  return {
    traffic: join(folder, 'traffic.jsonl'),
    log: join(folder, 'program.log'),
    pages: join(folder, 'pages.jsonl'),
  };
}
