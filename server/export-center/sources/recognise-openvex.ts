import { z } from 'zod';
import { documentTime, fieldId, fieldList, fieldText, fieldTime, prose, readFields } from './document-fields.ts';
import { ecosystemOfPurl, productKey } from './product-key.ts';
import { sortedUnique, type DocumentIdentity } from './recognised-document.ts';

const identified = {
  '@id': fieldText.optional(),
  identifiers: z.looseObject({ purl: fieldText.optional() }).optional(),
};
const subcomponent = z.union([fieldText, z.looseObject(identified)]);
// Before 0.2.0 a product was the text of its identifier, and a vulnerability the text of its name.
const product = z.union([fieldText, z.looseObject({ ...identified, subcomponents: fieldList(subcomponent) })]);

const justifications = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;

const openVex = z.looseObject({
  '@id': fieldId,
  author: fieldText.optional(),
  timestamp: fieldTime.optional(),
  last_updated: fieldTime.optional(),
  statements: z
    .array(
      z.looseObject({
        vulnerability: z.union([fieldId, z.looseObject({ name: fieldId, aliases: fieldList(fieldId) })]),
        timestamp: fieldTime.optional(),
        last_updated: fieldTime.optional(),
        status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
        justification: z.enum(justifications).optional(),
        impact_statement: prose,
        products: fieldList(product),
      }),
    )
    .min(1, 'is empty'),
});

/** An OpenVEX document 0.x (https://github.com/openvex/spec). Throws `Refusal`. */
export function recogniseOpenVex(json: unknown): DocumentIdentity {
  const document = readFields('OpenVEX', openVex, json);
  const names = document.statements.flatMap((statement) => statement.products.flatMap(namesOf));
  return {
    id: document['@id'],
    subject: undefined,
    modifiedAt: documentTime(document.last_updated, document.timestamp),
    products: sortedUnique(names.map(productKey)),
    ecosystems: sortedUnique(names.flatMap((name) => ecosystemOfPurl(name)?.toLowerCase() ?? [])),
  };
}

function namesOf(entry: z.output<typeof product>): string[] {
  if (typeof entry === 'string') return [entry];
  return [...identifiersOf(entry), ...entry.subcomponents.flatMap(identifiersOf)];
}

function identifiersOf(entry: z.output<typeof subcomponent>): string[] {
  if (typeof entry === 'string') return [entry];
  return [entry['@id'], entry.identifiers?.purl].filter((name) => name !== undefined);
}
