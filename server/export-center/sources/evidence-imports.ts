import type { Database } from '../../kernel/database/database.ts';
import { newUlid } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import { repeat, type Repetition } from '../../kernel/repeat.ts';
import type { ExportEvents } from '../events.ts';
import type { Timeline } from '../locker/timeline.ts';
import type { WorkerThreads } from '../worker/threads/worker-threads.ts';
import { readerHere, readerInThreads, type DocumentReader } from './document-reader.ts';
import { folderOfTenant, importTenantFolder, tellReport, tenantsToImport } from './import-evidence.ts';
import { FolderError } from './import-folder.ts';
import { ImportOutcome } from './import-outcome.ts';
import { ImportRequests } from './import-requests.ts';
import { readLatestImport, type LatestImport } from './import-report.ts';
import { ImportStaging } from './import-staging.ts';
import { ImportLostError, keepClaim, RunningImports, type ImportKey, type ImportProgress } from './running-imports.ts';

export interface EvidenceImportServices {
  readonly database: Database;
  readonly evidenceDir: string;
  readonly events: ExportEvents;
  readonly timeline: Timeline;
  readonly logger: Logger;
  /** Reads documents off the event loop; without them it reads them itself. */
  readonly threads?: WorkerThreads;
  /** Milliseconds, by the clock of the folder; the process's own where it is not given. */
  readonly now?: () => number;
}

/** How often requests are looked for that no notification told of, such as those of a process that died. */
const lookEveryMs = 5_000;

/** Names, sizes and times prove nothing (docs/adr/evidence-files.md): after this long the contents are compared anew. */
const markedForMs = 24 * 60 * 60 * 1000;

class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/**
 * Serves requests for imports, one import at a time in this process. Any number of processes may do so; among all of
 * them there is one import of a tenant at a time.
 */
export class EvidenceImports {
  readonly #services: EvidenceImportServices;
  readonly #requests: ImportRequests;
  readonly #running: RunningImports;
  readonly #outcome: ImportOutcome;
  readonly #reader: DocumentReader;
  readonly #stop = new AbortController();
  #serving: Promise<void> | undefined;
  #isAskedAgain = false;
  #repetition: Repetition | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  constructor(services: EvidenceImportServices) {
    const { database, threads } = services;
    this.#services = services;
    this.#reader = threads ? readerInThreads(threads) : readerHere;
    this.#requests = new ImportRequests(database);
    this.#running = new RunningImports(database);
    this.#outcome = new ImportOutcome({ ...services, requests: this.#requests, running: this.#running });
  }

  /** Asks for an import of every tenant and begins to serve requests; does not wait for the imports. */
  async start(): Promise<void> {
    if (this.#services.database.kind === 'pglite') await this.#running.releaseAll();
    this.#stopListening = await this.#requests.onAdded(() => void this.serve());
    await this.requestAll();
    this.#repetition = repeat(() => this.serve(), { everyMs: lookEveryMs, onError: () => undefined });
  }

  /** Asks for an import of every tenant that has a folder or documents. */
  async requestAll(): Promise<void> {
    const { database, evidenceDir, logger } = this.#services;
    for (const tenant of await tenantsToImport(database, evidenceDir, logger)) await this.#requests.addSeen(tenant);
  }

  /** Serves every request that nobody else serves; resolves when none is left. Never rejects. */
  serve(): Promise<void> {
    this.#isAskedAgain = true;
    this.#serving ??= this.#serveAll().finally(() => {
      this.#serving = undefined;
    });
    return this.#serving;
  }

  /** Ends the import under way; what was asked for stays asked for. */
  async close(): Promise<void> {
    this.#stop.abort(new StoppedError('The process stops'));
    await this.#stopListening?.();
    await this.#repetition?.stop();
    await this.#serving;
  }

  async #serveAll(): Promise<void> {
    try {
      while (this.#isAskedAgain && !this.#stop.signal.aborted) {
        this.#isAskedAgain = false;
        for (let tenant = await this.#requests.next(); tenant !== undefined; tenant = await this.#requests.next()) {
          if (!(await this.#claimAndImport(tenant))) break;
        }
      }
    } catch (error) {
      this.#services.logger.error({ error }, 'Evidence could not be imported; it is tried again');
    }
  }

  /** False where the request is left to another process, or to a later look. */
  async #claimAndImport(tenant: string): Promise<boolean> {
    const key = { tenant, importId: newUlid(), startedAt: new Date() };
    if (this.#stop.signal.aborted || !(await this.#running.claim(key))) return false;
    const claim = keepClaim(this.#running, key);
    try {
      const isAsked = await this.#requests.take(tenant, key.importId);
      await this.#import(key, isAsked, claim.report, AbortSignal.any([claim.lost, this.#stop.signal]));
      return true;
    } catch (error) {
      if (error instanceof ImportLostError || error instanceof StoppedError) return false;
      await this.#tellFailure(key, error);
      return true;
    } finally {
      await claim.end();
    }
  }

  /** @param isAsked whether a person asked for it, who is not told of an earlier import. */
  async #import(
    key: ImportKey,
    isAsked: boolean,
    onProgress: (done: ImportProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { database, evidenceDir, logger, now = Date.now } = this.#services;
    const tenantFolder = await folderOfTenant(evidenceDir, key.tenant);
    const folderMark = tenantFolder && (await this.#reader.mark({ tenantFolder, now: now() }, signal));
    if (!isAsked && isReliable(await readLatestImport(database, key.tenant), folderMark, now())) {
      await this.#outcome.settleUnchanged(key);
      return;
    }
    await new ImportStaging(database, key).discardAbandoned();
    const report = await importTenantFolder(database, evidenceDir, key.tenant, {
      ...key,
      folderMark,
      signal,
      onProgress,
      reader: this.#reader,
      alsoCommit: (done, previousGeneration) => this.#outcome.settle(key, done, previousGeneration),
    });
    tellReport(logger, key.tenant, report);
  }

  async #tellFailure(key: ImportKey, error: unknown): Promise<void> {
    const { tenant } = key;
    this.#services.logger.error({ tenant, error }, 'The evidence of a tenant was not imported; it keeps what it has');
    const known = error instanceof FolderError;
    await this.#outcome.writeFailure(
      key,
      known ? error.message : 'The import failed; the log of the service tells why.',
    );
  }
}

/** Whether the folder is as the latest import found it, as far as names, sizes and times can tell (folder-mark.ts). */
function isReliable(latest: LatestImport | undefined, folderMark: string | null, now: number): boolean {
  if (latest === undefined || folderMark === null || latest.folderMark !== folderMark) return false;
  return Date.parse(latest.report.startedAt) > now - markedForMs;
}
