import type { ImportReport } from '../../contracts/export-center/sources.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { ExportEvents } from '../events.ts';
import type { Timeline } from '../locker/timeline.ts';
import { DocumentStore } from './document-store.ts';
import type { ImportRequests, ServedRequest } from './import-requests.ts';
import { insertReport } from './import-report.ts';
import type { ImportKey, RunningImports } from './running-imports.ts';

interface OutcomeServices {
  readonly database: Database;
  readonly events: ExportEvents;
  readonly timeline: Timeline;
  readonly requests: ImportRequests;
  readonly running: RunningImports;
}

/** Who made an import that no person asked for. */
const ownActor: ServedRequest = { actor: 'export-center', reason: null, ticket: null, traceId: null };

/** What the end of an import leaves: its report, served requests, an event and entries of the timeline. */
export class ImportOutcome {
  readonly #services: OutcomeServices;

  constructor(services: OutcomeServices) {
    this.#services = services;
  }

  /** Part of the import's transaction. Throws `ImportLostError` where another process has taken the import over. */
  async settle(key: ImportKey, report: ImportReport, previousGeneration: number): Promise<void> {
    const served = await this.#end(key);
    if (served.length > 0 || report.generation !== previousGeneration) await this.#tell(key.tenant, report, served);
  }

  /** The folder is as the latest import left it, and nobody in particular asked. */
  async settleUnchanged(key: ImportKey): Promise<void> {
    await this.#services.database.transaction(() => this.#end(key));
  }

  /** Everything stays as it was. */
  async writeFailure(key: ImportKey, failure: string): Promise<void> {
    const { database } = this.#services;
    const generation = await new DocumentStore(database).generation(key.tenant);
    const counts = { imported: 0, changed: 0, unchanged: 0, removed: 0, refusedTotal: 0, unsupportedTotal: 0 };
    const report = { ...timesOf(key), generation, ...counts, refused: [], unsupported: [], failure };
    await database.transaction(async () => {
      const served = await this.#end(key);
      await insertReport(database, { ...key, policyRefused: null, folderMark: null }, report);
      await this.#tell(key.tenant, report, served);
    });
  }

  async #end(key: ImportKey): Promise<ServedRequest[]> {
    await this.#services.running.release(key);
    return await this.#services.requests.settle(key.importId);
  }

  async #tell(tenant: string, report: ImportReport, served: readonly ServedRequest[]): Promise<void> {
    const { events, timeline } = this.#services;
    const { generation, imported, changed, removed, refusedTotal, unsupportedTotal, failure } = report;
    const payload = { generation, imported, changed, removed, refusedTotal, unsupportedTotal, failure };
    for (const request of served.length > 0 ? served : [ownActor]) {
      await timeline.record(tenant, { kind: 'evidence.ingested', subject: 'sources', ...request, payload });
    }
    const data = { generation, imported, changed, removed, refusedTotal, failed: failure !== null };
    await events.append(tenant, 'sources.imported', 'sources', data);
  }
}

function timesOf({ startedAt }: ImportKey): Pick<ImportReport, 'startedAt' | 'finishedAt'> {
  return { startedAt: startedAt.toISOString(), finishedAt: new Date().toISOString() };
}
