import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run, RunVerification } from '../../contracts/export-center/run.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { eventually } from '../testing/eventually.ts';
import { metricValue } from '../testing/metric-value.ts';
import { createProfile, readRun, runToSuccess } from '../testing/run-steps.ts';
import { archiveOf, flipped, membersOf } from '../worker/testing/archive-surgery.ts';

describeCenter('verifying a stored bundle', (center) => {
  let operator: CenterCaller;
  let run: Run;
  let file: string;
  let sound: Buffer;
  beforeAll(async () => {
    operator = await center().as();
    const worker = await center().startWorker();
    ({ run } = await runToSuccess(operator, { profileId: (await createProfile(center())).profileId }));
    await worker.stop(1_000);
    file = join(
      center().dataDir,
      'objects',
      (await center().center.runs.find('acme', run.runId))?.bundle?.objectKey ?? '',
    );
    sound = await readFile(file);
  });
  afterEach(() => writeFile(file, sound));

  const verify = async (): Promise<RunVerification> => {
    const { status, body } = await operator.post<RunVerification>(`/api/export/runs/${run.runId}/verify`);
    expect(status).withContext(JSON.stringify(body)).toBe(200);
    return body;
  };
  const failures = (reason: string) =>
    metricValue(center().metrics.registry, 'exporter_verify_failures_total', { profile: run.profileName, reason });

  it('passes what the worker stored, and tells the stream', async () => {
    const stream = await operator.events(`/api/export/events`);
    const verdict = await verify();
    expect(verdict).toEqual(
      jasmine.objectContaining({ signature: 'passed', hashes: 'passed', provenance: 'passed', problems: [] }),
    );
    expect((await stream.take(1))[0]).toEqual(jasmine.objectContaining({ event: 'run.verified' }));
    stream.close();
    expect((await readRun(operator, run.runId)).verification).toEqual(verdict);
  });

  it('names the file in which a byte was flipped', async () => {
    const members = await membersOf(sound);
    const path = 'data/raw/vex/v0.jsonl.zst';
    const damaged = members.map((member) =>
      member.header.name === path ? { ...member, content: flipped(member.content, 40) } : member,
    );
    await writeFile(file, await archiveOf(damaged));
    const { hashes, hashesOk, hashesTotal, problems } = await verify();
    expect([hashes, hashesOk, hashesTotal]).toEqual(['failed', 5, 6]);
    expect(problems.map((problem) => [problem.path, problem.reason])).toContain([path, 'digest-mismatch']);
    expect((await readRun(operator, run.runId)).verification.hashes).toBe('failed');
    expect(await failures('digest-mismatch')).toBeGreaterThanOrEqual(1);
    const told = () => center().locker.timeline.find(({ kind }) => kind === 'export.run.verification_failed');
    expect(await eventually('the timeline entry', told)).toEqual(jasmine.objectContaining({ subject: run.runId }));
  });

  it('fails at any byte of the stored object', async () => {
    // One in each part of the file; the whole file's digest finds what the format does not show.
    for (let at = 0; at < sound.length; at += Math.ceil(sound.length / 12)) {
      await writeFile(file, flipped(sound, at));
      expect((await verify()).problems.length)
        .withContext(`byte ${at}`)
        .toBeGreaterThan(0);
    }
  });

  it('fails for a signature that another key made', async () => {
    await center().center.keys.signer('stranger');
    const [key] = await center().center.keys.publicKeys('stranger');
    const members = (await membersOf(sound)).map((member) =>
      member.header.name === 'signatures/export-center.pub'
        ? { ...member, content: Buffer.from(key?.publicKeyPem ?? '') }
        : member,
    );
    await writeFile(file, await archiveOf(members));
    const { signature, problems } = await verify();
    expect(signature).toBe('failed');
    expect(problems.map((problem) => problem.reason)).toContain('untrusted-key');
    expect(
      await metricValue(center().metrics.registry, 'export_attestation_failures_total', { reason: 'untrusted-key' }),
    ).toBe(1);
  });
});
