import { csafStatements } from './csaf-statements.ts';

const product = (id: string, purl?: string, name = id): object => ({
  product_id: id,
  name,
  ...(purl === undefined ? {} : { product_identification_helper: { purl } }),
});

const relationship = (id: string, component: string, inside: string): object => ({
  category: 'default_component_of',
  full_product_name: product(id),
  product_reference: component,
  relates_to_product_reference: inside,
});

/** The statements of a document with one vulnerability. */
function statementsOf(product_tree: object, vulnerability: object) {
  const document = { publisher: { name: 'Vendor' }, tracking: { current_release_date: '2025-03-01T00:00:00Z' } };
  return csafStatements({ document, product_tree, vulnerabilities: [{ cve: 'CVE-1', ...vulnerability }] }).statements;
}

function productsOf(product_tree: object, ...fixed: readonly string[]) {
  return statementsOf(product_tree, { product_status: { fixed } })[0]?.products;
}

describe('csafStatements', () => {
  describe('of a product in branches', () => {
    const branches = (category: string, name: string, purl: string) => ({
      branches: [
        {
          category: 'product_name',
          name: 'Library',
          branches: [
            {
              category,
              name,
              branches: [{ category: 'architecture', name: 'any', product: product('LIB', purl, 'The library') }],
            },
          ],
        },
      ],
    });

    it('mean the version that the branches give, where the purl gives none', () => {
      expect(productsOf(branches('product_version', '2.1.0', 'pkg:npm/lib?arch=x'), 'LIB')).toEqual([
        { product: 'pkg:npm/lib@2.1.0', subcomponents: [] },
      ]);
      expect(productsOf(branches('product_version', '2.1.0', 'pkg:npm/lib@2.1.0-1'), 'LIB')).toEqual([
        { product: 'pkg:npm/lib@2.1.0-1', subcomponents: [] },
      ]);
    });

    it('do not mean all versions where the branches give a range', () => {
      expect(productsOf(branches('product_version_range', 'vers:npm/>=2.2.0', 'pkg:npm/lib'), 'LIB')).toEqual([
        { product: 'The library', subcomponents: [] },
      ]);
    });

    it('mean all versions where nothing gives one', () => {
      expect(productsOf(branches('product_family', 'Libraries', 'pkg:npm/lib'), 'LIB')).toEqual([
        { product: 'pkg:npm/lib', subcomponents: [] },
      ]);
    });
  });

  it('mean each of the purls that CSAF 2.1 lists', () => {
    const purls = ['pkg:npm/lib@1.0.0', 'pkg:npm/%40scope/lib@1.0.0'];
    const listed = { ...product('LIB'), product_identification_helper: { purls } };
    expect(productsOf({ full_product_names: [listed] }, 'LIB')).toEqual(
      purls.map((purl) => ({ product: purl, subcomponents: [] })),
    );
  });

  describe('of relationships', () => {
    const full_product_names = [product('OS'), product('MODULE'), product('LIB', 'pkg:npm/lib@1.0.0')];

    it('mean the innermost component inside the outermost product', () => {
      const relationships = [
        relationship('OS:MODULE:LIB', 'LIB', 'OS:MODULE'),
        relationship('OS:MODULE', 'MODULE', 'OS'),
      ];
      expect(productsOf({ full_product_names, relationships }, 'OS:MODULE:LIB', 'OS:MODULE')).toEqual([
        { product: 'OS', subcomponents: ['pkg:npm/lib@1.0.0'] },
        { product: 'OS', subcomponents: ['MODULE'] },
      ]);
    });

    it('mean nothing else than themselves where they go round in circles or lack a side', () => {
      const relationships = [
        relationship('A', 'LIB', 'B'),
        relationship('B', 'LIB', 'A'),
        relationship('C', 'nowhere', 'OS'),
        relationship('D', 'LIB', 'nowhere'),
      ];
      const products = productsOf({ full_product_names, relationships }, 'A', 'C', 'D');
      expect(products?.map((named) => named.product)).toEqual(['A', 'C', 'D']);
      expect(products?.map((named) => named.subcomponents)).toEqual([[], [], []]);
    });
  });

  describe('justify', () => {
    const product_tree = {
      full_product_names: ['A', 'B', 'C'].map((id) => product(id)),
      product_groups: [{ group_id: 'G', product_ids: ['A', 'B'] }],
    };
    const justificationOf = (known_not_affected: string[], ...flags: object[]) =>
      statementsOf(product_tree, { product_status: { known_not_affected }, flags })[0]?.justification;
    const flag = { label: 'component_not_present' };

    it('all products alike, whether they are named, grouped or not mentioned', () => {
      expect(justificationOf(['A', 'B'], flag)).toBe('component_not_present');
      expect(justificationOf(['A', 'B'], { ...flag, group_ids: ['G'] })).toBe('component_not_present');
      expect(justificationOf(['A', 'C'], { ...flag, group_ids: ['G'], product_ids: ['C'] })).toBe(
        'component_not_present',
      );
    });

    it('nothing where that holds for some products only', () => {
      expect(justificationOf(['A', 'C'], { ...flag, group_ids: ['G'] })).toBeUndefined();
      expect(justificationOf(['A'], { ...flag, product_ids: ['B'] })).toBeUndefined();
      const another = { label: 'inline_mitigations_already_exist', product_ids: ['B'] };
      expect(justificationOf(['A', 'B'], { ...flag, product_ids: ['A'] }, another)).toBeUndefined();
    });
  });

  it('give an impact to the products that it is about', () => {
    const product_tree = { full_product_names: [product('A'), product('B')] };
    const statements = statementsOf(product_tree, {
      product_status: { known_affected: ['A'], known_not_affected: ['B'] },
      threats: [{ category: 'impact', details: 'Not installed.', product_ids: ['B'] }],
    });
    expect(statements.map((statement) => [statement?.status, statement?.impact])).toEqual([
      ['affected', undefined],
      ['not_affected', 'Not installed.'],
    ]);
  });
});
