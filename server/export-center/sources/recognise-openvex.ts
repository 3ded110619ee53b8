import { z } from 'zod';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { documentTime, fieldId, fieldList, fieldText, fieldTime, readFields } from './document-fields.ts';
import { Refusal } from './document-text.ts';
import { ecosystemOfPurl, productKey } from './product-key.ts';
import { sortedUnique, type DocumentIdentity } from './recognised-document.ts';

const namespace = 'https://openvex.dev/ns';

const identified = {
  '@id': fieldText.optional(),
  identifiers: z.looseObject({ purl: fieldText.optional() }).optional(),
};
const subcomponent = z.union([fieldText, z.looseObject(identified)]);
// Before 0.2.0 a product was the text of its identifier, and a vulnerability the text of its name.
const product = z.union([fieldText, z.looseObject({ ...identified, subcomponents: fieldList(subcomponent) })]);

const openVex = z.looseObject({
  '@context': fieldText,
  '@id': fieldId,
  timestamp: fieldTime.optional(),
  last_updated: fieldTime.optional(),
  statements: z
    .array(
      z.looseObject({
        vulnerability: z.union([fieldId, z.looseObject({ name: fieldId })]),
        status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
        products: fieldList(product),
      }),
    )
    .min(1, 'is empty'),
});

export function isOpenVex(json: object): boolean {
  return '@context' in json && typeof json['@context'] === 'string' && json['@context'].startsWith(namespace);
}

/** An OpenVEX document 0.x (https://github.com/openvex/spec). Throws `Refusal`. */
export function recogniseOpenVex(kind: EvidenceKind, json: unknown): DocumentIdentity {
  if (kind !== 'vex') throw new Refusal('is OpenVEX; it belongs in vex');
  const document = readFields('OpenVEX', openVex, json);
  const names = document.statements.flatMap((statement) => statement.products.flatMap(namesOf));
  return {
    format: 'OpenVEX',
    formatVersion: versionOf(document['@context']),
    id: document['@id'],
    subject: undefined,
    modifiedAt: documentTime(document.last_updated, document.timestamp),
    products: sortedUnique(names.map(productKey)),
    ecosystems: sortedUnique(names.flatMap((name) => ecosystemOfPurl(name)?.toLowerCase() ?? [])),
  };
}

/** The context names the version: `https://openvex.dev/ns/v0.2.0`; the bare namespace stands for the drafts before it. */
function versionOf(context: string): string {
  if (context === namespace) return '0.0.1';
  const version = /^\/v(?<version>0\.\d+\.\d+)$/.exec(context.slice(namespace.length))?.groups?.['version'];
  if (version === undefined) throw new Refusal(`has the unknown OpenVEX @context ${JSON.stringify(context)}`);
  return version;
}

function namesOf(entry: z.output<typeof product>): string[] {
  if (typeof entry === 'string') return [entry];
  return [...identifiersOf(entry), ...entry.subcomponents.flatMap(identifiersOf)];
}

function identifiersOf(entry: z.output<typeof subcomponent>): string[] {
  if (typeof entry === 'string') return [entry];
  return [entry['@id'], entry.identifiers?.purl].filter((name) => name !== undefined);
}
