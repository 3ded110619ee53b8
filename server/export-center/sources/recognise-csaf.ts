import { z } from 'zod';
import { documentTime, fieldId, fieldList, fieldText, fieldTime, readFields } from './document-fields.ts';
import { Refusal } from './refusal.ts';
import { ecosystemOfPurl, productKey } from './product-key.ts';
import { sortedUnique, type DocumentIdentity } from './recognised-document.ts';

// 2.0 knows one purl of a product, 2.1 a list of them (CSAF 2.1, 3.1.3.3.4).
const product = z.looseObject({
  product_id: fieldId,
  name: fieldId,
  product_identification_helper: z.looseObject({ purl: fieldText.optional(), purls: fieldList(fieldText) }).optional(),
});

type Product = z.output<typeof product>;

const branch = z.looseObject({
  product: product.optional(),
  // Products lie in a tree of vendors, names and versions; the depth is bounded before a document is parsed.
  get branches(): z.ZodOptional<z.ZodArray<z.ZodType<Branch>>> {
    return z.array(branch).optional();
  },
});

interface Branch {
  product?: Product | undefined;
  branches?: Branch[] | undefined;
}

/** What a VEX statement can say of products (CSAF 2.0, 4.5): at least one of them is required. */
const statuses = ['fixed', 'known_affected', 'known_not_affected', 'under_investigation'] as const;

const productIds = z.array(fieldId).min(1, 'is empty').optional();
const productStatus = z
  .looseObject({
    fixed: productIds,
    known_affected: productIds,
    known_not_affected: productIds,
    under_investigation: productIds,
  })
  .refine((given) => statuses.some((status) => given[status] !== undefined), {
    message: `names none of ${statuses.join(', ')}`,
  });

const reference = { product_ids: fieldList(fieldId), group_ids: fieldList(fieldId) };
const vulnerability = z
  .looseObject({
    cve: fieldId.optional(),
    ids: fieldList(z.looseObject({ system_name: fieldText, text: fieldId })),
    product_status: productStatus,
    flags: fieldList(z.looseObject({ label: fieldText, ...reference })),
    threats: fieldList(z.looseObject({ category: fieldText, details: z.string(), ...reference })),
  })
  .refine(({ cve, ids }) => cve !== undefined || ids.length > 0, { message: 'has neither cve nor ids' });

const csaf = z.looseObject({
  document: z.looseObject({
    category: fieldText,
    csaf_version: fieldText,
    publisher: z.looseObject({ name: fieldText }),
    tracking: z.looseObject({
      id: fieldId,
      current_release_date: fieldTime,
      initial_release_date: fieldTime.optional(),
    }),
  }),
  product_tree: z.looseObject({
    branches: z.array(branch).optional(),
    full_product_names: fieldList(product),
    relationships: fieldList(
      z.looseObject({
        category: fieldText,
        full_product_name: product,
        product_reference: fieldId,
        relates_to_product_reference: fieldId,
      }),
    ),
    product_groups: fieldList(z.looseObject({ group_id: fieldId, product_ids: z.array(fieldId) })),
  }),
  vulnerabilities: z.array(vulnerability).min(1, 'is empty'),
});

type Csaf = z.output<typeof csaf>;

/** A document of the profile VEX of CSAF (https://docs.oasis-open.org/csaf/csaf/v2.0/, section 4.5). Throws `Refusal`. */
export function recogniseCsaf(json: unknown): DocumentIdentity {
  checkCategory(json);
  const document = readFields('CSAF VEX', csaf, json);
  const products = productsOf(document.product_tree);
  checkReferences(document, products);
  const { tracking } = document.document;
  const purls = products.flatMap(purlsOf);
  return {
    id: tracking.id,
    subject: undefined,
    modifiedAt: documentTime(tracking.current_release_date, tracking.initial_release_date),
    products: sortedUnique(purls.map(productKey)),
    ecosystems: sortedUnique(purls.flatMap((purl) => ecosystemOfPurl(purl)?.toLowerCase() ?? [])),
  };
}

/** Told before anything that only the profile requires. */
function checkCategory(json: unknown): void {
  const { category } = readFields(
    'CSAF',
    z.looseObject({ document: z.looseObject({ category: fieldText }) }),
    json,
  ).document;
  if (category !== 'csaf_vex') {
    throw new Refusal(`is CSAF whose document.category is ${JSON.stringify(category)}; only csaf_vex is VEX`);
  }
}

/** A status of a product that nothing describes would be lost without a word (CSAF 2.0, 6.1.1). */
function checkReferences({ vulnerabilities }: Csaf, products: readonly Product[]): void {
  const known = new Set(products.map(({ product_id }) => product_id));
  for (const [index, { product_status }] of vulnerabilities.entries()) {
    for (const status of statuses) {
      const unknown = (product_status[status] ?? []).find((id) => !known.has(id));
      if (unknown === undefined) continue;
      const field = `vulnerabilities[${index}].product_status.${status}`;
      throw new Refusal(`is not CSAF VEX: ${field} names ${JSON.stringify(unknown)}, which product_tree lacks`);
    }
  }
}

function productsOf({ branches, full_product_names, relationships }: Csaf['product_tree']): Product[] {
  return [
    ...(branches ?? []).flatMap(productsOfBranch),
    ...full_product_names,
    ...relationships.map(({ full_product_name }) => full_product_name),
  ];
}

function productsOfBranch(outer: Branch): Product[] {
  return [...(outer.product ? [outer.product] : []), ...(outer.branches ?? []).flatMap(productsOfBranch)];
}

function purlsOf({ product_identification_helper: helper }: Product): string[] {
  return [...(helper?.purl === undefined ? [] : [helper.purl]), ...(helper?.purls ?? [])];
}
