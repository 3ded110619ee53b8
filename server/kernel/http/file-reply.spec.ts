import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { defineOperation } from '../../contracts/operation.ts';
import { startFakeIssuer, type FakeIssuer } from '../../testing/fake-issuer.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { createFolderObjectStore } from '../objects/folder-object-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { fileReply } from './file-reply.ts';
import { route } from './route.ts';

const download = defineOperation({
  id: 'download',
  method: 'get',
  path: '/file/{key}',
  summary: 'File',
  access: 'public',
  transport: 'download',
  params: z.strictObject({ key: z.string() }),
  success: { status: 200, description: 'Bytes', mediaType: 'application/zstd' },
});

describeWithDatabase('A file reply', (database) => {
  const folder = temporaryFolder();
  const content = randomBytes(1_000_000);
  const hex = createHash('sha256').update(content).digest('hex');
  const etag = `"${hex}"`;
  let issuer: FakeIssuer;
  let app: TestApp;
  let objects: ObjectStore;
  let gone: PromiseWithResolvers<undefined>;

  beforeAll(async () => {
    issuer = await startFakeIssuer();
  });
  beforeEach(async () => {
    gone = Promise.withResolvers();
    objects = await createFolderObjectStore(folder());
    await objects.put('file', Readable.from([content]));
    const described = { objects, sha256: hex, mediaType: 'application/zstd' };
    const headers = { 'Content-Disposition': 'attachment; filename="b.tar.zst"' };
    app = await startTestApp({
      database: database(),
      issuer,
      routes: [
        route(download, async ({ params: { key }, signal }) => {
          signal.addEventListener('abort', () => gone.resolve(undefined));
          const bytes = (await objects.head(key))?.bytes ?? content.length;
          return fileReply({ ...described, key, bytes, headers });
        }),
      ],
    });
  });
  afterEach(() => app.close({ graceMs: 1000 }));
  afterAll(() => issuer.close());

  const fetchFile = (headers: Record<string, string> = {}, method = 'GET') =>
    app.fetch('/file/file', { method, headers });
  const range = (value: string, more: Record<string, string> = {}) => fetchFile({ Range: value, ...more });
  const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

  it('is the whole file with its digest', async () => {
    const response = await fetchFile();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual(
      jasmine.objectContaining({
        'accept-ranges': 'bytes',
        'content-length': '1000000',
        'content-type': 'application/zstd',
        'content-disposition': 'attachment; filename="b.tar.zst"',
        digest: `sha-256=${Buffer.from(hex, 'hex').toString('base64')}`,
        etag,
      }),
    );
    expect((await bodyOf(response)).equals(content)).toBeTrue();
  });

  for (const [asked, start, end] of [
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=999990-', 999_990, 999_999],
    ['bytes=999990-5000000', 999_990, 999_999],
    ['bytes=-10', 999_990, 999_999],
    ['bytes=-5000000', 0, 999_999],
  ] as const) {
    it(`answers ${asked} with 206 and exactly those bytes`, async () => {
      const response = await range(asked);
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/1000000`);
      expect(response.headers.get('content-length')).toBe(String(end - start + 1));
      expect((await bodyOf(response)).equals(content.subarray(start, end + 1))).toBeTrue();
    });
  }

  it('answers a range beyond the file with 416 and its size', async () => {
    for (const asked of ['bytes=1000000-', 'bytes=-0']) {
      const response = await range(asked);
      expect(response.status).withContext(asked).toBe(416);
      expect(response.headers.get('content-range')).toBe('bytes */1000000');
      expect(await response.json()).toEqual(jasmine.objectContaining({ code: 'ERR_RANGE' }));
    }
  });

  it('ignores ranges that it does not understand', async () => {
    for (const asked of ['bytes=5-2', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6', 'bytes=']) {
      expect((await range(asked)).status)
        .withContext(asked)
        .toBe(200);
    }
  });

  it('resumes only the file that If-Range names', async () => {
    expect((await range('bytes=5-9', { 'If-Range': etag })).status).toBe(206);
    for (const other of ['"another"', `W/${etag}`, 'Sun, 22 Nov 2026 00:00:00 GMT']) {
      expect((await range('bytes=5-9', { 'If-Range': other })).status)
        .withContext(other)
        .toBe(200);
    }
  });

  it('answers 304 to one who has it, and HEAD without a body', async () => {
    expect((await fetchFile({ 'If-None-Match': `"x", ${etag}` })).status).toBe(304);
    const head = await fetchFile({ Range: 'bytes=0-9' }, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([206, '10']);
    expect((await bodyOf(head)).length).toBe(0);
  });

  it('closes the file of a caller that went away before it was open', async () => {
    const opening = Promise.withResolvers<undefined>();
    const open = objects.open.bind(objects);
    const opened = Promise.withResolvers<Readable>();
    spyOn(objects, 'open').and.callFake(async (...asked) => {
      opening.resolve(undefined);
      await gone.promise;
      const file = await open(...asked);
      opened.resolve(file);
      return file;
    });
    const request = get(`${app.url}/file/file`).on('error', () => undefined);
    await opening.promise;
    request.destroy();
    const file = await opened.promise;
    if (!file.closed) await once(file, 'close');
    expect(await openFiles(folder())).toBe(0);
  });

  it('closes the file when the caller goes away', async () => {
    const large = Array.from({ length: 64 }, () => content);
    await objects.put('large', Readable.from(large));
    const request = get(`${app.url}/file/large`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await once(response, 'readable');
    expect(await openFiles(folder())).toBe(1);
    request.destroy();
    await eventually(async () => (await openFiles(folder())) === 0);
  });

  it('cuts the connection where the bytes end too early, so that nobody takes them for the file', async () => {
    spyOn(objects, 'open').and.callFake(() =>
      Promise.resolve(
        Readable.from(
          (async function* () {
            yield content.subarray(0, 1000);
            await Promise.resolve();
            throw new Error('disk lost');
          })(),
        ),
      ),
    );
    const response = await fetchFile();
    await expectAsync(response.arrayBuffer()).toBeRejected();
  });

  it('answers 500 for a file that is gone, before any byte', async () => {
    const response = await app.fetch('/file/other');
    expect(response.status).toBe(500);
    expect(response.headers.get('content-disposition')).toBeNull();
    expect(await response.json()).toEqual(jasmine.objectContaining({ code: 'ERR_INTERNAL' }));
    expect((await buffer(await objects.open('file'))).length).toBe(content.length);
  });
});

async function openFiles(folder: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd');
  const paths = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return paths.filter((path) => path.startsWith(folder)).length;
}

/** Turns of the event loop until it holds; the spec's timeout ends a wait in vain. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
  expect(await holds()).toBeTrue();
}
