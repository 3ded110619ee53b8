import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Encryption } from '../../contracts/export-center/profile.ts';
import type { ExportManifest } from '../../contracts/export-center/run.ts';
import { dataKeyOf } from '../../kernel/encryption/bundle-decrypter.ts';
import { createKeyFolder } from '../../kernel/encryption/key-folder.ts';
import { type KmsRecipients, recipientsDocument } from '../../kernel/encryption/recipients-document.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { createProfile, download, runToSuccess, submit, untilEnd } from '../testing/run-steps.ts';
import type { TrialWorker } from '../testing/trial-center.ts';

describeCenter('runs of encrypted profiles', (center) => {
  let operator: CenterCaller;
  let worker: TrialWorker;
  let recipients: string[];
  beforeAll(async () => {
    operator = await center().as();
    worker = await center().startWorker();
    recipients = [
      await identityToRecipient(await generateX25519Identity()),
      await identityToRecipient(await generateX25519Identity()),
    ];
  });
  afterAll(() => worker.stop(1_000));

  const kms = () => createKeyFolder(join(center().dataDir, 'kms'));
  const profileOf = async (encryption: Partial<Encryption>) =>
    (await createProfile(center(), { encryption: { enabled: true, ...encryption } })).profileId;
  const manifestOf = async (runId: string) =>
    (await operator.get<ExportManifest>(`/api/export/runs/${runId}/manifest`)).body;
  const objectKeys = async () => {
    const keys: string[] = [];
    for await (const key of center().objects.list('')) keys.push(key);
    return keys;
  };

  it('give a bundle that is verified in full, the import check before the encryption', async () => {
    const profileId = await profileOf({ mode: 'age', recipients, strict: true });
    const { run } = await runToSuccess(operator, { profileId });
    expect(run.bundle?.encrypted).toBeTrue();
    expect(run.verification).toEqual(
      jasmine.objectContaining({ signature: 'passed', hashes: 'passed', import: 'passed', problems: [] }),
    );
    const manifest = await manifestOf(run.runId);
    expect(manifest.encryption).toEqual({
      ...{ mode: 'age', strict: true, recipients },
      encryptedPaths: ['data/', 'provenance.json'],
    });
    expect(manifest.artifacts.every(({ plainSha256 }) => plainSha256 !== undefined)).toBeTrue();
  });

  it('leave nothing in the store but the bundle and its documents', async () => {
    const before = await objectKeys();
    await runToSuccess(operator, { profileId: await profileOf({ mode: 'age', recipients }) });
    const added = (await objectKeys()).filter((key) => !before.includes(key));
    expect(added.map((key) => key.split('/')[0]).sort()).toEqual(['bundles', 'documents']);
  });

  it('have the rerunHash of the same run in the clear, and other bytes every time', async () => {
    const encrypted = await profileOf({ mode: 'age', recipients });
    const { run: plain } = await runToSuccess(operator, { profileId: await profileOf({ enabled: false }) });
    const { run: one } = await runToSuccess(operator, { profileId: encrypted });
    const { run: other } = await runToSuccess(operator, { profileId: encrypted });
    expect([one.rerunHash, other.rerunHash]).toEqual([plain.rerunHash, plain.rerunHash]);
    const digests = (await Promise.all([one, other].map(({ runId }) => manifestOf(runId)))).map(({ artifacts }) =>
      artifacts.map(({ sha256 }) => sha256),
    );
    expect(digests[0]?.some((sha256) => digests[1]?.includes(sha256))).toBeFalse();
  });

  it('wrap their data key for the recipients of the key management system', async () => {
    const key = await kms().create('partner');
    const profileId = await profileOf({ mode: 'aes-gcm', recipients: ['kms://partner'] });
    const { run } = await runToSuccess(operator, { profileId });
    const bundle = await download(operator, run.runId);
    const text = execFileSync('tar', ['--zstd', '-xOf', '-', 'recipients.json'], { input: bundle, encoding: 'utf8' });
    const document = recipientsDocument.parse(JSON.parse(text)) as KmsRecipients;
    expect(dataKeyOf(document, [key]).length).toBe(32);
    expect(bundle.includes(dataKeyOf(document, [key]))).toBeFalse();
  });

  it('fail in their plan of a recipient that cannot be used, by name, with nothing stored', async () => {
    const before = await objectKeys();
    const bad = (recipients[0] ?? '').replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'));
    for (const [encryption, named] of [
      [{ mode: 'age', recipients: [...recipients, bad] }, bad],
      [{ mode: 'aes-gcm', recipients: ['kms://nobody'] }, 'kms://nobody'],
    ] as const) {
      const profileId = await profileOf({ mode: encryption.mode, recipients: [...encryption.recipients] });
      const { run } = await untilEnd(operator, await submit(operator, { profileId }));
      expect([run.status, run.attempt, run.error?.code, run.error?.phase]).toEqual(['failed', 1, 'encryption', 'plan']);
      expect(run.error?.message).toContain(named);
      expect(run.error?.message).not.toContain(recipients[1]);
    }
    expect(await objectKeys()).toEqual(before);
  });
});
