import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { DocumentStore } from './document-store.ts';
import { importTenantFolder } from './import-evidence.ts';
import { FolderError, walkTenantFolder } from './import-folder.ts';
import { importTenant } from './import-tenant.ts';
import { advisory } from './testing/evidence.ts';
import { noSelectors } from './testing/selectors.ts';
import { describeWithSources } from './testing/sources-database.ts';

describeWithSources('the import of bad input', (database) => {
  const folder = temporaryFolder();
  const tenantFolder = () => join(folder(), 'acme');

  async function write(path: string, content: unknown): Promise<void> {
    const file = join(tenantFolder(), path);
    await mkdir(dirname(file), { recursive: true });
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(file, isRaw ? content : JSON.stringify(content));
  }

  const importing = () => importTenantFolder(database(), folder(), 'acme');

  async function idsHeld(products: readonly string[] = []): Promise<string[]> {
    const store = new DocumentStore(database());
    const generation = await store.generation('acme');
    const selectors = { ...noSelectors, products: [...products] };
    const selection = { tenant: 'acme', kind: 'advisories', generation, selectors, plannedAt: new Date() } as const;
    return (await Array.fromAsync(store.digests(selection))).map(({ id }) => id);
  }

  /** Imports a good document beside bad ones, and gives the reasons by file name. */
  async function reasonsOf(files: Readonly<Record<string, unknown>>): Promise<Record<string, string>> {
    await write('advisories/good.json', advisory('DEMO-1'));
    for (const [name, content] of Object.entries(files)) await write(`advisories/${name}.json`, content);
    const { imported, refused } = await importing();
    expect([imported, await idsHeld()]).toEqual([1, ['DEMO-1']]);
    return Object.fromEntries(refused.map(({ path, reason }) => [path.replace(/^advisories\/|\.json$/g, ''), reason]));
  }

  it('refuses text that no reader could be trusted with', async () => {
    const text = (more: string) => `{"id": "DEMO-2", "modified": "2025-06-01T00:00:00Z", ${more}}`;
    const reasons = await reasonsOf({
      'long string': text(`"details": "${'x'.repeat(10_000_000)}"`),
      'long id': advisory('x'.repeat(10_000_000)),
      deep: text(`"database_specific": ${'['.repeat(200)}${']'.repeat(200)}`),
      'deep objects': text(`"database_specific": ${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
      'not UTF-8': Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d),
      'key twice': text('"id": "DEMO-3"'),
      'key twice, spelled otherwise': text('"database_specific": [{"b": {}, "a": 1, "\\u0061" : 2}]'),
      proto: text('"__proto__": {"withdrawn": "2025-06-01T00:00:00Z"}'),
      'proto, spelled otherwise': text('"database_specific": {"\\u005f_proto__": 1}'),
      half: '{"id": "DEMO-2", "modified": "2025-06',
      'deep arrays': '['.repeat(100_000) + ']'.repeat(100_000),
      'byte order mark': `\uFEFF${text('"details": ""')}`,
      'UTF-16': Buffer.from(text('"details": ""'), 'utf16le'),
      'JSON Lines': `${JSON.stringify(advisory('DEMO-2'))}\n${JSON.stringify(advisory('DEMO-3'))}\n`,
      empty: '',
      blank: ' \n',
      'NUL byte': text('"details": "\0"'),
      'not an object': '[]',
    });
    expect(reasons).toEqual({
      'long string': 'has a string longer than 4 MiB',
      'long id': 'has a string longer than 4 MiB',
      deep: 'is nested deeper than 128 levels',
      'deep objects': 'is nested deeper than 128 levels',
      'not UTF-8': 'is not UTF-8',
      'key twice': 'has the key "id" twice in one object',
      'key twice, spelled otherwise': 'has the key "a" twice in one object',
      proto: 'has a key "__proto__"',
      'proto, spelled otherwise': 'has a key "__proto__"',
      half: 'is not JSON: unexpected text at position 37 (line 1 column 38)',
      'deep arrays': 'is nested deeper than 128 levels',
      'byte order mark': 'begins with a byte order mark; save it without',
      'UTF-16': 'contains a NUL byte',
      'JSON Lines': 'holds several documents, one a line (JSON Lines); give each a file',
      empty: 'is empty',
      blank: 'is not JSON',
      'NUL byte': 'contains a NUL byte',
      'not an object': 'is not a JSON object',
    });
  });

  it('takes the same key in several objects, and quotes and brackets within strings', async () => {
    const details = '"[{\\" {"a":1,"a":2} \\\\';
    await write('advisories/good.json', advisory('DEMO-1', { details, database_specific: [{ id: 1 }, { id: [2] }] }));
    expect((await importing()).refused).toEqual([]);
  });

  it('refuses ids that are paths', async () => {
    const ids = ['../../x', '..', 'a/../../b', '..\\x', '/etc/passwd', '\\\\host\\share'];
    const reasons = await reasonsOf(Object.fromEntries(ids.map((id, index) => [`${index}`, advisory(id)])));
    expect(Object.values(reasons)).toEqual(ids.map((id) => `has the id ${JSON.stringify(id)}, which is a path`));
  });

  it('counts the first of two files with one id, and names the other', async () => {
    const reasons = await reasonsOf({ twin: advisory('DEMO-1', { summary: 'another' }) });
    expect(reasons).toEqual({ twin: 'has the same id as advisories/good.json, which counts' });
  });

  it('takes purls of odd encodings, each selectable by what it stands for', async () => {
    const about = (id: string, purl: string) =>
      advisory(id, { affected: [{ package: { ecosystem: 'npm', name: 'x', purl } }] });
    const purls = {
      'DEMO-1': 'pkg:npm/%2540a',
      'DEMO-2': 'pkg:NPM/%40Scope/n%61me@1.0.0?arch=%zz#%2e%2e/x',
      'DEMO-3': 'pkg:npm/nul%00byte',
      'DEMO-4': 'pkg:npm/half%e2%82',
      'DEMO-5': 'pkg:npm/%2e%2e%2f%2e%2e%2fx',
      'DEMO-6': 'pkg:npm/"{},\\',
    };
    for (const [id, purl] of Object.entries(purls)) await write(`advisories/${id}.json`, about(id, purl));
    expect((await importing()).refused).toEqual([]);
    expect(await idsHeld(['pkg:npm/%40a'])).toEqual([]);
    expect(await idsHeld(['pkg:npm/%2540a'])).toEqual(['DEMO-1']);
    expect(await idsHeld(['pkg:npm/@scope/name'])).toEqual(['DEMO-2']);
    for (const id of ['DEMO-3', 'DEMO-4', 'DEMO-5', 'DEMO-6'] as const) {
      expect(await idsHeld([purls[id]]))
        .withContext(purls[id])
        .toEqual([id]);
    }
  });

  it('names links that lead in circles or outside, and whatever is no file, and reads none of them', async () => {
    await write('advisories/good.json', advisory('DEMO-1'));
    await write('../outside/2.json', advisory('DEMO-2'));
    const link = (target: string, path: string) => symlink(target, join(tenantFolder(), path));
    await link('circle.json', 'advisories/circle.json');
    await link('..', 'advisories/loop');
    await link('../../outside', 'advisories/feed');
    await link('../../outside/2.json', 'advisories/outside.json');
    await link('../../outside', 'sboms');
    execFileSync('mkfifo', [join(tenantFolder(), 'advisories/pipe.json')]);
    await link('/dev/zero', 'advisories/endless.json');
    await write('advisories/sparse.json', '');
    await truncate(join(tenantFolder(), 'advisories/sparse.json'), 2 ** 31);
    await write('advisories/lines.jsonl', '{}');
    await mkdir(join(tenantFolder(), 'advisories/folder.json'));
    const socket = createServer().listen(join(tenantFolder(), 'advisories/socket.json'));
    await once(socket, 'listening');
    await link('pipe.json', 'advisories/to-pipe.json');
    const { imported, refused } = await importing();
    socket.close();
    expect(imported).toBe(1);
    expect(Object.fromEntries(refused.map(({ path, reason }) => [path, reason]))).toEqual({
      'advisories/endless.json': 'is a link that leads out of the evidence folder',
      'advisories/sparse.json': 'is larger than 32 MiB (2147483648 bytes)',
      'advisories/lines.jsonl': 'is not a .json file',
      'advisories/socket.json': 'is not a regular file',
      'advisories/circle.json': 'cannot be read: it leads nowhere, or vanished meanwhile',
      'advisories/feed': 'is not a .json file',
      'advisories/loop': 'is not a .json file',
      'advisories/outside.json': 'is a link that leads out of the evidence folder',
      'advisories/pipe.json': 'is not a regular file',
      'advisories/to-pipe.json': 'is not a regular file',
      sboms: 'is not a folder',
    });
  });

  it('leaves everything where the folder is moved away during the import', async () => {
    await write('advisories/1.json', advisory('DEMO-1'));
    await write('vex/2.json', {});
    await importing();
    const vanishing = async function* () {
      for await (const file of walkTenantFolder(tenantFolder())) {
        if (file.kind === 'vex') await rm(tenantFolder(), { recursive: true });
        yield file;
      }
    };
    const moved = importTenant(database(), 'acme', vanishing());
    await expectAsync(moved).toBeRejectedWithError(FolderError, 'The folder was moved away during the import.');
    expect(await idsHeld()).toEqual(['DEMO-1']);
  });
});
