import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../contracts/export-center/run.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { createProfile, download, runToSuccess, submit } from '../testing/run-steps.ts';

describeCenter('downloading a bundle', (center) => {
  let operator: CenterCaller;
  let run: Run;
  let path: string;
  let whole: Buffer;
  beforeAll(async () => {
    operator = await center().as();
    const worker = await center().startWorker();
    ({ run } = await runToSuccess(operator, { profileId: (await createProfile(center())).profileId }));
    await worker.stop(1_000);
    path = `/api/export/runs/${run.runId}/bundle`;
    whole = await download(operator, run.runId);
  });
  const etag = () => `"${run.bundle?.sha256.replace('sha256:', '') ?? ''}"`;
  const part = async (range: string, headers: Record<string, string> = {}) => {
    const response = await operator.fetch(path, { headers: { range, ...headers } });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  it('tells size, digest, signature and name before the bytes', async () => {
    const response = await operator.fetch(path, { method: 'HEAD' });
    const header = (name: string) => response.headers.get(name);
    expect(response.status).toBe(200);
    expect(header('content-length')).toBe(String(run.bundle?.bytes));
    expect(header('etag')).toBe(etag());
    expect(header('digest')).toBe(`sha-256=${createHash('sha256').update(whole).digest('base64')}`);
    expect(header('content-disposition')).toBe(`attachment; filename="${run.runId}.tar.zst"`);
    expect(header('content-type')).toBe('application/zstd');
    expect(header('x-stella-immutability')).toBe('true');
    const manifest = Buffer.from(await (await operator.fetch(path.replace('bundle', 'manifest'))).arrayBuffer());
    const digest = createHash('sha256').update(manifest).digest('hex');
    const [signature] = run.signatures;
    expect(header('x-stella-signature')).toMatch(
      new RegExp(
        `^keyid="${signature?.keyId}", algorithm="ECDSA-P256-SHA256", payload-digest="sha256:${digest}", signature="[A-Za-z0-9+/]+=*"$`,
      ),
    );
    expect(header('x-stella-signature')?.length).toBeLessThan(1_024);
  });

  it('is continued after a cut, piece by piece, to the same bytes', async () => {
    const pieces: Buffer[] = [];
    for (let start = 0; start < whole.length; start += 5_000) {
      const { response, bytes } = await part(`bytes=${start}-${start + 4_999}`, { 'if-range': etag() });
      expect(response.status).toBe(206);
      pieces.push(bytes);
    }
    expect(Buffer.concat(pieces).equals(whole)).toBeTrue();
  });

  it('answers open and suffix ranges, and the whole to an If-Range of another file', async () => {
    const open = await part('bytes=1000-');
    expect(open.response.headers.get('content-range')).toBe(`bytes 1000-${whole.length - 1}/${whole.length}`);
    expect(open.bytes.equals(whole.subarray(1_000))).toBeTrue();
    expect((await part('bytes=-100')).bytes.equals(whole.subarray(-100))).toBeTrue();
    const other = await part('bytes=0-9', { 'if-range': '"another"' });
    expect([other.response.status, other.bytes.length]).toEqual([200, whole.length]);
  });

  it('refuses a range beyond the end, and says how long the file is', async () => {
    const { response } = await part(`bytes=${whole.length}-`);
    expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
  });

  it('answers 304 to whom has it already', async () => {
    const response = await operator.fetch(path, { headers: { 'if-none-match': etag() } });
    expect(response.status).toBe(304);
  });

  it('is refused while there is none', async () => {
    const runId = await submit(operator, { profileId: run.profileId });
    const refused = await operator.refused(operator.get(`/api/export/runs/${runId}/bundle`));
    expect([refused.status, refused.code, refused.message]).toEqual([
      409,
      'ERR_CONFLICT',
      `Run ${runId} is pending and has no bundle.`,
    ]);
  });

  it('is for those alone who may download', async () => {
    const viewer = await center().as({ role: 'viewer' });
    const refused = await viewer.refused(viewer.get(path));
    expect([refused.status, refused.code]).toEqual([403, 'ERR_SCOPE']);
  });

  it('says that a bundle has gone when somebody took it from the store', async () => {
    const key = (await center().center.runs.find('acme', run.runId))?.bundle?.objectKey ?? '';
    const file = join(center().dataDir, 'objects', key);
    await rename(file, `${file}.away`);
    try {
      const refused = await operator.refused(operator.get(path));
      expect([refused.status, refused.code]).toEqual([410, 'ERR_GONE']);
      expect((await operator.fetch(path, { method: 'HEAD' })).status).toBe(410);
      const verify = await operator.refused(operator.post(path.replace('bundle', 'verify')));
      expect([verify.status, verify.code]).toEqual([410, 'ERR_GONE']);
    } finally {
      await rename(`${file}.away`, file);
    }
  });
});
