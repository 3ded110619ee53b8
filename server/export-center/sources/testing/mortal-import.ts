// Run as a process of its own by specs: an Export Center's imports on the given data, which kill themselves on the way.
// Prints what it found when it began, as JSON.
import { sql } from 'kysely';
import { createEventLog } from '../../../kernel/events/event-log.ts';
import { openDatabase } from '../../../kernel/database/database.ts';
import { silentLogger } from '../../../testing/test-logger.ts';
import { ExportEvents } from '../../events.ts';
import { Timeline } from '../../locker/timeline.ts';
import { createWorkerThreads } from '../../worker/threads/worker-threads.ts';
import { EvidenceImports } from '../evidence-imports.ts';
import { whatIsHeld } from './what-is-held.ts';

export interface MortalImportTask {
  readonly dataDir: string;
  readonly url: string | null;
  readonly evidenceDir: string;
  /** Dies with documents staged, as the last thing before the commit, or when the import has ended. */
  readonly dieAt: 'staged' | 'commit' | 'end';
}

const { dataDir, url, evidenceDir, dieAt } = JSON.parse(process.argv[2] ?? '') as MortalImportTask;
const database = await openDatabase({ dataDir, url: url ?? undefined, logger: silentLogger });
process.stdout.write(JSON.stringify(await whatIsHeld(database)));

// A process that died is known to have after 30 s; where only one can have the database, at once.
if (database.kind === 'postgres') {
  await sql`update export_center.running_imports set alive_at = now() - interval '31 seconds'`.execute(
    database.query(),
  );
}
const die = () => process.kill(process.pid, 'SIGKILL');
const threads = createWorkerThreads({ threads: 1 });
const run: typeof threads.run = async (name, input, options) => {
  // The second group: the first one is staged.
  if (name === 'recogniseDocuments' && dieAt === 'staged' && recognitions++ > 0) die();
  return await threads.run(name, input, options);
};
let recognitions = 0;
const imports = new EvidenceImports({
  ...{ database, evidenceDir, logger: silentLogger, threads: { ...threads, run } },
  events: new ExportEvents(await createEventLog(database, 'export-center')),
  timeline: new Timeline({ put: () => Promise.resolve(dieAt === 'commit' ? void die() : undefined) }),
});
await imports.start();
await imports.serve();
die();
