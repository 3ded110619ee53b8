import { type VexStatus } from '../model.ts';
import { type CsafProducts, readProductTree } from './csaf-products.ts';
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

/** What the vulnerabilities of a document refer to. */
interface CsafContext {
  readonly productsOf: CsafProducts;
  /** Product ids by the id of their group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly time: string | undefined;
}

/** CSAF 2.x (https://docs.oasis-open.org/csaf/csaf/v2.0/): one statement for each status of each vulnerability. */
export function csafStatements(json: unknown): VexDocument {
  const about = field(json, 'document');
  const tree = field(json, 'product_tree');
  const context = {
    productsOf: readProductTree(tree),
    groups: readGroups(tree),
    time: timeField(field(about, 'tracking'), 'current_release_date'),
  };
  return {
    author: textField(field(about, 'publisher'), 'name'),
    statements: listField(json, 'vulnerabilities').flatMap((vulnerability) => statementsOf(vulnerability, context)),
  };
}

function readGroups(tree: unknown): CsafContext['groups'] {
  return new Map(
    listField(tree, 'product_groups').map((group) => [
      textField(group, 'group_id') ?? '',
      textsField(group, 'product_ids'),
    ]),
  );
}

function statementsOf(vulnerability: unknown, { productsOf, groups, time }: CsafContext): VexStatement[] {
  const cve = textField(vulnerability, 'cve');
  const ids = listField(vulnerability, 'ids').flatMap((id) => textField(id, 'text') ?? []);
  const [name, ...aliases] = cve === undefined ? ids : [cve, ...ids];
  if (name === undefined) return [];
  const idsByStatus = productIdsByStatus(field(vulnerability, 'product_status'));
  // CSAF 2.0, 3.2.3.5: machine-readable justifications; 3.2.3.14: what a vulnerability does to a product.
  const justificationOf = readSayings(listField(vulnerability, 'flags'), 'label', groups);
  const impacts = listField(vulnerability, 'threats').filter((threat) => field(threat, 'category') === 'impact');
  const impactOf = readSayings(impacts, 'details', groups);
  return order.flatMap((status) => {
    const productIds = idsByStatus.get(status) ?? [];
    if (productIds.length === 0) return [];
    return {
      vulnerability: name,
      aliases,
      products: productIds.flatMap(productsOf),
      status,
      justification: status === 'not_affected' ? justificationOf(productIds) : undefined,
      impact: impactOf(productIds),
      timestamp: time,
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

/** Answers what entries say of all the products alike; undefined where they say different things, or of some nothing. */
function readSayings(
  entries: readonly unknown[],
  name: string,
  groups: CsafContext['groups'],
): (productIds: readonly string[]) => string | undefined {
  const ofProduct = new Map<string, string | undefined>();
  let ofAll: string | undefined;
  for (const entry of entries) {
    const text = textField(entry, name);
    const [ids, groupIds] = [textsField(entry, 'product_ids'), textsField(entry, 'group_ids')];
    if (ids.length === 0 && groupIds.length === 0) ofAll ??= text;
    for (const id of [ids, ...groupIds.map((group) => groups.get(group) ?? [])].flat())
      ofProduct.set(id, ofProduct.get(id) ?? text);
  }
  return (productIds) => {
    const texts = new Set(productIds.map((id) => ofProduct.get(id) ?? ofAll));
    return texts.size === 1 ? [...texts][0] : undefined;
  };
}
