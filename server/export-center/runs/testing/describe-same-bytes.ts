import { packableProfiles, type ProfileKind, type ProfileVariant } from '../../../contracts/export-center/kinds.ts';
import type { Artifact, Run } from '../../../contracts/export-center/run.ts';
import { walkTenantFolder, type EvidenceFile } from '../../sources/import-folder.ts';
import { importTenant } from '../../sources/import-tenant.ts';
import { describeCenter } from '../../testing/describe-center.ts';
import { newTenant } from '../../testing/drafts.ts';
import { createProfile, runToSuccess } from '../../testing/run-steps.ts';
import { shuffled } from '../../worker/testing/sample-records.ts';

/** What must be the same whoever made it, and when. */
interface Made {
  readonly inputsHash: string | null;
  readonly rerunHash: string | null;
  readonly files: Readonly<Record<string, string>>;
}

/** A `describe` of what two tenants get from the evidence of one folder, which comes to them in different orders. */
export function describeSameBytes(name: string, folder: () => string): void {
  describeCenter(name, (center, database) => {
    // Both take what comes, so that neighbours of a run are built beside it.
    beforeAll(() => Promise.all([center().startWorker(), center().startWorker()]));

    /** All seven kinds of one tenant, whose evidence came in the order of the seed; the delta is on nine tenths of it. */
    async function makeAll(files: readonly EvidenceFile[], seed: number): Promise<Map<string, Made>> {
      const tenant = newTenant();
      const mixed = shuffled(files, seed);
      await importTenant(
        database(),
        tenant,
        mixed.filter(({ path }) => !path.endsWith('7.json')),
      );
      const base = await make(tenant, 'mirror:full');
      await importTenant(database(), tenant, mixed);
      const made = await Promise.all(
        packableProfiles.map(async (name) => {
          const baseRunId = name === 'mirror:delta' ? { baseRunId: base.runId } : {};
          return [name, await contentOf(tenant, await make(tenant, name, baseRunId))] as const;
        }),
      );
      return new Map(made);
    }

    async function make(tenant: string, name: string, more: object = {}): Promise<Run> {
      const [kind, variant] = name.split(':') as [ProfileKind, ProfileVariant];
      const policySnapshotMode = kind === 'mirror' || variant === 'policy' ? 'optional' : 'none';
      const include: ('advisories' | 'vex' | 'sboms' | 'findings')[] = ['advisories', 'vex', 'sboms'];
      if (kind === 'mirror') include.push('findings');
      const draft = { kind, variant, include, policySnapshotMode } as const;
      const { profileId } = await createProfile(center(), { ...draft, include }, { tenant });
      const operator = await center().as({ tenant });
      return (await runToSuccess(operator, { profileId, ...more })).run;
    }

    async function contentOf(tenant: string, { runId, inputsHash, rerunHash }: Run): Promise<Made> {
      const operator = await center().as({ tenant });
      const { body } = await operator.get<{ items: Artifact[] }>(`/api/export/runs/${runId}/artifacts`);
      return { inputsHash, rerunHash, files: Object.fromEntries(body.items.map(({ path, sha256 }) => [path, sha256])) };
    }

    async function expectTheSame(evidence: string): Promise<void> {
      const files = await Array.fromAsync(walkTenantFolder(evidence));
      const one = await makeAll(files, 11);
      const other = await makeAll(files, 12);
      expect([...one.keys()]).toEqual([...packableProfiles]);
      for (const [name, made] of one) {
        // A delta names its base, which is another run of another tenant; a portal holds the tenant's signature.
        if (name === 'mirror:delta' || name === 'devportal:offline') {
          const [left, right] = [commonOf(made), commonOf(other.get(name))];
          expect(left).withContext(name).toEqual(right);
        } else {
          expect(made)
            .withContext(name)
            .toEqual(other.get(name) ?? { inputsHash: null, rerunHash: null, files: {} });
        }
      }
    }

    it('has the same files and hashes, in whatever order its evidence came, with two workers', async () => {
      await expectTheSame(folder());
    }, 240_000);
  });
}

const namesItsTenant = ['delta/manifest.diff.json', 'devportal-offline-bundle.tgz'];

function commonOf(made: Made | undefined) {
  const files = Object.entries(made?.files ?? {}).filter(([path]) => !namesItsTenant.includes(path));
  return { inputsHash: made?.inputsHash, files: Object.fromEntries(files) };
}
