import fc from 'fast-check';
import { type NormalisedAdvisory } from '../model.ts';
import { effectivePolicy } from '../policy/effective-policy.ts';
import { type Policy } from '../policy/policy.ts';
import { type Documents, derive } from '../testing/derive.ts';
import { openVex, osv, osvFor, rawRecord, sbomOf } from '../testing/raw-documents.ts';

const policyOf = (policy: Partial<Policy>) =>
  effectivePolicy({ schemaVersion: '1', severities: {}, ignores: [], default: 'warn', ...policy }, '2025-06-01');

describe('deriveEvidence', () => {
  it('evaluates each component against each advisory that affects its version', async () => {
    const { evaluations, counts } = await derive({
      advisories: [
        osvFor('NPM-1', 'npm', '@scope/lib', '2.0.0', { database_specific: { severity: 'HIGH' } }),
        osvFor('NPM-2', 'npm', '@scope/lib', '1.0.0'),
        osvFor('PY-1', 'PyPI', 'Demo.Kit', '2.0'),
        osvFor('MVN-1', 'Maven', 'org.example:core', '2.10'),
        osvFor('GO-1', 'Go', 'github.com/Owner/mod'),
        osvFor('NPM-3', 'npm', '@scope/lib', undefined, { withdrawn: '2025-01-01T00:00:00Z' }),
        osvFor('GO-9', 'Go', 'github.com/owner/mod', undefined, { withdrawn: '0001-01-01T00:00:00Z' }),
      ],
      sboms: [
        sbomOf('app@1.0', [
          'pkg:npm/%40scope%2Flib@1.5.0',
          'pkg:pypi/demo_kit@1.9',
          'pkg:maven/org.example/core@2.9?type=jar',
          'pkg:golang/github.com/owner/mod@v0.0.0-20200101000000-abcdefabcdef',
        ]),
      ],
    });
    expect(
      evaluations.map(({ component, advisory, severity, fixedIn, rule }) => [
        component,
        advisory,
        severity,
        fixedIn,
        rule,
      ]),
    ).toEqual([
      ['pkg:golang/github.com/owner/mod@v0.0.0-20200101000000-abcdefabcdef', 'GO-1', 'unknown', [], 'default'],
      ['pkg:golang/github.com/owner/mod@v0.0.0-20200101000000-abcdefabcdef', 'GO-9', 'unknown', [], 'default'],
      ['pkg:maven/org.example/core@2.9', 'MVN-1', 'unknown', ['2.10'], 'default'],
      ['pkg:npm/%40scope/lib@1.5.0', 'NPM-1', 'high', ['2.0.0'], 'severity:high'],
      ['pkg:pypi/demo-kit@1.9', 'PY-1', 'unknown', ['2.0'], 'default'],
    ]);
    expect(counts).toEqual({
      normalised: { advisories: 7, vex: 0 },
      unsupported: { advisories: 0, vex: 0, sboms: 0 },
      evaluations: 5,
      findings: 5,
      consensus: 0,
      redacted: 0,
      unreadableVersions: 0,
      unreadableRanges: 0,
    });
  });

  for (const [ecosystem, name, purl] of [
    ['npm', 'JSONStream', 'pkg:npm/JSONStream@1.0.3'],
    ['Go', 'stdlib', 'pkg:golang/std@1.21.3'],
    ['SwiftURL', 'https://github.com/Owner/Package.git', 'pkg:swift/github.com/owner/package@1.0.0'],
  ] as const) {
    it(`finds ${name} of ${ecosystem} by ${purl}`, async () => {
      const advisories = [osvFor('A', ecosystem, name, '2.0.0')];
      const { evaluations } = await derive({ advisories, sboms: [sbomOf('app@1.0', [purl])] });
      expect(evaluations.map(({ advisory }) => advisory)).toEqual(['A']);
    });
  }

  it('counts a component once for a subject, however often and in whatever writing its SBOMs list it', async () => {
    const { evaluations } = await derive({
      advisories: [osvFor('A', 'Go', 'github.com/Owner/mod')],
      sboms: [
        sbomOf('app@1.0', [
          'pkg:golang/github.com/owner/mod@v1.0.0',
          'pkg:golang/github.com/owner/mod@v1.0.0?type=module',
        ]),
        { ...sbomOf('app@1.0', ['pkg:golang/github.com/Owner/mod@v1.0.0'], { version: 2 }), id: 'sbom read later' },
        sbomOf('other@1.0', ['pkg:golang/github.com/owner/mod@v1.0.0']),
      ],
    });
    expect(evaluations.map(({ subject, component }) => [subject, component])).toEqual([
      ['app@1.0', 'pkg:golang/github.com/Owner/mod@v1.0.0'],
      ['other@1.0', 'pkg:golang/github.com/owner/mod@v1.0.0'],
    ]);
  });

  it('keeps advisories of one id apart by their source, and never joins aliases', async () => {
    const one = osvFor('A', 'npm', 'lib', '2.0.0', { aliases: ['B'] });
    const { evaluations } = await derive({
      advisories: [one, { ...one, source: 'advisories/other' }, osvFor('B', 'npm', 'lib', '2.0.0', { aliases: ['A'] })],
      sboms: [sbomOf('app@1.0', ['pkg:npm/lib@1.0.0'])],
    });
    expect(evaluations.map(({ advisory, source }) => `${advisory} ${source}`)).toEqual([
      'A advisories',
      'A advisories/other',
      'B advisories',
    ]);
  });

  it('takes several entries of one package for one, a hundred thousand of them included', async () => {
    const entryOf = (introduced: string, fixed: string) => ({
      package: { ecosystem: 'npm', name: 'lib' },
      ranges: [{ type: 'SEMVER', events: [{ introduced }, { fixed }] }],
    });
    const many = Array.from({ length: 100_000 }, () => ({
      package: { ecosystem: 'npm', name: 'lib' },
      versions: ['9.9.9'],
    }));
    const { evaluations } = await derive({
      advisories: [
        osv('A', { affected: [entryOf('3.0.0', '3.1.0'), entryOf('0', '1.2.0'), entryOf('2.0.0', '2.5.0')] }),
        osv('B', { affected: many }),
      ],
      sboms: [sbomOf('app@1.0', ['pkg:npm/lib@1.0.0', 'pkg:npm/lib@1.5.0', 'pkg:npm/lib@9.9.9'])],
    });
    expect(evaluations.map(({ component, advisory, fixedIn }) => [component, advisory, fixedIn])).toEqual([
      ['pkg:npm/lib@1.0.0', 'A', ['1.2.0', '2.5.0', '3.1.0']],
      ['pkg:npm/lib@9.9.9', 'B', []],
    ]);
  });

  it('counts what cannot be normalised and versions that cannot be read', async () => {
    const { counts } = await derive({
      advisories: [
        osv('A', { schema_version: '2.0.0' }),
        rawRecord('B', { bomFormat: 'CycloneDX', specVersion: '1.5' }),
      ],
      vex: [rawRecord('V', { '@context': 'https://openvex.dev/ns/v3.0.0' })],
      sboms: [
        sbomOf('app@1.0', ['pkg:npm/lib@latest', 'pkg:npm/other@latest', 'pkg:deb/debian/curl@x', 'pkg:npm/lib@1.0.0']),
        sbomOf('new@1.0', [], { specVersion: '9.9' }),
      ],
    });
    expect(counts.unsupported).toEqual({ advisories: 2, vex: 1, sboms: 1 });
    expect(counts.unreadableVersions).toBe(2);
  });

  it('counts ranges that say nothing of a package at hand', async () => {
    const ranges = (...fixed: string[]) => ({
      ranges: fixed.map((version) => ({ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: version }] })),
    });
    const git = { ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] };
    const affected = [
      { package: { ecosystem: 'npm', name: 'lib' }, ...ranges('soon', '2.0.0') },
      { package: { ecosystem: 'npm', name: 'lib' }, ...git },
      { package: { ecosystem: 'npm', name: 'elsewhere' }, ...ranges('soon') },
      { package: { ecosystem: 'Debian:12', name: 'curl' }, ...ranges('8.0-1') },
    ];
    const sboms = [sbomOf('app@1.0', ['pkg:npm/lib@1.0.0', 'pkg:deb/debian/curl@7.0-1'])];
    const { counts, evaluations } = await derive({ advisories: [osv('A', { affected })], sboms });
    expect([counts.unreadableRanges, evaluations.length]).toEqual([2, 1]);
  });

  it('applies ignores where VEX leaves a finding, then severities, then the default', async () => {
    const policy = policyOf({
      severities: { high: 'block', low: 'pass' },
      ignores: [
        { advisory: 'CVE-1', subject: 'app@*', reason: 'r', until: '2025-12-31' },
        { component: 'pkg:npm/ignored', reason: 'r', until: '2025-12-31' },
        { advisory: 'A', component: 'pkg:npm/lib@9.0.0', reason: 'another version', until: '2025-12-31' },
      ],
    });
    const severity = (text: string) => ({ database_specific: { severity: text } });
    const { evaluations } = await derive(
      {
        advisories: [
          osvFor('A', 'npm', 'lib', undefined, { ...severity('HIGH'), aliases: ['CVE-1'] }),
          osvFor('B', 'npm', 'lib', undefined, severity('HIGH')),
          osvFor('C', 'npm', 'lib', undefined, severity('LOW')),
          osvFor('D', 'npm', 'ignored', undefined, severity('HIGH')),
          osvFor('E', 'npm', 'lib'),
        ],
        sboms: ['app@1.0', 'other@1.0'].map((subject) =>
          sbomOf(subject, ['pkg:npm/lib@1.0.0', 'pkg:npm/ignored@1.0.0']),
        ),
      },
      { policy },
    );
    expect(
      evaluations.map(({ subject, advisory, verdict, rule }) => [subject, advisory, verdict, rule].join(' ')),
    ).toEqual([
      'app@1.0 D pass ignore:1',
      'app@1.0 A pass ignore:0',
      'app@1.0 B block severity:high',
      'app@1.0 C pass severity:low',
      'app@1.0 E warn default',
      'other@1.0 D pass ignore:1',
      'other@1.0 A block severity:high',
      'other@1.0 B block severity:high',
      'other@1.0 C pass severity:low',
      'other@1.0 E warn default',
    ]);
  });

  it('gives the same bytes for every order of arrival', async () => {
    const names = ['lib', 'other', '__proto__'];
    const documents: Required<Documents> = {
      advisories: names.flatMap((name, index) => [
        osvFor(`A-${index}`, 'npm', name, '2.0.0'),
        osvFor(`B-${index}`, 'npm', name),
      ]),
      vex: ['A', 'B', 'C'].map((author) =>
        openVex(`V-${author}`, author, {
          vulnerability: 'A-0',
          product: 'pkg:npm/lib@1.0.0',
          status: author === 'B' ? 'affected' : 'fixed',
        }),
      ),
      sboms: ['a@1', 'b@1'].map((subject) =>
        sbomOf(
          subject,
          names.map((name) => `pkg:npm/${name}@1.0.0`),
        ),
      ),
    };
    const { texts } = await derive(documents);
    const shuffled = <Item>(items: readonly Item[]) => fc.shuffledSubarray([...items], { minLength: items.length });
    await fc.assert(
      fc.asyncProperty(
        shuffled(documents.advisories),
        shuffled(documents.vex),
        shuffled(documents.sboms),
        async (advisories, vex, sboms) => {
          expect((await derive({ advisories, vex, sboms })).texts).toEqual(texts);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('survives what nobody would write', async () => {
    const long = 'x'.repeat(1_000_000);
    const { counts, advisories } = await derive({
      advisories: [
        osvFor('../../x', 'npm', '__proto__', long),
        osvFor(long, long, long, long),
        osvFor('constructor', 'constructor', 'toString'),
      ],
      vex: [
        openVex('__proto__', '__proto__', {
          vulnerability: '__proto__',
          product: long,
          subcomponents: [long],
          status: 'fixed',
        }),
      ],
      sboms: [
        sbomOf('../../x', [
          'pkg:npm/__proto__@1.0.0',
          'pkg:npm/constructor@1.0.0',
          `pkg:npm/${long}@1`,
          'pkg:npm/%2e%2e%2f@1.0.0',
        ]),
      ],
    });
    expect(counts.evaluations).toBe(0);
    expect(advisories.map((advisory: NormalisedAdvisory) => advisory.id.slice(0, 20))).toEqual([
      '../../x',
      'constructor',
      'x'.repeat(20),
    ]);
  });

  it('stops with the reason of its signal, and reports what it has read', async () => {
    const controller = new AbortController();
    const reports: number[] = [];
    const documents = { advisories: ['A', 'B', 'C'].map((id) => osv(id)) };
    const cancelled = derive(documents, {
      signal: controller.signal,
      report: ({ items, bytes }) => {
        reports.push(items, bytes);
        controller.abort(new RangeError('enough'));
      },
    });
    await expectAsync(cancelled).toBeRejectedWithError(RangeError, 'enough');
    expect(reports).toEqual([1, documents.advisories[0]!.content.length]);
  });
});
