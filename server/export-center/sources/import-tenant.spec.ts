import { sql } from 'kysely';
import type { ImportReport } from '../../contracts/export-center/sources.ts';
import { DocumentStore, type StoredDocument } from './document-store.ts';
import type { EvidenceFile } from './import-folder.ts';
import { importTenant } from './import-tenant.ts';
import { readerHere } from './document-reader.ts';
import { advisory, evidenceFile, unreadableFile } from './testing/evidence.ts';
import { noSelectors } from './testing/selectors.ts';
import { describeWithSources } from './testing/sources-database.ts';

const counts = ({ generation, imported, changed, unchanged, removed, refusedTotal }: ImportReport) => ({
  generation,
  imported,
  changed,
  unchanged,
  removed,
  refusedTotal,
});

describeWithSources('importTenant', (database) => {
  const importing = (...files: EvidenceFile[]) => importTenant(database(), 'acme', files);
  const one = evidenceFile('advisories/one.json', advisory('DEMO-1'));
  const two = evidenceFile('advisories/two.json', advisory('DEMO-2'));

  function documentsAt(generation: number, tenant = 'acme'): Promise<StoredDocument[]> {
    const selection = {
      tenant,
      kind: 'advisories',
      generation,
      selectors: noSelectors,
      plannedAt: new Date(),
    } as const;
    return Array.fromAsync(new DocumentStore(database()).documents(selection));
  }

  const idsAt = async (generation: number, tenant?: string) =>
    (await documentsAt(generation, tenant)).map(({ id }) => id);

  it('makes the first generation, and none where nothing changed', async () => {
    expect(counts(await importing(one, two))).toEqual({
      generation: 1,
      imported: 2,
      changed: 0,
      unchanged: 0,
      removed: 0,
      refusedTotal: 0,
    });
    expect(counts(await importing(one, two))).toEqual({
      generation: 1,
      imported: 0,
      changed: 0,
      unchanged: 2,
      removed: 0,
      refusedTotal: 0,
    });
  });

  it('makes no generation of an empty folder', async () => {
    expect(counts(await importing())).toEqual({
      generation: 0,
      imported: 0,
      changed: 0,
      unchanged: 0,
      removed: 0,
      refusedTotal: 0,
    });
  });

  it('keeps the exact text and its digest', async () => {
    const text = ` {\r\n\t"id": "DEMO-1", "modified": "2025-06-01T00:00:00.000000001Z", "details": "\\u0000 \u{1F600}"\n}  \n`;
    await importing(evidenceFile('advisories/exact.json', text));
    expect((await documentsAt(1)).map(({ content }) => content)).toEqual([text]);
  });

  it('replaces a changed document and closes a vanished one, while earlier generations stay as they were', async () => {
    await importing(one, two);
    const before = await documentsAt(1);
    const changed = evidenceFile('advisories/one.json', advisory('DEMO-1', { summary: 'corrected' }));
    expect(counts(await importing(changed, evidenceFile('advisories/three.json', advisory('DEMO-3'))))).toEqual({
      generation: 2,
      imported: 1,
      changed: 1,
      unchanged: 0,
      removed: 1,
      refusedTotal: 0,
    });
    expect(await documentsAt(1)).toEqual(before);
    expect((await documentsAt(2)).map(({ content }) => JSON.parse(content) as unknown)).toEqual([
      advisory('DEMO-1', { summary: 'corrected' }),
      advisory('DEMO-3'),
    ]);
  });

  it('takes a document back that was gone, with its text', async () => {
    await importing(one, two);
    const [first] = await documentsAt(1);
    await importing(two);
    expect(counts(await importing(one, two))).toEqual({
      generation: 3,
      imported: 1,
      changed: 0,
      unchanged: 1,
      removed: 0,
      refusedTotal: 0,
    });
    expect((await documentsAt(3))[0]).toEqual(first);
    expect(await idsAt(2)).toEqual(['DEMO-2']);
  });

  it('does not care about the name of a file, only about its folder', async () => {
    await importing(one);
    expect((await importing(evidenceFile('advisories/renamed.json', advisory('DEMO-1')))).generation).toBe(1);
    const moved = await importing(evidenceFile('advisories/feed/one.json', advisory('DEMO-1')));
    expect(counts(moved)).toEqual({
      generation: 2,
      imported: 1,
      changed: 0,
      unchanged: 0,
      removed: 1,
      refusedTotal: 0,
    });
  });

  it('refuses broken files by name and imports the rest', async () => {
    const report = await importing(
      evidenceFile('advisories/z-broken.json', '{'),
      evidenceFile('advisories/hello.json', { hello: 'world' }),
      one,
      unreadableFile('vex/locked.json', 'cannot be read: permission denied'),
    );
    expect(report.imported).toBe(1);
    expect(report.refused.map(({ path }) => path)).toEqual([
      'advisories/hello.json',
      'advisories/z-broken.json',
      'vex/locked.json',
    ]);
    expect(report.refused[0]).toEqual({ path: 'advisories/hello.json', reason: 'is not OSV: id is missing' });
  });

  it('holds versions that cannot be normalised, and names them in every report', async () => {
    const newer = evidenceFile('advisories/newer.json', { schema_version: '2.0.0', id: 'DEMO-9' });
    const first = await importing(one, newer);
    const told = {
      path: 'advisories/newer.json',
      reason: 'is OSV 2.0.0, which cannot be normalised: it is held raw alone',
    };
    expect([first.imported, first.unsupported, first.unsupportedTotal]).toEqual([2, [told], 1]);
    expect(first.refused).toEqual([]);
    expect(await idsAt(1)).toEqual(['DEMO-1', 'DEMO-9']);
    const again = await importing(newer);
    expect([again.unchanged, again.unsupported]).toEqual([1, [told]]);
    expect((await importing(one)).unsupportedTotal).toBe(0);
    expect((await importing(newer)).unsupported).toEqual([told]);
  });

  it('follows a document from file to file, and closes it with the file that it lies in', async () => {
    await importing(one, two);
    const renamed = evidenceFile('advisories/a.json', advisory('DEMO-1'));
    expect((await importing(renamed, two)).generation).toBe(1);
    // The name that it had then is free for another document.
    const other = evidenceFile('advisories/one.json', advisory('DEMO-3'));
    expect(counts(await importing(renamed, two, other))).toEqual(
      jasmine.objectContaining({ imported: 1, unchanged: 2 }),
    );
    expect(counts(await importing(two, other))).toEqual(jasmine.objectContaining({ removed: 1, unchanged: 2 }));
    expect(await idsAt(3)).toEqual(['DEMO-2', 'DEMO-3']);
  });

  it('lets a file take the id of one that did not change, or the other way round, by their names', async () => {
    const text = (summary: string) => advisory('DEMO-1', { summary });
    const middle = evidenceFile('advisories/m.json', text('m'));
    await importing(middle);
    const later = await importing(middle, evidenceFile('advisories/z.json', text('z')));
    expect([later.generation, later.refused]).toEqual([
      1,
      [{ path: 'advisories/z.json', reason: 'has the same id as advisories/m.json, which counts' }],
    ]);
    const earlier = await importing(middle, evidenceFile('advisories/a.json', text('a')));
    expect([earlier.generation, earlier.changed, earlier.refused]).toEqual([
      2,
      1,
      [{ path: 'advisories/m.json', reason: 'has the same id as advisories/a.json, which counts' }],
    ]);
    expect((await importing(middle)).changed).toBe(1);
    expect((await documentsAt(3)).map(({ content }) => JSON.parse(content) as unknown)).toEqual([text('m')]);
  });

  it('neither reads into nor stores again what did not change', async () => {
    const recognised: string[] = [];
    const reader = {
      ...readerHere,
      recognise: (documents: readonly EvidenceFile[], signal: AbortSignal) => {
        recognised.push(
          ...documents.map(({ content }) => Buffer.from('bytes' in content ? content.bytes : []).toString()),
        );
        return readerHere.recognise(documents, signal);
      },
    };
    const changed = evidenceFile('advisories/two.json', advisory('DEMO-2', { summary: 'changed' }));
    await importing(one, two);
    const rows = () =>
      sql<{ id: string }>`select id, sha256, ctid::text, xmin::text from export_center.documents order by 1, 2`.execute(
        database().query(),
      );
    const before = (await rows()).rows;
    expect((await importTenant(database(), 'acme', [two, one], { reader })).unchanged).toBe(2);
    expect([recognised, (await rows()).rows]).toEqual([[], before]);
    await importTenant(database(), 'acme', [one, changed], { reader });
    expect(recognised).toEqual([JSON.stringify(advisory('DEMO-2', { summary: 'changed' }))]);
    expect((await rows()).rows.filter(({ id }) => id === 'DEMO-1')).toEqual(before.filter(({ id }) => id === 'DEMO-1'));
  });

  it('lets the first file by name count where two of a folder have one id, in whatever order they come', async () => {
    const first = evidenceFile('advisories/a.json', advisory('DEMO-1', { summary: 'a' }));
    const second = evidenceFile('advisories/b.json', advisory('DEMO-1', { summary: 'b' }));
    const elsewhere = evidenceFile('advisories/feed/c.json', advisory('DEMO-1', { summary: 'c' }));
    const report = await importing(second, elsewhere, first);
    expect(report.refused).toEqual([
      { path: 'advisories/b.json', reason: 'has the same id as advisories/a.json, which counts' },
    ]);
    expect(
      (await documentsAt(1)).map(({ source, content }) => [
        source,
        (JSON.parse(content) as { summary: string }).summary,
      ]),
    ).toEqual([
      ['advisories', 'a'],
      ['advisories/feed', 'c'],
    ]);
    expect((await importing(first, second, elsewhere)).generation).toBe(1);
  });

  it('gives the same documents forward and in reverse', async () => {
    const files = Array.from({ length: 1000 }, (_, index) =>
      evidenceFile(`advisories/${index}.json`, advisory(`Demo-${index % 900}`, { summary: `${index}` })),
    );
    const forward = await importTenant(database(), 'acme', files);
    const reverse = await importTenant(database(), 'globex', files.toReversed());
    expect(counts(forward)).toEqual(counts(reverse));
    expect(forward.refused).toEqual(reverse.refused);
    expect(forward.imported).toBe(900);
    expect(await documentsAt(1, 'globex')).toEqual(await documentsAt(1, 'acme'));
  });

  it('keeps tenants apart', async () => {
    await importing(one);
    await importTenant(database(), 'globex', [two]);
    expect([await idsAt(1, 'acme'), await idsAt(1, 'globex')]).toEqual([['DEMO-1'], ['DEMO-2']]);
  });

  it('changes nothing where it fails halfway', async () => {
    await importing(one);
    const failing = (async function* () {
      yield two;
      await Promise.reject(new Error('the disk went away'));
    })();
    await expectAsync(importTenant(database(), 'acme', failing)).toBeRejectedWithError('the disk went away');
    expect(await new DocumentStore(database()).generation('acme')).toBe(1);
    expect((await importing(one)).unchanged).toBe(1);
  });

  it('makes one generation where two imports of a tenant meet', async () => {
    const reports = await Promise.all([importing(one, two), importing(one, two)]);
    expect(reports.map(({ generation }) => generation)).toEqual([1, 1]);
    expect(reports.map(({ imported }) => imported).sort()).toEqual([0, 2]);
  });

  it('names the first thousand refusals and counts all', async () => {
    const files = Array.from({ length: 1200 }, (_, index) => evidenceFile(`vex/${index}.json`, '{'));
    const report = await importing(...files);
    expect([report.refused.length, report.refusedTotal]).toEqual([1000, 1200]);
  });
});
