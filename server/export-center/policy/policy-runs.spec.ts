import { join } from 'node:path';
import type { Artifact, ExportManifest, Run } from '../../contracts/export-center/run.ts';
import { builtInPolicy } from '../../evidence/policy/built-in-policy.ts';
import { effectivePolicy } from '../../evidence/policy/effective-policy.ts';
import type { Selectors } from '../../contracts/export-center/profile.ts';
import { inputsHashPieces } from '../../verification/bundle-hashes.ts';
import { sha256Of } from '../worker/digests.ts';
import { importTenant } from '../sources/import-tenant.ts';
import { recognisePolicy } from '../sources/import-policy.ts';
import { walkTenantFolder, type EvidenceFile } from '../sources/import-folder.ts';
import { evidenceFile, bytesOf } from '../sources/testing/evidence.ts';
import { noSelectors } from '../sources/testing/selectors.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { createProfile, download, runToSuccess, submit, untilEnd } from '../testing/run-steps.ts';
import { membersOf } from '../worker/testing/archive-surgery.ts';
import { policySampleDigests } from '../runs/testing/policy-sample-digests.ts';
import type { JudgedEvidence } from './snapshot-store.ts';
import { cycloneDxSbom, openVex, osvAdvisory } from './testing/evidence-documents.ts';

const sampleFolder = join(import.meta.dirname, '../sources/sample');
const runs = '/api/export/runs';
const policyProfile = { kind: 'json', variant: 'policy', policySnapshotMode: 'optional' } as const;
const evaluations = 'data/policy/evaluations.jsonl.zst';

const subject = 'shop@1.0.0';
const world = [
  evidenceFile('advisories/GHSA-1.json', osvAdvisory('GHSA-1', 'pkg:npm/left', '2.0.0')),
  evidenceFile('advisories/GHSA-2.json', osvAdvisory('GHSA-2', 'pkg:npm/right', '2.0.0')),
  evidenceFile('sboms/shop.cdx.json', cycloneDxSbom(subject, ['pkg:npm/left@1.0.0', 'pkg:npm/right@1.0.0'])),
];
const accepting = `
schemaVersion: 1
severities: { high: block }
ignores:
  - { advisory: GHSA-2, reason: not reachable, until: 9999-12-31 }
  - { advisory: GHSA-1, reason: it was once, until: 2020-01-01 }
default: warn
`;
const strict = 'schemaVersion: 1\ndefault: block\n';

