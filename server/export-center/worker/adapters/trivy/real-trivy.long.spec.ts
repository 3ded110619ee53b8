import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireEvidenceFixtures } from '../../../../testing/evidence-fixtures.ts';
import { requireProgram } from '../../../../testing/require-program.ts';
import { normaliseAdvisory } from '../../../../evidence/normalise/normalise-advisory.ts';
import { readSbom } from '../../../../evidence/normalise/read-sbom.ts';
import { affectedVersions } from '../../../../evidence/versions/affects.ts';
import { type BundlePlan } from '../../bundle-plan.ts';
import { type EvidenceRecord } from '../../evidence-record.ts';
import { buildTestBundle } from '../../testing/build-test-bundle.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from '../../threads/worker-threads.ts';
import { advisoryRecord, affects } from './testing/advisories.ts';
import { javaComponent, sbomRecord } from './testing/sboms.ts';
import { readEvidence } from './testing/shipped-sample.ts';

interface Report {
  readonly Results?: readonly { readonly Vulnerabilities?: readonly ReportedVulnerability[] }[];
}

interface ReportedVulnerability {
  readonly VulnerabilityID: string;
  readonly PkgName: string;
  readonly InstalledVersion: string;
}

// docs/check-with-trivy.md tells how to get the program; long, since CI has none.
describe('Trivy itself', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  beforeAll(() => (threads = createWorkerThreads({ threads: 2 })));
  afterAll(() => threads.close());

  const cache = (): string => join(folder(), 'cache');

  /** Builds a bundle and unpacks it where Trivy looks for it. */
  async function install(variant: 'db' | 'java-db', records: readonly EvidenceRecord[]): Promise<void> {
    const profile: BundlePlan['profile'] = { id: 'prof-trivy', name: 'trivy', kind: 'trivy', variant, revision: 1 };
    const bundle = await buildTestBundle({ folder: join(folder(), variant), threads, records, plan: { profile } });
    await mkdir(join(cache(), variant), { recursive: true });
    execFileSync('tar', ['-xzf', bundle.file, '-C', join(cache(), variant)]);
  }

  function scan(...target: readonly string[]): string[] {
    const offline = ['--cache-dir', cache(), '--skip-db-update', '--skip-java-db-update', '--offline-scan'];
    const options = { encoding: 'utf8' as const, maxBuffer: 64 * 1024 * 1024, stdio: 'pipe' as const };
    const output = execFileSync(
      'trivy',
      [...target.slice(0, 1), ...offline, '--format', 'json', ...target.slice(1)],
      options,
    );
    const found = (JSON.parse(output) as Report).Results?.flatMap((result) => result.Vulnerabilities ?? []) ?? [];
    return found
      .map(({ VulnerabilityID, PkgName, InstalledVersion }) => `${VulnerabilityID} ${PkgName} ${InstalledVersion}`)
      .sort();
  }

  it("reports of acme's proton-bridge what our own matching finds: 31 advisories for each version", async () => {
    requireProgram('trivy', 'tar');
    const acme = join(requireEvidenceFixtures(), 'acme');
    const records = await readEvidence(acme);
    await install('db', records);
    const sboms = (await readdir(join(acme, 'sboms'))).filter((name) => name.startsWith('proton-bridge'));
    expect(sboms.length).toBe(2);
    for (const name of sboms) {
      const reported = scan('sbom', join(acme, 'sboms', name));
      expect(reported.length).withContext(name).toBe(31);
      expect(reported).toEqual(matchedIn(await readFile(join(acme, 'sboms', name), 'utf8'), records));
    }
  }, 120_000);

  it('knows a Java archive by its digest, and what is known to be wrong with it', async () => {
    requireProgram('trivy', 'tar', 'zip');
    const application = join(folder(), 'application');
    await mkdir(application);
    await writeFile(join(application, 'nameless'), 'An archive that does not tell what it is');
    execFileSync('zip', ['-q', 'nameless.jar', 'nameless'], { cwd: application });
    const sha1 = createHash('sha1')
      .update(await readFile(join(application, 'nameless.jar')))
      .digest('hex');
    await install('db', [
      advisoryRecord('GHSA-java', { affected: [affects('Maven', 'org.example:library', '1.2.0')] }),
    ]);
    await install('java-db', [
      sbomRecord('urn:1', '2025-10-01T00:00:00Z', [javaComponent('org.example', 'library', '1.1.9', sha1)]),
    ]);
    expect(scan('rootfs', application)).toEqual(['GHSA-java org.example:library 1.1.9']);
  }, 60_000);
});

/** The same question without Trivy and without its database. */
function matchedIn(sbom: string, records: readonly EvidenceRecord[]): string[] {
  const { components } = readSbom({ id: 'sbom', source: 'spec', sha256: '', content: sbom }) ?? { components: [] };
  const advisories = records
    .filter(({ kind }) => kind === 'advisories')
    .flatMap((record) => normaliseAdvisory(record) ?? []);
  const found = components.flatMap(({ ecosystem, name, version }) =>
    advisories
      .filter(({ withdrawn }) => withdrawn === null)
      .filter(({ affected }) =>
        affected.some(
          (one) => one.ecosystem === ecosystem && one.name === name && affectedVersions(one).includes(version),
        ),
      )
      .map(({ id }) => `${id} ${name} ${version}`),
  );
  return [...new Set(found)].sort();
}
