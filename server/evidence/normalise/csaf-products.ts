import { type VexProduct } from '../model.ts';
import { field, listField, textField, textsField } from './fields.ts';
import { readPurl, versionedName } from './package-url.ts';

/** What each product id of a CSAF document stands for: products, or components inside of products. */
export type CsafProducts = (productId: string) => readonly VexProduct[];

/** Red Hat's packages lie in modules, and those in repositories; deeper ones are nobody's. */
const maximumNesting = 16;

/** Reads the product tree (CSAF 2.0, 3.2.2). An id that it does not explain stands for itself. */
export function readProductTree(tree: unknown): CsafProducts {
  const names = readNames(tree);
  const relationships = readRelationships(tree);
  /** The names at the end of a chain of relationships, followed by one of their two sides. */
  const namesAlong = (side: keyof Relationship, productId: string | undefined): readonly string[] | undefined => {
    let id = productId;
    for (let nesting = 0; id !== undefined && nesting < maximumNesting; nesting++) {
      const relationship = relationships.get(id);
      if (relationship === undefined) return names.get(id);
      id = relationship[side];
    }
    return undefined;
  };
  return (id) => {
    const products = namesAlong('product', id);
    const components = relationships.has(id) ? namesAlong('component', id) : [];
    // Half a relationship would say of the whole product what is said of a component.
    if (products === undefined || components === undefined) return [{ product: id, subcomponents: [] }];
    return products.map((product) => ({ product, subcomponents: components }));
  };
}

/** Ids of products, which may be relationships in turn: a package of a module of a repository. */
interface Relationship {
  readonly component: string | undefined;
  readonly product: string | undefined;
}

function readRelationships(tree: unknown): ReadonlyMap<string, Relationship> {
  return new Map(
    listField(tree, 'relationships').flatMap((entry): [string, Relationship][] => {
      const id = textField(field(entry, 'full_product_name'), 'product_id');
      const component = textField(entry, 'product_reference');
      return id === undefined ? [] : [[id, { component, product: textField(entry, 'relates_to_product_reference') }]];
    }),
  );
}

function readNames(tree: unknown): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...placedProducts(tree)].flatMap((placed): [string, readonly string[]][] => {
      const id = textField(placed.product, 'product_id');
      const names = namesOf(placed);
      return id === undefined || names.length === 0 ? [] : [[id, names]];
    }),
  );
}

/** A product and what the branches around it say of its version. */
interface PlacedProduct {
  readonly product: unknown;
  /** Null where they give a range. */
  readonly version: string | null | undefined;
}

/**
 * Its purls, which are what SBOMs know as well, else its name. A purl without a version stands for all of them: it does not name
 * a product that is one version or a range of them, and ranges cannot be named.
 */
function namesOf({ product, version }: PlacedProduct): readonly string[] {
  const helper = field(product, 'product_identification_helper');
  // CSAF 2.0 knows one purl of a product, 2.1 a list (3.1.3.3.4).
  const purls = [...new Set([textField(helper, 'purl') ?? [], textsField(helper, 'purls')].flat())];
  const named = purls.flatMap((purl) => {
    if (version === undefined || readPurl(purl)?.version !== undefined) return purl;
    return version === null ? [] : versionedName(purl, version);
  });
  return named.length > 0 ? named : [textField(product, 'name') ?? []].flat();
}

/** Products lie in a list and in branches; walked without recursion, since their depth is up to the document. */
function* placedProducts(tree: unknown): Generator<PlacedProduct> {
  for (const product of listField(tree, 'full_product_names')) yield { product, version: undefined };
  const waiting: { branch: unknown; version: PlacedProduct['version'] }[] = [{ branch: tree, version: undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { branch } = next;
    const own = versionOfBranch(branch);
    const version = own === undefined ? next.version : own;
    yield { product: field(branch, 'product'), version };
    for (const inner of listField(branch, 'branches')) waiting.push({ branch: inner, version });
  }
}

/** CSAF 2.0, 3.1.2.2. Null for a range; undefined for a branch of another category. */
function versionOfBranch(branch: unknown): PlacedProduct['version'] {
  switch (field(branch, 'category')) {
    case 'product_version':
      return textField(branch, 'name');
    case 'product_version_range':
      return null;
    default:
      return undefined;
  }
}