describeCenter('a json:policy run', (center, database) => {
  beforeAll(async () => {
    // Two workers: either may drive a run.
    await center().startWorker();
    await center().startWorker();
  });

  /** A tenant that holds the world and the policy. */
  async function tenantWith(files: readonly EvidenceFile[], policy?: string) {
    const tenant = newTenant();
    const importing = (now: readonly EvidenceFile[], text?: string) =>
      importTenant(database(), tenant, now, text === undefined ? {} : { policy: recognisePolicy(Buffer.from(text)) });
    await importing(files, policy);
    const operator = await center().as({ tenant });
    const profileOf = async (change = {}) =>
      (await createProfile(center(), { ...policyProfile, ...change }, { tenant })).profileId;
    return { tenant, operator, importing, profileOf };
  }

  /** A snapshot as a run would have kept it. */
  async function keepSnapshot(tenant: string, change: Partial<JudgedEvidence> = {}): Promise<string> {
    const { snapshots, documents } = center().center;
    return snapshots.keep(tenant, 'run-20250610-01', {
      policy: effectivePolicy(builtInPolicy, '2025-06-10'),
      inputsHash: `sha256:${'2'.repeat(64)}`,
      kinds: ['advisories', 'sboms', 'vex'],
      ...{ generation: await documents.generation(tenant), selectors: noSelectors },
      ...{ evidenceAt: new Date().toISOString(), ...change },
    });
  }

  async function filesOf(caller: CenterCaller, { runId }: Run): Promise<Map<string, Buffer>> {
    const members = await membersOf(await download(caller, runId));
    return new Map(members.map(({ header, content }) => [header.name, content]));
  }

  async function manifestOf(caller: CenterCaller, { runId }: Run): Promise<ExportManifest> {
    return (await caller.get<ExportManifest>(`${runs}/${runId}/manifest`)).body;
  }

  it('gives the content of the shipped sample the digests that are written down here', async () => {
    const globex = await center().as({ tenant: 'globex' });
    const { profileId } = await createProfile(center(), policyProfile, { tenant: 'globex' });
    const { run } = await runToSuccess(globex, { profileId });
    const { items } = (await globex.get<{ items: Artifact[] }>(`${runs}/${run.runId}/artifacts`)).body;
    expect({
      ...{ counts: run.counts, policyVersion: run.policyVersion, policySnapshotId: run.policySnapshotId },
      ...{ inputsHash: run.inputsHash, rerunHash: run.rerunHash },
      artifacts: Object.fromEntries(items.map(({ path, sha256 }) => [path, sha256])),
    }).toEqual(policySampleDigests);
  });

  it('gives the same when the evidence was imported in reverse, by another tenant', async () => {
    const files = await Array.fromAsync(walkTenantFolder(join(sampleFolder, 'globex')));
    const { operator, profileOf } = await tenantWith(files.toReversed());
    const { run } = await runToSuccess(operator, { profileId: await profileOf() });
    const { inputsHash, rerunHash, policySnapshotId } = policySampleDigests;
    expect([run.inputsHash, run.rerunHash, run.policySnapshotId]).toEqual([inputsHash, rerunHash, policySnapshotId]);
  });

  it("judges by the tenant's policy of its day, and is verified as an importer would read it", async () => {
    const { operator, profileOf } = await tenantWith(world, accepting);
    const { run } = await runToSuccess(operator, { profileId: await profileOf({ policySnapshotMode: 'required' }) });
    expect(run.counts?.policyEvaluations).toBe(2);
    expect(run.verification.import).toBe('passed');
    const files = await filesOf(operator, run);
    const snapshot = JSON.parse(files.get('data/policy/snapshot.json')?.toString() ?? '') as {
      policyVersion: string;
      policy: { ignores: { advisory: string }[] };
    };
    expect(snapshot.policyVersion).toBe(run.policyVersion ?? '');
    expect(snapshot.policy.ignores.map(({ advisory }) => advisory)).toEqual(['GHSA-2']);
  });

  it('fails at once where it requires a policy and there is none, and says what to do', async () => {
    const { operator, profileOf } = await tenantWith(world);
    const profileId = await profileOf({ policySnapshotMode: 'required' });
    const { run } = await untilEnd(operator, await submit(operator, { profileId }));
    expect([run.status, run.error?.code, run.error?.phase]).toEqual(['failed', 'ERR_EXPORT_SOURCE', 'plan']);
    expect(run.error?.message).toMatch(/policy\.yaml.*optional/);
    expect(run.attempt).toBe(1);
  });

  it('says in its log what was kept raw alone, and what could not be put in order', async () => {
    const future = { schema_version: '9.0.0', id: 'GHSA-9', modified: '2025-06-01T00:00:00Z' };
    const oddly = osvAdvisory('GHSA-3', 'pkg:npm/left', 'soon');
    const more = [evidenceFile('advisories/GHSA-9.json', future), evidenceFile('advisories/GHSA-3.json', oddly)];
    const { operator, profileOf } = await tenantWith([...world, ...more]);
    const { events } = await runToSuccess(operator, { profileId: await profileOf() });
    const log = events
      .filter(({ event }) => event === 'run.log')
      .map(({ data }) => (data as { message: string }).message);
    expect(log).toEqual([
      jasmine.stringMatching(/^Kept raw alone.*: advisories \(1\)\.$/),
      jasmine.stringMatching(/^Matched by listed versions alone.*: version ranges of packages in the SBOMs \(1\)\.$/),
    ]);
  });

  it('says in the manifest what was redacted', async () => {
    const { operator, profileOf } = await tenantWith(world);
    const { run } = await runToSuccess(operator, {
      profileId: await profileOf({ redaction: ['/details', '/fixedIn'] }),
    });
    expect((await manifestOf(operator, run)).redactions).toEqual({ pointers: ['/details', '/fixedIn'], applied: 4 });
  });

  describe('under a policy snapshot', () => {
    it('decides the same although evidence and policy moved on', async () => {
      const { operator, importing, profileOf } = await tenantWith(world, accepting);
      const profileId = await profileOf();
      const first = (await runToSuccess(operator, { profileId })).run;
      const policySnapshotId = first.policySnapshotId ?? '';
      expect(policySnapshotId).toMatch(/^snap-[0-9a-f]{16}$/);

      const vex = openVex('vex-1', { vulnerability: 'GHSA-1', product: subject, status: 'not_affected' });
      await importing([...world.slice(1), evidenceFile('vex/vex-1.json', vex)], strict);
      const moved = (await runToSuccess(operator, { profileId })).run;
      expect([moved.policyVersion, moved.inputsHash]).not.toContain(first.policyVersion);
      expect(moved.rerunHash).not.toBe(first.rerunHash);
      expect(moved.policySnapshotId).not.toBe(policySnapshotId);

      const pinned = (await runToSuccess(operator, { profileId, policySnapshotId })).run;
      const [before, after] = [await filesOf(operator, first), await filesOf(operator, pinned)];
      expect(after.get(evaluations)?.equals(before.get(evaluations) ?? Buffer.of())).toBeTrue();
      const facts = ({ policyVersion, policySnapshotId: id, inputsHash, rerunHash, counts }: Run) => ({
        policyVersion,
        id,
        inputsHash,
        rerunHash,
        counts,
      });
      expect(facts(pinned)).toEqual(facts(first));
    });

    it("is judged by the snapshot's policy, and over the same days of a moving time window", async () => {
      const { tenant, operator, profileOf } = await tenantWith(world, accepting);
      const selectors = { products: [], ecosystems: [], sbomSubjects: [], timeWindow: { lastDays: 30 } };
      const policy = effectivePolicy(builtInPolicy, '2025-06-10');
      const inputsHash = await inputsHashOf(world, selectors, policy.version);
      const evidenceAt = '2025-06-10T00:00:00.000Z';
      const policySnapshotId = await keepSnapshot(tenant, { policy, inputsHash, selectors, evidenceAt });
      const { run } = await runToSuccess(operator, { profileId: await profileOf(), policySnapshotId });
      expect(run.counts).toEqual({ advisories: 2, vex: 0, sboms: 1, policyEvaluations: 2 });
      expect(run.selectors).toEqual(selectors);
      expect(run.policyVersion).toBe(policy.version);
    });

    it('fails where the evidence is not what it was', async () => {
      const { tenant, operator, profileOf } = await tenantWith(world);
      const policySnapshotId = await keepSnapshot(tenant);
      const { run } = await untilEnd(
        operator,
        await submit(operator, { profileId: await profileOf(), policySnapshotId }),
      );
      expect([run.error?.code, run.error?.phase, run.attempt]).toEqual(['ERR_EXPORT_SOURCE', 'build', 1]);
      expect(run.error?.message).toContain(policySnapshotId);
    });

    it('is refused where there is no such snapshot in the tenant', async () => {
      const { operator, profileOf } = await tenantWith(world);
      const profileId = await profileOf();
      for (const policySnapshotId of [await keepSnapshot(newTenant()), 'snap-0123456789abcdef']) {
        const refused = await operator.refused(operator.post(runs, { profileId, policySnapshotId }));
        expect([refused.status, refused.code]).toEqual([404, 'ERR_NOT_FOUND']);
        expect(refused.message).toContain(policySnapshotId);
      }
    });

    it('is refused where it could not decide the same', async () => {
      const { tenant, operator, profileOf } = await tenantWith(world);
      const policySnapshotId = await keepSnapshot(tenant);
      const bad: Record<string, [object, object, string]> = {
        'other selectors': [{}, { selectors: { ecosystems: ['npm'] } }, 'selectors'],
        'a kind that judges nothing': [{ variant: 'raw', policySnapshotMode: 'none' }, {}, 'policySnapshotId'],
        'fewer kinds of evidence': [{ include: ['advisories', 'sboms'] }, {}, 'policySnapshotId'],
      };
      for (const [what, [profile, change, path]] of Object.entries(bad)) {
        const submission = { profileId: await profileOf(profile), policySnapshotId, ...change };
        const refused = await operator.refused(operator.post(runs, submission));
        expect([refused.status, refused.code, refused.details[0]?.path])
          .withContext(what)
          .toEqual([400, 'ERR_VALIDATION', path]);
      }
    });
  });
});

async function inputsHashOf(files: readonly EvidenceFile[], selectors: Selectors, policyVersion: string) {
  const digests = files.map((file) => sha256Of(bytesOf(file)));
  return sha256Of((await Array.fromAsync(inputsHashPieces({ digests, selectors, policyVersion }))).join(''));
}
