import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import type { Evaluation } from '../../evidence/model.ts';
import { isFinding } from '../../evidence/model.ts';
import { requireEvidenceFixtures } from '../../testing/evidence-fixtures.ts';
import { walkTenantFolder, type EvidenceFile } from '../sources/import-folder.ts';
import { importTenant } from '../sources/import-tenant.ts';
import { evidenceFile } from '../sources/testing/evidence.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { createProfile, download, runToSuccess } from '../testing/run-steps.ts';
import { membersOf } from '../worker/testing/archive-surgery.ts';
import { openVex } from './testing/evidence-documents.ts';

describeCenter('json:policy of real evidence', (center, database) => {
  beforeAll(() => center().startWorker());

  /** A run over these files, in this order. */
  async function judge(files: readonly EvidenceFile[]) {
    const tenant = newTenant();
    await importTenant(database(), tenant, files);
    const operator = await center().as({ tenant });
    const draft = { kind: 'json', variant: 'policy', policySnapshotMode: 'optional' } as const;
    const { profileId } = await createProfile(center(), draft, { tenant });
    const { run } = await runToSuccess(operator, { profileId });
    expect(run.verification.problems).toEqual([]);
    const members = await membersOf(await download(operator, run.runId));
    const file = members.find(({ header }) => header.name === 'data/policy/evaluations.jsonl.zst');
    const lines = zstdDecompressSync(file?.content ?? Buffer.of())
      .toString()
      .trimEnd()
      .split('\n');
    return { run, evaluations: lines.map((line) => JSON.parse(line) as Evaluation) };
  }

  it('finds 31 findings in each proton-bridge, 30 where a vendor says that one does not apply, and cites that', async () => {
    const files = await Array.fromAsync(walkTenantFolder(join(requireEvidenceFixtures(), 'acme')));
    const bridges = ['v1.6.3', 'v1.8.0'];
    const of = (all: readonly Evaluation[], version: string) =>
      all.filter(({ subject }) => subject.endsWith(`proton-bridge@${version}`));
    const findings = (all: readonly Evaluation[]) =>
      bridges.map((version) => of(all, version).filter(isFinding).length);

    const before = await judge(files);
    expect(before.run.counts).toEqual(jasmine.objectContaining({ advisories: 1_749, vex: 7, sboms: 3 }));
    expect(bridges.map((version) => of(before.evaluations, version).length)).toEqual([31, 31]);
    expect(findings(before.evaluations)).toEqual([31, 31]);

    const [first] = of(before.evaluations, 'v1.8.0');
    if (!first) throw new Error('Nothing was found');
    const { subject, component, advisory } = first;
    const claim = {
      vulnerability: advisory,
      product: subject,
      subcomponent: component,
      status: 'not_affected',
    } as const;
    const vex = evidenceFile('vex/openvex.json', openVex('https://example.com/vex/1', claim));
    const after = await judge([vex, ...files.toReversed()]);
    expect(findings(after.evaluations)).toEqual([31, 30]);
    expect(after.evaluations.length).toBe(before.evaluations.length);
    const passed = after.evaluations.filter(({ vexStatement }) => vexStatement?.startsWith('https://example.com'));
    expect(passed).toEqual([
      jasmine.objectContaining<Evaluation>({
        ...{ subject, component, advisory, vexStatus: 'not_affected', vexStatement: 'https://example.com/vex/1#0' },
        ...{ verdict: 'pass', rule: 'vex:not_affected' },
      }),
    ]);
  }, 120_000);
});
