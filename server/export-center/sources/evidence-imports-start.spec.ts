import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createEventLog, type EventLog } from '../../kernel/events/event-log.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { ExportEvents } from '../events.ts';
import type { LockerMessage } from '../locker/locker-outbox.ts';
import { Timeline } from '../locker/timeline.ts';
import { eventually } from '../testing/eventually.ts';
import { createWorkerThreads, type WorkerThreads } from '../worker/threads/worker-threads.ts';
import { EvidenceImports } from './evidence-imports.ts';
import { readEvidenceSources } from './evidence-sources.ts';
import { ImportRequests } from './import-requests.ts';
import { advisory } from './testing/evidence.ts';
import { describeWithSources } from './testing/sources-database.ts';

describeWithSources('EvidenceImports that has started', (database) => {
  const folder = temporaryFolder();
  let told: LockerMessage[];
  let log: EventLog;
  let threads: WorkerThreads;
  let imports: EvidenceImports;

  beforeEach(async () => {
    told = [];
    log = await createEventLog(database(), 'export-center');
    threads = createWorkerThreads({ threads: 1 });
    imports = new EvidenceImports({
      ...{ database: database(), evidenceDir: folder(), logger: silentLogger, threads },
      events: new ExportEvents(log),
      timeline: new Timeline({ put: (_tenant, message) => Promise.resolve(told.push(message)).then(() => undefined) }),
    });
    await write('acme/advisories/1.json', advisory('DEMO-1'));
    await write('globex/advisories/1.json', { ...advisory('DEMO-1'), modified: 'yesterday' });
    await imports.start();
    await imports.serve();
  });
  afterEach(async () => {
    await imports.close();
    await threads.close();
    await log.close();
  });

  async function write(path: string, document: object): Promise<void> {
    await mkdir(dirname(join(folder(), path)), { recursive: true });
    await writeFile(join(folder(), path), JSON.stringify(document));
  }

  const generation = async (tenant: string) => (await readEvidenceSources(database(), tenant)).generation;

  it('has imported every tenant, and told of what changed in its own name', async () => {
    expect([await generation('acme'), await generation('globex')]).toEqual([1, 0]);
    expect((await readEvidenceSources(database(), 'globex')).lastImport?.refused).toEqual([
      { path: 'advisories/1.json', reason: 'is not OSV: modified is not an RFC 3339 time' },
    ]);
    expect(told).toEqual([
      jasmine.objectContaining({
        submission: jasmine.objectContaining({
          ...{ kind: 'evidence.ingested', actor: 'export-center', reason: null },
          payload: jasmine.objectContaining({ generation: 1, imported: 1 }),
        }),
      }),
    ]);
  });

  it('serves what is asked for through another process', async () => {
    await write('acme/advisories/2.json', advisory('DEMO-2'));
    await new ImportRequests(database()).addSeen('acme');
    await eventually('the next generation', async () => ((await generation('acme')) === 2 ? true : undefined));
  });

  it('closes the evidence of a tenant whose folder is gone', async () => {
    await rm(join(folder(), 'acme'), { recursive: true });
    await imports.requestAll();
    await imports.serve();
    expect(await generation('acme')).toBe(2);
    expect((await readEvidenceSources(database(), 'acme')).counts.advisories).toBe(0);
  });
});
