import fc from 'fast-check';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { osv, rawRecord } from '../testing/raw-documents.ts';
import { normaliseAdvisory } from './normalise-advisory.ts';

describe('normaliseAdvisory', () => {
  it('gives the fields of the model and no others', () => {
    const record = osv('DEMO-1', {
      published: '2025-01-14T10:30:00+01:00',
      aliases: ['GHSA-2', 'CVE-1', 'GHSA-2'],
      summary: 'Path traversal',
      details: 'Twice.',
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }],
      affected: [
        {
          package: { ecosystem: 'npm', name: '@example/router', purl: 'pkg:npm/%40example/router' },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.3.1' }], private: 'x' }],
          versions: ['2.0.0', '1.0.0', '2.0.0'],
          ecosystem_specific: { private: 'x' },
        },
        { ranges: [{ type: 'GIT', repo: 'https://code.example.com', events: [{ introduced: '0' }] }] },
      ],
      references: [{ type: 'FIX', url: 'https://code.example.com/1' }, { type: 'WEB' }],
      credits: [{ name: 'Private Person' }],
      database_specific: { cwe_ids: ['CWE-22'], severity: 'LOW', private: 'x' },
    });
    expect(normaliseAdvisory(record)).toEqual({
      schemaVersion: '1.0',
      id: 'DEMO-1',
      source: 'advisories',
      sha256: record.sha256,
      format: 'OSV',
      formatVersion: '1.6.0',
      aliases: ['CVE-1', 'GHSA-2'],
      summary: 'Path traversal',
      details: 'Twice.',
      severity: 'high',
      cvss: [{ type: 'CVSS_V3', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', score: 7.5 }],
      cwes: ['CWE-22'],
      published: '2025-01-14T09:30:00.000Z',
      modified: '2025-06-01T00:00:00.000Z',
      withdrawn: null,
      affected: [
        {
          ecosystem: 'npm',
          name: '@example/router',
          purl: 'pkg:npm/%40example/router',
          ranges: [{ type: 'SEMVER', repo: null, events: [{ introduced: '0' }, { fixed: '2.3.1' }] }],
          versions: ['1.0.0', '2.0.0'],
        },
      ],
      references: [{ type: 'FIX', url: 'https://code.example.com/1' }],
    });
  });

  it('takes zero times and what is no time for none', () => {
    const advisory = normaliseAdvisory(osv('DEMO-1', { modified: '0001-01-01T00:00:00Z', published: 'soon' }));
    expect([advisory?.modified, advisory?.published]).toEqual([null, null]);
  });

  it('names purls of packages whose ecosystem has them', () => {
    const named = [
      { ecosystem: 'Maven', name: 'org.example:core' },
      { ecosystem: 'Go', name: 'github.com/Example/module/v2' },
      { ecosystem: 'Debian:12', name: 'curl' },
      { purl: 'pkg:pypi/demo@1.0' },
    ];
    const advisory = normaliseAdvisory(osv('DEMO-1', { affected: named.map((entry) => ({ package: entry })) }));
    expect(advisory?.affected.map(({ ecosystem, name, purl }) => [ecosystem, name, purl])).toEqual([
      ['Maven', 'org.example:core', 'pkg:maven/org.example/core'],
      ['Go', 'github.com/Example/module/v2', 'pkg:golang/github.com/Example/module/v2'],
      ['Debian:12', 'curl', null],
      ['PyPI', 'demo', 'pkg:pypi/demo'],
    ]);
  });

  it('leaves out other formats, newer versions and what is not JSON', () => {
    expect(normaliseAdvisory(osv('DEMO-1', { schema_version: '2.0.0' }))).toBeUndefined();
    expect(normaliseAdvisory(rawRecord('x', { bomFormat: 'CycloneDX', specVersion: '1.5' }))).toBeUndefined();
    for (const text of ['', '[', 'null', '[]', '"text"', '7']) {
      expect(normaliseAdvisory(rawRecord('x', text)))
        .withContext(text)
        .toBeUndefined();
    }
  });

  it('takes fields of another form for absent', () => {
    const odd = { affected: [null, 7, { package: 'x' }, { package: { ecosystem: 'npm', name: 7 } }], severity: 'HIGH' };
    const advisory = normaliseAdvisory(osv('DEMO-1', { ...odd, aliases: [{}, null, 'CVE-1'], details: { text: 'x' } }));
    expect(advisory).toEqual(
      jasmine.objectContaining({ affected: [], aliases: ['CVE-1'], details: null, severity: 'unknown' }),
    );
  });

  it('is not misled by members that objects inherit', () => {
    const text = '{"schema_version":"1.6.0","id":"A","__proto__":{"summary":"inherited"},"constructor":{"name":"x"}}';
    const advisory = normaliseAdvisory(rawRecord('A', text));
    expect([advisory?.summary, advisory?.affected, ({} as { summary?: string }).summary]).toEqual([
      null,
      [],
      undefined,
    ]);
  });

  it('is canonical JSON as it is serialised, whatever texts the document holds', () => {
    const halves = fc.constantFrom('\ud800', '\udfff', 'x\ud83d');
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), halves);
    fc.assert(
      fc.property(texts, texts, fc.array(texts), texts, (summary, details, aliases, name) => {
        const affected = [
          { package: { ecosystem: 'Maven', name }, ranges: [{ type: 'SEMVER', events: [{ fixed: name }] }] },
        ];
        const references = [{ type: 'WEB', url: summary }];
        const severity = [{ type: 'CVSS_V3', score: name }];
        const advisory = normaliseAdvisory(
          osv('DEMO-1', { summary, details, aliases, affected, references, severity }),
        );
        expect(JSON.stringify(advisory)).toBe(canonicalJson(advisory));
      }),
    );
  });

  it('survives a document of many megabytes', () => {
    const long = 'x'.repeat(10_000_000);
    const affected = [{ package: { ecosystem: 'npm', name: long, purl: `pkg:npm/${long}` }, versions: [long] }];
    const severity = [{ type: 'CVSS_V4', score: long }];
    const advisory = normaliseAdvisory(osv('DEMO-1', { details: long, affected, severity }));
    expect(advisory?.details?.length).toBe(long.length);
    expect(advisory?.severity).toBe('unknown');
  });
});

