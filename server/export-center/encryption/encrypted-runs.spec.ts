import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Encryption, ProfileDraft } from '../../contracts/export-center/profile.ts';
import type { ExportManifest } from '../../contracts/export-center/run.ts';
import { bundleDecrypter, dataKeyOf } from '../../kernel/encryption/bundle-decrypter.ts';
import { createKeyFolder } from '../../kernel/encryption/key-folder.ts';
import { type KmsRecipients, recipientsDocument } from '../../kernel/encryption/recipients-document.ts';
import { inPieces, whole } from '../../kernel/encryption/testing/bytes.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { eventually } from '../testing/eventually.ts';
import { createProfile, download, runToSuccess, submit, untilEnd } from '../testing/run-steps.ts';
import type { TrialWorker } from '../testing/trial-center.ts';
import { sha256Of } from '../worker/digests.ts';
import { membersOf } from '../worker/testing/archive-surgery.ts';

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
  /** By path, sorted. */
  const filesOf = async (bundle: Buffer) => {
    const files = (await membersOf(bundle)).map(({ header, content }) => [header.name, content] as const);
    return new Map(files.sort(([one], [other]) => (one < other ? -1 : 1)));
  };
  /** What the store holds once the runs that have ended are cleaned up. */
  const settledKeys = () =>
    eventually('the end of cleaning up', async () => {
      const keys: string[] = [];
      for await (const key of center().objects.list('')) keys.push(key);
      return keys.some((key) => key.startsWith('encrypted-files/')) ? undefined : keys.sort();
    });

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

  it('have the rerunHash of the same run in the clear, other bytes every time, and leave nothing else in the store', async () => {
    const { run: plain } = await runToSuccess(operator, { profileId: await profileOf({ enabled: false }) });
    const before = await settledKeys();
    const encrypted = await profileOf({ mode: 'age', recipients });
    const { run: one } = await runToSuccess(operator, { profileId: encrypted });
    const { run: other } = await runToSuccess(operator, { profileId: encrypted });
    expect([one.rerunHash, other.rerunHash]).toEqual([plain.rerunHash, plain.rerunHash]);
    const manifests = await Promise.all([one, other].map(({ runId }) => manifestOf(runId)));
    const [digests = [], others = []] = manifests.map(({ artifacts }) => artifacts.map(({ sha256 }) => sha256));
    expect(digests.filter((sha256) => others.includes(sha256))).toEqual([]);
    const added = (await settledKeys()).filter((key) => !before.includes(key));
    expect(added.map((key) => key.split('/')[0])).toEqual(['bundles', 'bundles', 'documents', 'documents']);
  });

  for (const [kind, variant] of [
    ['json', 'policy'],
    ['mirror', 'full'],
  ] as const) {
    it(`leave nothing of ${kind}:${variant} readable in strict mode but what signatures are checked with`, async () => {
      const key = await kms().create(kind);
      const encryption = { enabled: true, mode: 'aes-gcm' as const, recipients: [`kms://${kind}`], strict: true };
      const include: ProfileDraft['include'] = ['advisories', 'vex', 'sboms', 'findings'];
      const draft = { kind, variant, include, policySnapshotMode: 'optional' } as const;
      const { profileId } = await createProfile(center(), { ...draft, encryption });
      const { run } = await runToSuccess(operator, { profileId });
      expect(run.verification.import).toBe('passed');

      const files = await filesOf(await download(operator, run.runId));
      const root = kind === 'mirror' ? 'mirror/' : '';
      const readable = [...files].filter(([, bytes]) => !bytes.subarray(0, 8).equals(Buffer.from('STELLAES')));
      const signatures = readable.map(([path]) => path).filter((path) => path.startsWith(`${root}signatures/`));
      expect(readable.map(([path]) => path)).toEqual(
        [
          `${root}export.json`,
          `${root}recipients.json`,
          ...(kind === 'mirror' ? ['mirror/manifest.yaml'] : []),
          ...signatures,
        ].sort(),
      );
      expect(signatures).not.toContain(`${root}signatures/provenance.dsse.json`);

      const read = (path: string) => files.get(root + path) ?? Buffer.alloc(0);
      const document = recipientsDocument.parse(JSON.parse(read('recipients.json').toString()));
      const manifest = JSON.parse(read('export.json').toString()) as ExportManifest;
      const dataKey = dataKeyOf(document as KmsRecipients, [key]);
      expect([...files.values()].some((bytes) => bytes.includes(dataKey))).toBeFalse();
      const decrypt = bundleDecrypter(document, { keys: [key] });
      for (const { path, plainSha256 } of manifest.artifacts) {
        expect<string>(sha256Of(await whole(decrypt(path, inPieces(read(path))))))
          .withContext(path)
          .toBe(plainSha256 ?? '');
      }
      const encrypted = (path: string) =>
        manifest.encryption?.encryptedPaths.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one));
      for (const [path] of files) {
        const isReadable = readable.some(([one]) => one === path);
        expect(encrypted(path.slice(root.length)))
          .withContext(path)
          .toBe(!isReadable);
      }
      if (kind !== 'mirror') return;
      const isTold = (entry: { kind: string; subject: string }) =>
        entry.kind === 'mirror.encryption.enabled' && entry.subject === run.runId;
      const told = await eventually('the timeline entry', () => center().locker.timeline.find(isTold));
      expect(told.actor).toBe('export-worker');
    });
  }

  it('fail in their plan of a recipient that cannot be used, by name, with nothing stored', async () => {
    const before = await settledKeys();
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
    expect(await settledKeys()).toEqual(before);
  });
});
