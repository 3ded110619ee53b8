import { derive } from '../testing/derive.ts';
import { openVex, osvFor, sbomOf } from '../testing/raw-documents.ts';

describe('deriveEvidence with VEX', () => {
  const advisories = [
    osvFor('GO-1', 'Go', 'example.com/lib', undefined, { aliases: ['CVE-1'] }),
    osvFor('GO-2', 'Go', 'example.com/lib', undefined, { aliases: ['CVE-2'] }),
  ];
  const component = { 'bom-ref': 'app', name: 'app', version: '1.0', purl: 'pkg:golang/example.com/app@v1.0' };
  const lib = 'pkg:golang/example.com/lib@v1.0.0';
  const sboms = [sbomOf('app@1.0', [lib], { metadata: { component } }), sbomOf('other@1.0', [lib])];
  const statement = { vulnerability: 'CVE-1', status: 'not_affected' };
  const decided = async (...vex: ReturnType<typeof openVex>[]) => {
    const { evaluations, counts } = await derive({ advisories, sboms, vex });
    expect(counts.evaluations).toBe(4);
    const lines = evaluations.filter(({ vexStatus }) => vexStatus !== null);
    expect(counts.findings).toBe(
      4 - lines.filter(({ vexStatus }) => /not_affected|fixed/.test(vexStatus ?? '')).length,
    );
    return lines.map(({ subject, advisory, vexStatus, vexStatement, rule }) =>
      [subject, advisory, vexStatus, vexStatement, rule].join(' '),
    );
  };

  for (const [where, drafted] of [
    ['the component inside the subject', { product: 'app@1.0', subcomponents: [lib] }],
    [
      'the component inside the purl of the subject',
      { product: 'pkg:golang/example.com/app@v1.0', subcomponents: [lib] },
    ],
    [
      'the component inside all versions of the subject',
      { product: 'app', subcomponents: ['pkg:golang/example.com/LIB'] },
    ],
    ['the whole subject', { product: 'app@1.0' }],
  ] as const) {
    it(`takes a statement on ${where}`, async () => {
      expect(await decided(openVex('V', 'A', { ...statement, ...drafted }))).toEqual([
        'app@1.0 GO-1 not_affected V#0 vex:not_affected',
      ]);
    });
  }

  it('takes a statement on the component for every subject', async () => {
    expect(await decided(openVex('V', 'A', { ...statement, product: lib, status: 'fixed' }))).toEqual([
      'app@1.0 GO-1 fixed V#0 vex:fixed',
      'other@1.0 GO-1 fixed V#0 vex:fixed',
    ]);
  });

  it('takes no statement on another version, product, component or vulnerability', async () => {
    const drafts = [
      { ...statement, product: 'app@2.0' },
      { ...statement, product: 'ap' },
      { ...statement, product: 'app@1.0', subcomponents: ['pkg:golang/example.com/lib@v2.0.0'] },
      { ...statement, product: 'pkg:npm/lib@1.0.0' },
      { ...statement, product: 'app@1.0', vulnerability: 'CVE-3' },
      { ...statement, product: '__proto__' },
    ];
    expect(await decided(openVex('V', 'A', ...drafts))).toEqual([]);
  });

  it('tells images of one name by their registry or their digest', async () => {
    const digest = `sha256:${'a1'.repeat(32)}`;
    const image = (registry: string, version = '') => `pkg:oci/app${version}?repository_url=${registry}/app`;
    const metadata = {
      component: { name: 'app', version: '1.0', purl: image('https://One.example.com', `@${digest}`) },
    };
    const evaluationsWith = async (product: string) => {
      const documents = { advisories, sboms: [sbomOf('image', [lib], { metadata })] };
      const { evaluations } = await derive({ ...documents, vex: [openVex('V', 'A', { ...statement, product })] });
      return evaluations.flatMap(({ vexStatement }) => vexStatement ?? []);
    };
    expect(await evaluationsWith(image('one.example.com'))).toEqual(['V#0']);
    expect(await evaluationsWith('pkg:oci/app')).toEqual(['V#0']);
    expect(await evaluationsWith(image('two.example.com', `@${digest}`))).toEqual(['V#0']);
    expect(await evaluationsWith(image('two.example.com'))).toEqual([]);
    expect(await evaluationsWith(image('two.example.com', '@1.0'))).toEqual([]);
  });

  it('lets a statement on the component in its product come before one on the product, and that before one on the component', async () => {
    const inside = { ...statement, product: 'app@1.0', subcomponents: [lib], status: 'affected' };
    const product = { ...statement, product: 'app@1.0', status: 'under_investigation' };
    const general = { ...statement, product: lib };
    expect(await decided(openVex('V', 'A', general, product, inside))).toEqual([
      'app@1.0 GO-1 affected V#2 default',
      'other@1.0 GO-1 not_affected V#0 vex:not_affected',
    ]);
    expect((await decided(openVex('V', 'A', general, product)))[0]).toBe(
      'app@1.0 GO-1 under_investigation V#1 default',
    );
  });

  it('lets the newest statement count, and the more cautious one of the same time', async () => {
    const on = (time: string, status: string) => ({
      ...statement,
      product: lib,
      status,
      timestamp: `2025-0${time}-01T00:00:00Z`,
    });
    const first = (lines: string[]) => lines[0]?.split(' ').slice(2, 4).join(' ');
    expect(first(await decided(openVex('V', 'A', on('1', 'affected'), on('2', 'not_affected'))))).toBe(
      'not_affected V#1',
    );
    expect(first(await decided(openVex('V', 'A', on('2', 'fixed')), openVex('W', 'B', on('2', 'affected'))))).toBe(
      'affected W#0',
    );
    expect(first(await decided(openVex('V', 'A', on('3', 'fixed')), openVex('W', 'B', on('2', 'affected'))))).toBe(
      'fixed V#0',
    );
  });

  it('writes one consensus for all names of a vulnerability, with its conflict', async () => {
    const { consensus } = await derive({
      advisories,
      vex: [
        openVex('V', 'A', { vulnerability: 'GO-1', product: lib, status: 'not_affected' }),
        openVex('W', 'B', {
          vulnerability: 'CVE-1',
          product: 'pkg:golang/example.com/LIB@v1.0.0',
          status: 'affected',
        }),
        openVex('X', 'B', {
          vulnerability: 'GHSA-7',
          aliases: ['CVE-2'],
          product: 'app',
          subcomponents: [lib],
          status: 'fixed',
        }),
      ],
    });
    expect(consensus).toEqual([
      {
        product: 'app',
        subcomponent: lib,
        vulnerability: 'CVE-2',
        status: 'fixed',
        justification: null,
        statements: ['X#0'],
        conflict: false,
      },
      {
        product: lib,
        subcomponent: null,
        vulnerability: 'CVE-1',
        status: 'affected',
        justification: null,
        statements: ['W#0', 'V#0'],
        conflict: true,
      },
    ]);
  });
});
