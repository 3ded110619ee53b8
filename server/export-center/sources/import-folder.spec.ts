import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { maximumDocumentBytes } from './document-text.ts';
import { walkTenantFolder, type EvidenceFile } from './import-folder.ts';
import { bytesOf } from './testing/evidence.ts';

describe('walkTenantFolder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'evidence-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function write(path: string, content = '{}'): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  async function outcomes(): Promise<Record<string, string>> {
    const files = await Array.fromAsync(walkTenantFolder(folder));
    return Object.fromEntries(files.map((file) => [file.path, textOf(file)]));
  }

  function textOf(file: EvidenceFile): string {
    try {
      return Buffer.from(bytesOf(file)).toString();
    } catch (error) {
      return (error as Error).message;
    }
  }

  it('gives the files of the three folders by name, subfolders being sources of their own', async () => {
    for (const path of [
      'vex/b.json',
      'advisories/z.json',
      'advisories/feed/a.json',
      'sboms/s.cdx.json',
      'policy.yaml',
    ]) {
      await write(path, path);
    }
    await write('advisories/.hidden.json');
    const files = await Array.fromAsync(walkTenantFolder(folder));
    expect(files.map(({ path, kind, source }) => [path, kind, source])).toEqual([
      ['advisories/feed/a.json', 'advisories', 'advisories/feed'],
      ['advisories/z.json', 'advisories', 'advisories'],
      ['sboms/s.cdx.json', 'sboms', 'sboms'],
      ['vex/b.json', 'vex', 'vex'],
    ]);
    expect(files.slice(0, 1).map(textOf)).toEqual(['advisories/feed/a.json']);
  });

  it('names a folder that is none of the three, and one of the three that is no folder', async () => {
    await write('advisory/a.json');
    await write('vex');
    expect(await outcomes()).toEqual({
      advisory: 'is none of the folders advisories, vex, sboms',
      vex: 'is not a folder',
    });
  });

  it('names files that are not JSON files by name, and files that are too large, without reading them', async () => {
    await write('sboms/a.xml');
    await write('sboms/large.json');
    await truncate(join(folder, 'sboms/large.json'), maximumDocumentBytes + 1);
    expect(await outcomes()).toEqual({
      'sboms/a.xml': 'is not a .json file',
      'sboms/large.json': `is larger than 32 MiB (${maximumDocumentBytes + 1} bytes)`,
    });
  });

  it('follows a link to a file of the same tenant, and none that leads elsewhere', async () => {
    await write('vex/real.json', 'real');
    await symlink('real.json', join(folder, 'vex/inside.json'));
    await symlink('/etc/hostname', join(folder, 'vex/outside.json'));
    await symlink('gone.json', join(folder, 'vex/nowhere.json'));
    await symlink('.', join(folder, 'vex/folder.json'));
    expect(await outcomes()).toEqual({
      'vex/real.json': 'real',
      'vex/inside.json': 'real',
      'vex/outside.json': 'is a link that leads out of the evidence folder',
      'vex/nowhere.json': 'cannot be read: it leads nowhere, or vanished meanwhile',
      'vex/folder.json': 'is not a regular file',
    });
  });

  it('fails where there is no such folder, so that its evidence does not count as vanished', async () => {
    await expectAsync(Array.fromAsync(walkTenantFolder(join(folder, 'missing')))).toBeRejected();
  });
});
