import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProfileKind, ProfileVariant } from '../../contracts/export-center/kinds.ts';
import type { Artifact, ExportManifest, Run, RunVerification } from '../../contracts/export-center/run.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { createProfile, runToSuccess } from '../testing/run-steps.ts';
import type { TrialWorker } from '../testing/trial-center.ts';
import { flipped, membersOfTar, tarOf } from '../worker/testing/archive-surgery.ts';

/** A kind of each form and root, with a document and a signature that only it has. */
const kinds: readonly { kind: ProfileKind; variant: ProfileVariant; document: string; signature: string }[] = [
  { kind: 'json', variant: 'policy', document: 'provenance.json', signature: 'signatures/export.sig' },
  { kind: 'mirror', variant: 'full', document: 'tuf/root.json', signature: 'signatures/manifest.sig' },
  { kind: 'trivy', variant: 'db', document: 'export.json', signature: 'signatures/trivy-db.sig' },
];

describeCenter('a stored bundle, whatever its kind,', (center) => {
  let operator: CenterCaller;
  let worker: TrialWorker;
  beforeAll(async () => {
    operator = await center().as();
    worker = await center().startWorker();
  });
  afterAll(() => worker.stop(1_000));

  for (const { kind, variant, document, signature } of kinds) {
    describe(`of kind ${kind}:${variant}`, () => {
      let run: Run;
      beforeAll(async () => {
        const { profileId } = await createProfile(center(), { kind, variant, policySnapshotMode: 'optional' });
        ({ run } = await runToSuccess(operator, { profileId }));
      });

      const verify = async () => (await operator.post<RunVerification>(`/api/export/runs/${run.runId}/verify`)).body;
      const fetchFile = async (path: string) => {
        const response = await operator.fetch(`/api/export/runs/${run.runId}/${path}`);
        expect(response.status).withContext(path).toBe(200);
        return Buffer.from(await response.arrayBuffer());
      };
      const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

      it('verifies, in the worker and again on demand', async () => {
        for (const verdict of [run.verification, await verify()]) {
          expect(verdict).toEqual(
            jasmine.objectContaining({ signature: 'passed', hashes: 'passed', provenance: 'passed', import: 'passed' }),
          );
          expect([verdict.problems, verdict.notRun]).toEqual([[], {}]);
        }
      });

      it('gives each of its files by path, with the digest that its manifest names', async () => {
        const manifest = JSON.parse((await fetchFile('artifacts/export.json')).toString()) as ExportManifest;
        const { body } = await operator.get<{ items: Artifact[] }>(`/api/export/runs/${run.runId}/artifacts`);
        expect(body.items).toEqual(manifest.artifacts);
        for (const file of [...manifest.artifacts, ...manifest.documents]) {
          expect(sha256(await fetchFile(`artifacts/${file.path}`)))
            .withContext(file.path)
            .toBe(file.sha256);
        }
        await fetchFile(`artifacts/${signature}`);
        expect(run.signatures.map(({ path }) => path)).toContain(signature);
        const { payload } = JSON.parse((await fetchFile('provenance')).toString()) as { payload: string };
        expect(Buffer.from(payload, 'base64').equals(await fetchFile('artifacts/provenance.json'))).toBeTrue();
      });

      it('names the file that was damaged in the store', async () => {
        const { objectKey = '', documentsKey = '' } =
          (await center().center.runs.find('acme', run.runId))?.bundle ?? {};
        // Of an archive the documents lie inside; what lies beside it is for reading single ones.
        const isFile = kind === 'trivy';
        const file = join(center().dataDir, 'objects', isFile ? documentsKey : objectKey);
        const sound = await readFile(file);
        for (const path of [document, signature]) {
          const damaged = isFile
            ? await tarOf(
                (await membersOfTar(sound)).map((member) =>
                  member.header.name === path ? { ...member, content: flipped(member.content, 9) } : member,
                ),
              )
            : flipped(sound, sound.length >> 1);
          await writeFile(file, damaged);
          const { problems } = await verify();
          await writeFile(file, sound);
          expect(problems.length).withContext(path).toBeGreaterThan(0);
          if (isFile) expect(problems.map((problem) => problem.path)).toContain(path);
        }
        expect((await verify()).problems).toEqual([]);
      });
    });
  }
});
