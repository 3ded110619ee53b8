import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { readerHere, type DocumentReader } from './document-reader.ts';
import { DocumentStore } from './document-store.ts';
import { importTenantFolder } from './import-evidence.ts';
import { FolderError, walkTenantFolder, type EvidenceFile } from './import-folder.ts';
import { importTenant } from './import-tenant.ts';
import { readContent } from './read-content.ts';
import { UnreadableError } from './refusal.ts';
import { advisory, evidenceFile, unreadableFile } from './testing/evidence.ts';
import { noSelectors } from './testing/selectors.ts';
import type { SourcesTables } from './tables.ts';
import { describeWithSources } from './testing/sources-database.ts';

/** The user `nobody`: root may read everything. */
const nobody = 65534;

/** Does something with the rights of nobody in particular, whoever runs the specs. */
async function withoutRights<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.getuid?.() !== 0) return await work();
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describeWithSources('the import of what cannot be read', (database) => {
  const folder = temporaryFolder();
  const tenantFolder = () => join(folder(), 'acme');
  const pathOf = (path: string) => join(tenantFolder(), path);

  async function write(path: string, content: unknown): Promise<void> {
    await mkdir(dirname(pathOf(path)), { recursive: true });
    await writeFile(pathOf(path), typeof content === 'string' ? content : JSON.stringify(content));
  }

  beforeEach(async () => {
    await chmod(folder(), 0o755);
    await write('advisories/1.json', advisory('DEMO-1'));
    await write('advisories/feed/2.json', advisory('DEMO-2'));
    await write('advisories/feed/more/3.json', advisory('DEMO-3'));
    await write('advisories/feed.2/4.json', advisory('DEMO-4'));
    await importing();
  });

  const importing = () => importTenantFolder(database(), folder(), 'acme');
  const importingFiles = (files: AsyncIterable<EvidenceFile> | Iterable<EvidenceFile>, reader?: DocumentReader) =>
    importTenant(database(), 'acme', files, reader && { reader });
  const all = ['DEMO-1', 'DEMO-2', 'DEMO-3', 'DEMO-4'];

  async function idsHeld(): Promise<string[]> {
    const store = new DocumentStore(database());
    const generation = await store.generation('acme');
    const selection = { tenant: 'acme', kind: 'advisories', selectors: noSelectors, plannedAt: new Date() } as const;
    return (await Array.fromAsync(store.digests({ ...selection, generation }))).map(({ id }) => id);
  }

  const stays = (reason: string) => `${reason}; what was imported from it before stays`;

  async function expectNothingLost(importing: Promise<{ refused: unknown }>, refused: Record<string, string>) {
    const { refused: told, ...report } = await importing;
    expect(told).toEqual(Object.entries(refused).map(([path, reason]) => ({ path, reason })));
    expect(report).toEqual(
      jasmine.objectContaining({ generation: 1, unchanged: 4, removed: 0, changed: 0, failure: null }),
    );
    expect(await idsHeld()).toEqual(all);
  }

  it('keeps the document of a file that may not be read, and takes the next text that may be', async () => {
    await chmod(pathOf('advisories/1.json'), 0);
    const digest: DocumentReader['digest'] = (...call) => withoutRights(() => readerHere.digest(...call));
    await expectNothingLost(importingFiles(walkTenantFolder(tenantFolder()), { ...readerHere, digest }), {
      'advisories/1.json': stays('cannot be read: permission denied'),
    });
    await chmod(pathOf('advisories/1.json'), 0o600);
    await write('advisories/1.json', advisory('DEMO-1', { summary: 'readable again' }));
    expect(await importing()).toEqual(jasmine.objectContaining({ generation: 2, changed: 1, refused: [] }));
  });

  it('keeps what lies in folders that may not be listed, and nothing beside them', async () => {
    await chmod(pathOf('advisories/feed'), 0);
    const files = await withoutRights(() => Array.fromAsync(walkTenantFolder(tenantFolder())));
    await chmod(pathOf('advisories/feed'), 0o700);
    const refused = { 'advisories/feed': stays('cannot be listed: permission denied') };
    await expectNothingLost(importingFiles(files), refused);
    const beside = files.filter(({ path }) => path !== 'advisories/feed.2/4.json');
    expect(await importingFiles(beside)).toEqual(jasmine.objectContaining({ removed: 1, unchanged: 3 }));
    expect(await idsHeld()).toEqual(['DEMO-1', 'DEMO-2', 'DEMO-3']);
  });

  it('keeps what lies in a folder that vanishes before it is listed; the next import closes it', async () => {
    const vanishing = async function* () {
      for await (const file of walkTenantFolder(tenantFolder())) {
        if (file.path === 'advisories/1.json') await rm(pathOf('advisories/feed'), { recursive: true });
        yield file;
      }
    };
    await expectNothingLost(importingFiles(vanishing()), {
      'advisories/feed': stays('cannot be listed: it leads nowhere, or vanished meanwhile'),
    });
    expect((await importing()).removed).toBe(2);
  });

  it('keeps the document of a file that vanishes between listing and reading; the next import closes it', async () => {
    const files = await Array.fromAsync(walkTenantFolder(tenantFolder()));
    await rm(pathOf('advisories/1.json'));
    await expectNothingLost(importingFiles(files), {
      'advisories/1.json': stays('cannot be read: it leads nowhere, or vanished meanwhile'),
    });
    expect((await importing()).removed).toBe(1);
  });

  it('keeps the document of a file that changes or vanishes between comparing and taking in', async () => {
    await write('advisories/1.json', advisory('DEMO-1', { summary: 'changed' }));
    const recognise: DocumentReader['recognise'] = async (...call) => {
      await rm(pathOf('advisories/1.json'));
      return await readerHere.recognise(...call);
    };
    await expectNothingLost(importingFiles(walkTenantFolder(tenantFolder()), { ...readerHere, recognise }), {
      'advisories/1.json': stays('cannot be read: it leads nowhere, or vanished meanwhile'),
    });
  });

  it('keeps the document of a file that is half written, until the rest is there', async () => {
    const text = JSON.stringify(advisory('DEMO-1', { summary: 'longer' }));
    await write('advisories/1.json', text.slice(0, 40));
    await expectNothingLost(importing(), {
      'advisories/1.json': stays('is not JSON: unexpected text at position 40 (line 1 column 41)'),
    });
    await write('advisories/1.json', '');
    await expectNothingLost(importing(), { 'advisories/1.json': stays('is empty') });
    await write('advisories/1.json', text);
    expect(await importing()).toEqual(jasmine.objectContaining({ generation: 2, changed: 1, refused: [] }));
  });

  it('keeps what lay in the place of a link, until it is gone or another file holds it', async () => {
    await rename(pathOf('advisories/feed'), pathOf('advisories/elsewhere'));
    await symlink('elsewhere', pathOf('advisories/feed'));
    const report = await importing();
    // Of another folder: other documents.
    expect([report.imported, report.removed, report.unchanged]).toEqual([2, 0, 4]);
    expect(report.refused).toEqual([{ path: 'advisories/feed', reason: stays('is not a .json file') }]);
    await rm(pathOf('advisories/feed'));
    expect((await importing()).removed).toBe(2);
  });

  it('takes a document from another file of the folder, and does not say then that the earlier one stays', async () => {
    await write('advisories/1.json', '{');
    await write('advisories/mended.json', advisory('DEMO-1', { summary: 'mended' }));
    const { changed, removed, refused } = await importing();
    expect([changed, removed]).toEqual([1, 0]);
    expect(refused).toEqual([
      { path: 'advisories/1.json', reason: 'is not JSON: unexpected text at position 1 (line 1 column 2)' },
    ]);
    await rm(pathOf('advisories/1.json'));
    expect(await importing()).toEqual(jasmine.objectContaining({ unchanged: 4, removed: 0, refused: [] }));
  });

  it('names a file that never could be read without more words', async () => {
    const { refused } = await importingFiles([
      unreadableFile('vex/1.json', 'cannot be read: the disk reports an error'),
    ]);
    expect(refused).toEqual([{ path: 'vex/1.json', reason: 'cannot be read: the disk reports an error' }]);
  });

  it('relies on no mark of a folder of which something could not be read', async () => {
    const marked = (...files: EvidenceFile[]) => importTenant(database(), 'acme', files, { folderMark: 'mark' });
    const marks = async () =>
      (
        await database()
          .query<SourcesTables>()
          .selectFrom('export_center.import_reports')
          .select('folder_mark')
          .orderBy('finished_at')
          .execute()
      ).map(({ folder_mark }) => folder_mark);
    await marked(evidenceFile('advisories/1.json', '{'));
    await marked(unreadableFile('advisories/1.json', 'cannot be read: the disk reports an error'));
    expect((await marks()).slice(-2)).toEqual(['mark', null]);
  });

  it('leaves everything where the folder of the tenant may not be listed', async () => {
    await chmod(tenantFolder(), 0);
    const listing = withoutRights(() => Array.fromAsync(walkTenantFolder(tenantFolder())));
    await expectAsync(listing).toBeRejectedWithError(FolderError, 'The folder cannot be listed: permission denied.');
    await chmod(tenantFolder(), 0o700);
  });
});

describe('readContent', () => {
  const folder = temporaryFolder();

  it('refuses a file that changes while it is read, and reads it once that has ended', async () => {
    const file = join(folder(), 'growing.json');
    await writeFile(file, ' '.repeat(16 * 1024 * 1024));
    const content = { file, within: folder(), isLink: false };
    const script = `const { appendFileSync } = require('node:fs'); console.log('writes');
      for (;;) appendFileSync(process.argv[1], ' ');`;
    const writer = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(writer, 'exit');
    await once(writer.stdout, 'data');
    const read = () => readContent(content, 1024 * 1024 * 1024).byteLength;
    expect(() => {
      // Until the writer gets a processor meanwhile.
      for (;;) read();
    }).toThrowError(UnreadableError, 'changes while it is read');
    writer.kill('SIGKILL');
    await ended;
    expect(read()).toBeGreaterThan(16 * 1024 * 1024);
  });
});
