import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { EvidenceSources, ImportReport } from '../../contracts/export-center/sources.ts';
import { newUlid } from '../../kernel/ids.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { eventually } from '../testing/eventually.ts';
import { EvidenceImports } from './evidence-imports.ts';
import { importTenantFolder } from './import-evidence.ts';
import { ImportLostError, RunningImports } from './running-imports.ts';
import { advisory } from './testing/evidence.ts';

describeCenter('POST /sources/import', (center, database) => {
  const folder = temporaryFolder();
  const later = Date.now() + 3_600_000;
  const importsOf = () =>
    new EvidenceImports({
      ...{ events: center().center.events, timeline: center().center.timeline, logger: silentLogger },
      ...{ database: database(), evidenceDir: folder(), now: () => later },
    });
  let tenant: string;
  let imports: EvidenceImports;

  beforeEach(() => {
    tenant = newTenant();
    imports = importsOf();
  });
  afterEach(() => imports.close());

  async function write(id: string, more: object = {}): Promise<void> {
    const advisories = join(folder(), tenant, 'advisories');
    await mkdir(advisories, { recursive: true });
    await writeFile(join(advisories, `${id}.json`), JSON.stringify(advisory(id, more)));
  }

  const admin = () => center().as({ tenant, role: 'tenant-admin' });

  async function ask(reason = 'The feed was corrected.'): Promise<void> {
    const answer = await (await admin()).post('/api/export/sources/import', undefined, { reason });
    expect(answer.status).withContext(JSON.stringify(answer.body)).toBe(202);
  }

  const sources = async () => (await (await admin()).get<EvidenceSources>('/api/export/sources')).body;
  const lastImport = async (): Promise<Partial<ImportReport>> => (await sources()).lastImport ?? {};
  const told = () => center().locker.timeline.filter((entry) => entry.tenant === tenant);

  it('imports the folder, and tells the sources, the live stream and the timeline with the reason', async () => {
    await write('DEMO-1');
    const stream = await (await admin()).events('/api/export/events', '0');
    await ask();
    await imports.serve();
    expect(await lastImport()).toEqual(jasmine.objectContaining({ generation: 1, imported: 1, failure: null }));
    const [event] = await stream.take(1);
    stream.close();
    const data = { generation: 1, imported: 1, changed: 0, removed: 0, refusedTotal: 0, failed: false };
    expect(event).toEqual({ id: '1', event: 'sources.imported', data });
    expect(await eventually('the timeline entry', () => told()[0])).toEqual(
      jasmine.objectContaining({
        kind: 'evidence.ingested',
        actor: 'tenant-admin',
        subject: 'sources',
        reason: 'The feed was corrected.',
        payload: jasmine.objectContaining({ generation: 1, imported: 1 }),
      }),
    );
  });

  it('needs the right to import, and a reason', async () => {
    const operator = await center().as({ tenant, role: 'operator' });
    const path = '/api/export/sources/import';
    expect((await operator.refused(operator.post(path, undefined, { reason: 'why not' }))).code).toBe('ERR_SCOPE');
    const person = await admin();
    expect((await person.refused(person.post(path))).code).toBe('ERR_OPERATOR_REASON_REQUIRED');
  });

  it('reads nothing where the folder is as the last import left it, unless a person asks or a day has gone by', async () => {
    await write('DEMO-1');
    await ask();
    await imports.serve();
    // Reading the folder brings it back.
    const forget = () => sql`delete from export_center.documents where tenant = ${tenant}`.execute(database().query());
    const look = async () => {
      await center().center.importRequests.addSeen(tenant);
      await imports.serve();
    };
    await forget();
    await look();
    expect((await sources()).counts.advisories).toBe(0);
    await ask('Once more.');
    await imports.serve();
    expect((await sources()).counts.advisories).toBe(1);
    await eventually('the second entry', () => told().find(({ reason }) => reason === 'Once more.'));
    await forget();
    await look();
    expect((await sources()).counts.advisories).toBe(0);
    await sql`
      update export_center.import_reports set started_at = started_at - interval '24 hours'
      where tenant = ${tenant}`.execute(database().query());
    await look();
    expect((await sources()).counts.advisories).toBe(1);
    await write('DEMO-2');
    await look();
    expect((await sources()).counts.advisories).toBe(2);
  });

  it('shows how far the import of another process is, and waits for its end', async () => {
    await write('DEMO-1');
    const running = new RunningImports(database());
    const other = { tenant, importId: newUlid(), startedAt: new Date() };
    expect(await running.claim(other)).toBeTrue();
    await running.renew(other, { filesSeen: 7, bytes: 700 });
    await ask();
    await imports.serve();
    const { lastImport: none, currentImport } = await sources();
    expect(none).toBeNull();
    expect(currentImport).toEqual({ startedAt: other.startedAt.toISOString(), filesSeen: 7, bytes: 700 });
    await running.release(other);
    await imports.serve();
    expect((await sources()).currentImport).toBeNull();
    expect(await lastImport()).toEqual(jasmine.objectContaining({ imported: 1 }));
  });

  it('takes over from a process that died, which can then commit nothing', async () => {
    await write('DEMO-1');
    await ask();
    const running = new RunningImports(database());
    const dead = { tenant, importId: newUlid(), startedAt: new Date() };
    await running.claim(dead);
    await center().center.importRequests.take(tenant, dead.importId);
    await sql`
      update export_center.running_imports set alive_at = now() - interval '31 seconds'
      where tenant = ${tenant}`.execute(database().query());
    await imports.serve();
    expect((await sources()).counts.advisories).toBe(1);
    await eventually('the entry', () => told()[0]);
    await write('DEMO-2');
    const late = { ...dead, alsoCommit: () => running.release(dead) };
    await expectAsync(importTenantFolder(database(), folder(), tenant, late)).toBeRejectedWithError(ImportLostError);
    expect((await sources()).counts.advisories).toBe(1);
  });

  it('serves later what was asked while it stopped', async () => {
    await write('DEMO-1');
    await imports.close();
    await ask();
    await imports.serve();
    expect((await sources()).lastImport).toBeNull();
    const next = importsOf();
    await next.serve();
    expect(await lastImport()).toEqual(jasmine.objectContaining({ imported: 1 }));
    await next.close();
  });

  it('leaves the evidence where the folder is not mounted, and says why', async () => {
    await write('DEMO-1');
    await ask();
    await imports.serve();
    await rm(join(folder(), tenant), { recursive: true });
    await ask();
    await imports.serve();
    const { counts, lastImport: failed } = await sources();
    expect(counts.advisories).toBe(1);
    expect(failed).toEqual(
      jasmine.objectContaining({
        generation: 1,
        failure: 'The evidence folder holds no tenant; it may not be mounted.',
      }),
    );
  });
});
