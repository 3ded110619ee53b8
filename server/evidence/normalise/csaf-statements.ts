import { type VexProduct, type VexStatus } from '../model.ts';
import { field, listField, textField, textsField, timeField } from './fields.ts';
import { type VexDocument, type VexStatement } from './vex-document.ts';

/** CSAF 2.0, 3.2.3.9, "Product Status", as VEX reads it (profile 5, 4.5); what is merely recommended states nothing. */
const statusOfGroup = new Map<string, VexStatus>([
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['known_not_affected', 'not_affected'],
  ['under_investigation', 'under_investigation'],
]);

const order: readonly VexStatus[] = ['affected', 'fixed', 'not_affected', 'under_investigation'];

/** CSAF 2.x (https://docs.oasis-open.org/csaf/csaf/v2.0/): one statement for each status of each vulnerability. */
export function csafStatements(json: unknown): VexDocument {
  const about = field(json, 'document');
  const time = timeField(field(about, 'tracking'), 'current_release_date');
  const products = readProductTree(field(json, 'product_tree'));
  return {
    author: textField(field(about, 'publisher'), 'name'),
    statements: listField(json, 'vulnerabilities').flatMap((vulnerability) =>
      statementsOf(vulnerability, products, time),
    ),
  };
}

type Products = ReadonlyMap<string, VexProduct>;

function statementsOf(vulnerability: unknown, products: Products, timestamp: string | undefined): VexStatement[] {
  const cve = textField(vulnerability, 'cve');
  const ids = listField(vulnerability, 'ids').flatMap((id) => textField(id, 'text') ?? []);
  const [name, ...aliases] = cve === undefined ? ids : [cve, ...ids];
  if (name === undefined) return [];
  const idsByStatus = productIdsByStatus(field(vulnerability, 'product_status'));
  return order.flatMap((status) => {
    const productIds = idsByStatus.get(status) ?? [];
    if (productIds.length === 0) return [];
    return {
      vulnerability: name,
      aliases,
      products: productIds.map((id) => products.get(id) ?? { product: id, subcomponents: [] }),
      status,
      justification: status === 'not_affected' ? justificationOf(vulnerability) : undefined,
      impact: threatOf(vulnerability),
      timestamp,
    };
  });
}

function productIdsByStatus(productStatus: unknown): Map<VexStatus, string[]> {
  const ids = new Map<VexStatus, string[]>();
  for (const [group, status] of statusOfGroup) {
    ids.set(status, [...(ids.get(status) ?? []), ...textsField(productStatus, group)]);
  }
  return ids;
}

/** CSAF 2.0, 3.2.3.5, "Flags": machine-readable justifications. One that only some of the products have is left out. */
function justificationOf(vulnerability: unknown): string | undefined {
  const labels = new Set(listField(vulnerability, 'flags').flatMap((flag) => textField(flag, 'label') ?? []));
  return labels.size === 1 ? [...labels][0] : undefined;
}

function threatOf(vulnerability: unknown): string | undefined {
  const threat = listField(vulnerability, 'threats').find((entry) => field(entry, 'category') === 'impact');
  return textField(threat, 'details');
}

/** What each product id stands for: a product, or with relationships a component inside of one. */
function readProductTree(tree: unknown): Products {
  const names = new Map<string, string>();
  for (const product of fullProducts(tree)) {
    const id = textField(product, 'product_id');
    const name = textField(field(product, 'product_identification_helper'), 'purl') ?? textField(product, 'name');
    if (id !== undefined && name !== undefined) names.set(id, name);
  }
  const products = new Map(
    [...names].map(([id, product]): [string, VexProduct] => [id, { product, subcomponents: [] }]),
  );
  for (const relationship of listField(tree, 'relationships')) {
    const id = textField(field(relationship, 'full_product_name'), 'product_id');
    const product = names.get(textField(relationship, 'relates_to_product_reference') ?? '');
    const component = names.get(textField(relationship, 'product_reference') ?? '');
    if (id === undefined || product === undefined || component === undefined) continue;
    products.set(id, { product, subcomponents: [component] });
  }
  return products;
}

/** CSAF 2.0, 3.2.2: products lie in a list and in branches; walked without recursion, since their depth is up to the document. */
function* fullProducts(tree: unknown): Generator {
  yield* listField(tree, 'full_product_names');
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const branch = waiting.pop();
    yield field(branch, 'product');
    for (const inner of listField(branch, 'branches')) waiting.push(inner);
  }
}
