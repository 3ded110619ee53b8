import { rawRecord } from '../testing/raw-documents.ts';
import { normaliseVex } from './normalise-vex.ts';

describe('normaliseVex of CycloneDX', () => {
  const cycloneDx = (more: object) =>
    normaliseVex(rawRecord('x', { bomFormat: 'CycloneDX', specVersion: '1.5', ...more })) ?? [];
  const vulnerability = (state: string, ...affects: object[]) => ({ id: 'CVE-1', analysis: { state }, affects });

  it('gives one statement for each analysed vulnerability, by its number in the document', () => {
    const statements = cycloneDx({
      metadata: { timestamp: '2025-01-01T00:00:00Z', authors: [{ name: 'Someone' }] },
      vulnerabilities: [
        { id: 'CVE-0', affects: [] },
        {
          id: 'CVE-1',
          references: [{ id: 'GHSA-1' }],
          analysis: {
            state: 'false_positive',
            justification: 'code_not_present',
            detail: 'No.',
            lastUpdated: '2025-02-01T00:00:00Z',
          },
          affects: [{ ref: 'pkg:npm/app@1.0.0' }],
        },
      ],
    });
    expect(statements).toEqual([
      jasmine.objectContaining({
        statement: 1,
        author: 'Someone',
        timestamp: '2025-02-01T00:00:00.000Z',
        vulnerability: 'CVE-1',
        aliases: ['GHSA-1'],
        status: 'not_affected',
        justification: 'code_not_present',
        impact: 'No.',
        products: [{ product: 'pkg:npm/app@1.0.0', subcomponents: [] }],
      }),
    ]);
  });

  it('tells each state of an analysis', () => {
    const states = [
      'exploitable',
      'in_triage',
      'false_positive',
      'not_affected',
      'resolved',
      'resolved_with_pedigree',
      'x',
    ];
    const statements = cycloneDx({ vulnerabilities: states.map((state) => vulnerability(state, { ref: 'a' })) });
    expect(statements.map(({ status }) => status)).toEqual([
      'affected',
      'under_investigation',
      'not_affected',
      'not_affected',
      'fixed',
      'fixed',
    ]);
  });

  it('means components inside the subject of the document', () => {
    const component = { 'bom-ref': 'app', group: 'team', name: 'app', version: '1.0' };
    const components = [{ 'bom-ref': 'lib', purl: 'pkg:npm/lib@2.0.0' }];
    const affects = [{ ref: 'app' }, { ref: 'lib' }, { ref: 'pkg:npm/elsewhere@1.0.0' }, { ref: 'nowhere' }];
    const whole = [vulnerability('resolved', ...affects)];
    const productsOf = (more: object) =>
      cycloneDx({ ...more, vulnerabilities: [vulnerability('resolved', ...affects.slice(1))] })[0]?.products;
    expect(cycloneDx({ metadata: { component }, components, vulnerabilities: whole })[0]?.products).toEqual([
      { product: 'nowhere', subcomponents: [] },
      { product: 'team/app@1.0', subcomponents: [] },
    ]);
    expect(productsOf({ metadata: { component }, components })).toEqual([
      { product: 'nowhere', subcomponents: [] },
      { product: 'team/app@1.0', subcomponents: ['pkg:npm/elsewhere@1.0.0', 'pkg:npm/lib@2.0.0'] },
    ]);
    expect(productsOf({ components })).toEqual([
      { product: 'nowhere', subcomponents: [] },
      { product: 'pkg:npm/elsewhere@1.0.0', subcomponents: [] },
      { product: 'pkg:npm/lib@2.0.0', subcomponents: [] },
    ]);
  });

  it('means components that the subject holds itself', () => {
    const part = { 'bom-ref': 'part', purl: 'pkg:npm/part@2.0.0' };
    const component = { 'bom-ref': 'app', name: 'app', version: '1.0', components: [part] };
    const vulnerabilities = [vulnerability('resolved', { ref: 'part' })];
    expect(cycloneDx({ metadata: { component }, vulnerabilities })[0]?.products).toEqual([
      { product: 'app@1.0', subcomponents: ['pkg:npm/part@2.0.0'] },
    ]);
  });

  it('follows BOM-Links to components of other documents', () => {
    const link = 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1';
    const refs = [`${link}#pkg:npm/%40scope/lib@1.0.0`, `${link}#pkg%3Anpm%2Fother%401.0.0`, `${link}#product-ABC`];
    expect(
      cycloneDx({ vulnerabilities: [vulnerability('resolved', ...refs.map((ref) => ({ ref })))] })[0]?.products,
    ).toEqual([
      { product: link, subcomponents: ['pkg:npm/%40scope/lib@1.0.0', 'pkg:npm/other@1.0.0'] },
      { product: `${link}#product-ABC`, subcomponents: [] },
    ]);
  });

  it('means the versions that are listed as such, and guesses no ranges', () => {
    const versions = [
      { version: '2.4', status: 'affected' },
      { version: '2.6' },
      { version: '2.8', status: 'unaffected' },
      { range: 'vers:generic/>=2.9|<=4.1', status: 'affected' },
    ];
    const productsOf = (state: string) =>
      cycloneDx({ vulnerabilities: [vulnerability(state, { ref: 'pkg:npm/%40scope/app@1.0', versions })] })[0]
        ?.products;
    expect(productsOf('exploitable')?.map(({ product }) => product)).toEqual([
      'pkg:npm/%40scope/app@2.4',
      'pkg:npm/%40scope/app@2.6',
    ]);
    expect(productsOf('not_affected')?.map(({ product }) => product)).toEqual([
      'pkg:npm/%40scope/app@2.6',
      'pkg:npm/%40scope/app@2.8',
    ]);
  });
});