describe('the severity of an advisory', () => {
  const severityOf = (more: object) => normaliseAdvisory(osv('DEMO-1', more))?.severity;
  const v2 = { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:C/I:C/A:C' };
  const v3 = (score: string) => ({ type: 'CVSS_V3', score });
  const low = v3('CVSS:3.0/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N');
  const medium = v3('CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:L');
  const critical = v3('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H');
  const v4 = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' };

  it('is the rating of its vector, for every version of CVSS', () => {
    expect(severityOf({ severity: [low] })).toBe('low');
    expect(severityOf({ severity: [medium] })).toBe('medium');
    expect(severityOf({ severity: [critical] })).toBe('critical');
    expect(severityOf({ severity: [v4] })).toBe('critical');
    expect(severityOf({ severity: [v2] })).toBe('high');
  });

  it('is the highest rating of the newest version', () => {
    expect(severityOf({ severity: [v2, low, medium] })).toBe('medium');
    expect(severityOf({ severity: [critical, { ...v4, score: 'CVSS:4.0/AV:N' }] })).toBe('critical');
  });

  it('is what the database calls it where no vector rates', () => {
    expect(severityOf({ database_specific: { severity: 'MODERATE' } })).toBe('medium');
    expect(severityOf({ severity: [v3('CVSS:3.1/AV:N')], database_specific: { severity: 'CRITICAL' } })).toBe(
      'critical',
    );
    expect(severityOf({ severity: [{ type: 'Ubuntu', score: 'negligible' }] })).toBe('low');
    expect(severityOf({ database_specific: { severity: 'constructor' } })).toBe('unknown');
    expect(severityOf({})).toBe('unknown');
  });

  it('may be given for single packages', () => {
    expect(severityOf({ affected: [{ severity: [low] }, { severity: [critical] }] })).toBe('critical');
  });
});
