import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, Run } from '../../contracts/export-center/run.ts';
import { membersOf, type Member } from '../worker/testing/archive-surgery.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { createProfile, download, runToSuccess, submit } from '../testing/run-steps.ts';

describeCenter('single files of a bundle', (center) => {
  let operator: CenterCaller;
  let run: Run;
  let members: Member[];
  beforeAll(async () => {
    operator = await center().as();
    const worker = await center().startWorker();
    const { profileId } = await createProfile(center());
    ({ run } = await runToSuccess(operator, { profileId }));
    await worker.stop(1_000);
    members = await membersOf(await download(operator, run.runId));
  });
  const urlOf = (path: string) => `/api/export/runs/${run.runId}/artifacts/${path}`;
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await operator.fetch(urlOf(path), { headers });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

  it('are each as they are in the bundle: artifacts, manifest, provenance, signatures, key', async () => {
    for (const { header, content } of members) {
      const { response, bytes } = await get(header.name);
      expect(response.status).withContext(header.name).toBe(200);
      expect(bytes.equals(content)).withContext(header.name).toBeTrue();
      expect(response.headers.get('etag')).toBe(`"${digestOf(content).toString('hex')}"`);
      expect(response.headers.get('digest')).toBe(`sha-256=${digestOf(content).toString('base64')}`);
      expect(response.headers.get('content-length')).toBe(String(content.length));
    }
  });

  it('say what they are', async () => {
    const typeOf = async (path: string) => (await get(path)).response.headers.get('content-type');
    expect(await typeOf('export.json')).toBe('application/json; charset=utf-8');
    expect(await typeOf('signatures/export.dsse.json')).toBe('application/vnd.dsse.envelope+json');
    expect(await typeOf('data/raw/vex/v0.jsonl.zst')).toBe('application/x-ndjson+zstd');
    const { response } = await get('signatures/export.sig');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="export.sig"');
    expect(response.headers.get('x-stella-immutability')).toBe('true');
  });

  it('answer HEAD without the bytes', async () => {
    for (const path of ['export.json', 'data/raw/vex/v0.jsonl.zst']) {
      const { content } = members.find(({ header }) => header.name === path) ?? { content: Buffer.alloc(0) };
      const response = await operator.fetch(urlOf(path), { method: 'HEAD' });
      expect([response.status, response.headers.get('content-length')]).toEqual([200, String(content.length)]);
      expect((await response.arrayBuffer()).byteLength).toBe(0);
    }
  });

  it('answer ranges where they can be read from any place, and say where they cannot', async () => {
    const { content } = members.find(({ header }) => header.name === 'provenance.json') ?? { content: Buffer.alloc(0) };
    const part = await get('provenance.json', { range: 'bytes=100-299' });
    expect([part.response.status, part.response.headers.get('content-range')]).toEqual([
      206,
      `bytes 100-299/${content.length}`,
    ]);
    expect(part.bytes.equals(content.subarray(100, 300))).toBeTrue();
    const beyond = await get('provenance.json', { range: `bytes=${content.length}-` });
    expect(beyond.response.status).toBe(416);
    const member = await get('data/raw/vex/v0.jsonl.zst', { range: 'bytes=0-9' });
    expect([member.response.status, member.response.headers.get('accept-ranges')]).toEqual([200, 'none']);
  });

  it('answer ranges everywhere in an archive that is not compressed', async () => {
    const worker = await center().startWorker();
    const profile = await createProfile(center(), { compression: { codec: 'none' } });
    const plain = (await runToSuccess(operator, { profileId: profile.profileId })).run;
    await worker.stop(1_000);
    const { body } = await operator.get<{ items: Artifact[] }>(`/api/export/runs/${plain.runId}/artifacts`);
    for (const { path, bytes } of body.items) {
      const url = `/api/export/runs/${plain.runId}/artifacts/${path}`;
      const whole = Buffer.from(await (await operator.fetch(url)).arrayBuffer());
      expect(whole.length).withContext(path).toBe(bytes);
      const part = await operator.fetch(url, { headers: { range: `bytes=${bytes - 20}-` } });
      expect(part.status).toBe(206);
      expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(-20))).toBeTrue();
    }
  });

  it('give the provenance in its envelope', async () => {
    const response = await operator.fetch(`/api/export/runs/${run.runId}/provenance`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.dsse.envelope+json',
    ]);
    const { payload } = (await response.json()) as { payload: string };
    const provenance = members.find(({ header }) => header.name === 'provenance.json');
    expect(Buffer.from(payload, 'base64').equals(provenance?.content ?? Buffer.alloc(0))).toBeTrue();
  });

  it('are nothing else than what the bundle holds, however the path is spelled', async () => {
    for (const path of [
      'nothing.json',
      'data',
      'data/raw/vex',
      'export.json/',
      'EXPORT.JSON',
      'signatures/..%2Fexport.json',
      '..%2f..%2fkeys%2ftenants%2facme%2fkeys.json',
      '%2fetc%2fpasswd',
      'data/raw/vex/v0.jsonl.zst%00',
      '__proto__',
    ]) {
      const { status, code } = await operator.refused(operator.get(urlOf(path)));
      expect([400, 404]).withContext(path).toContain(status);
      expect(['ERR_NOT_FOUND', 'ERR_PATH', 'ERR_VALIDATION']).withContext(path).toContain(code);
    }
  });

  it('need the right to download, in the tenant of the run', async () => {
    const viewer = await center().as({ role: 'viewer' });
    expect((await viewer.refused(viewer.get(urlOf('export.json')))).code).toBe('ERR_SCOPE');
    expect((await viewer.fetch(`/api/export/runs/${run.runId}/provenance`)).status).toBe(200);
    const stranger = await center().as({ tenant: 'globex' });
    expect((await stranger.refused(stranger.get(urlOf('export.json')))).code).toBe('ERR_NOT_FOUND');
  });

  it('are conflicts while there is no bundle, and gone where its objects are', async () => {
    const pending = await submit(operator, { profileId: run.profileId });
    const early = await operator.refused(operator.get(`/api/export/runs/${pending}/artifacts/export.json`));
    expect([early.status, early.code]).toEqual([409, 'ERR_CONFLICT']);
    await operator.post(`/api/export/runs/${pending}/cancel`, undefined, { reason: 'end of the spec' });
    const { objectKey = '', documentsKey = '' } = (await center().center.runs.find('acme', run.runId))?.bundle ?? {};
    const paths = ['data/raw/vex/v0.jsonl.zst', 'export.json'];
    for (const [at, key] of [objectKey, documentsKey].entries()) {
      const file = join(center().dataDir, 'objects', key);
      await rename(file, `${file}.away`);
      const gone = await operator.refused(operator.get(urlOf(paths[at] ?? '')));
      await rename(`${file}.away`, file);
      expect([gone.status, gone.code]).toEqual([410, 'ERR_GONE']);
    }
  });
});
