import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type Server, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { openMirrorFolder } from '../mirror-folder/mirror-folder.ts';
import { createMirrorServer } from './mirror-server.ts';

describe('mirror serve', () => {
  const folder = temporaryFolder();
  let server: Server;
  let url: string;
  let failures: string[];

  beforeEach(async () => {
    await lay(1, { 'mirror/data/raw/vex/v0.jsonl.zst': 'first', 'mirror/README.md': 'one' });
    await openMirrorFolder(folder()).switchTo(1);
    failures = [];
    server = createMirrorServer(folder(), (message) => failures.push(message));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('gives files with their type, length and digest, and lists them', async () => {
    const answer = await fetch(`${url}/mirror/data/raw/vex/v0.jsonl.zst`);
    expect([answer.status, await answer.text()]).toEqual([200, 'first']);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson+zstd');
    expect(answer.headers.get('etag')).toBe(`"${hex('first')}"`);
    expect(answer.headers.get('mirror-generation')).toBe('1');
    const index = (await (await fetch(url)).json()) as { files: { path: string }[] };
    expect(index.files.map(({ path }) => path)).toEqual(['mirror/README.md', 'mirror/data/raw/vex/v0.jsonl.zst']);
    const head = await fetch(`${url}/mirror/README.md`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '3', '']);
  });

  it('gives one range, or none that lies beyond the file', async () => {
    const range = (value: string, more = {}) =>
      fetch(`${url}/mirror/data/raw/vex/v0.jsonl.zst`, { headers: { range: value, ...more } });
    const part = await range('bytes=1-2');
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'ir', 'bytes 1-2/5']);
    expect(await (await range('bytes=-2')).text()).toBe('st');
    expect((await range('bytes=9-')).status).toBe(416);
    expect((await range('bytes=1-2', { 'if-range': '"other"' })).status).toBe(200);
  });

  it('answers 304 for what the caller has', async () => {
    const answer = await fetch(`${url}/mirror/README.md`, { headers: { 'if-none-match': `"${hex('one')}"` } });
    expect([answer.status, await answer.text()]).toEqual([304, '']);
  });

  it('finishes a request from the generation that it began with, while an import switches', async () => {
    const large = 'x'.repeat(8_000_000);
    await lay(2, { 'mirror/large': large });
    await openMirrorFolder(folder()).switchTo(2);
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /mirror/large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await once(socket, 'readable');
    await lay(3, { 'mirror/large': 'small' });
    const mirror = openMirrorFolder(folder());
    await mirror.switchTo(3);
    await mirror.removeOthers(3);
    expect(await (await fetch(`${url}/mirror/large`)).text()).toBe('small');
    const answer = await text(socket);
    expect(answer).toContain('Mirror-Generation: 2');
    expect(answer.split('\r\n\r\n')[1]?.length).toBe(large.length);
  });

  it('gives nothing that its index does not name, wherever a path leads', async () => {
    await writeFile(join(folder(), 'secret'), 'secret');
    await writeFile(join(folder(), 'generations', '1', 'unlisted'), 'unlisted');
    for (const path of [
      '/../secret',
      '/..%2fsecret',
      '/%2e%2e/%2e%2e/secret',
      '/mirror/../../../secret',
      '/unlisted',
      '//secret',
      '/mirror/',
      '/mirror/README.md/',
    ]) {
      expect(await statusOf(path))
        .withContext(path)
        .toBe(404);
    }
    expect(await statusOf('/%')).toBe(400);
  });

  it('does not follow a link that somebody has put in place of a file or a folder', async () => {
    await mkdir(join(folder(), 'outside'));
    await writeFile(join(folder(), 'outside', 'README.md'), 'two');
    const tree = join(folder(), 'generations', '1', 'mirror');
    await rm(join(tree, 'README.md'));
    await symlink(join(folder(), 'outside', 'README.md'), join(tree, 'README.md'));
    expect(await statusOf('/mirror/README.md')).toBe(500);
    await rm(tree, { recursive: true });
    await symlink(join(folder(), 'outside'), tree);
    expect(await statusOf('/mirror/README.md')).toBe(500);
    expect(failures.length).toBe(2);
    expect(failures[0]).toContain('leads out of the mirror');
  });

  it('is read only, and answers to the names of this machine alone', async () => {
    const posted = await fetch(`${url}/mirror/README.md`, { method: 'POST', body: 'x' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await statusOf('/mirror/README.md', 'attacker.example')).toBe(421);
    expect(await statusOf('/mirror/README.md', 'localhost:1')).toBe(200);
  });

  /** As it stands, without the tidying that `fetch` does. */
  async function statusOf(path: string, host = 'localhost'): Promise<number | undefined> {
    const { port } = server.address() as AddressInfo;
    const sent = request({ port, host: '127.0.0.1', path, headers: { host } }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  }

  async function lay(generation: number, files: Record<string, string>): Promise<void> {
    const place = join(folder(), 'generations', String(generation));
    const listed = [];
    for (const [path, content] of Object.entries(files).sort()) {
      await mkdir(join(place, path, '..'), { recursive: true });
      await writeFile(join(place, path), content);
      listed.push({ path, sha256: `sha256:${hex(content)}`, bytes: content.length });
    }
    const index = {
      schemaVersion: '1.0',
      generation,
      tenant: 'acme',
      appliedExportIds: ['run-20251001-01'],
      files: listed,
    };
    await writeFile(join(place, 'index.json'), JSON.stringify(index));
  }

  const hex = (content: string) => createHash('sha256').update(content).digest('hex');
});
