import { type RawRecord } from '../derive/raw-evidence.ts';
import { NORMALISED_SCHEMA_VERSION, type NormalisedVexStatement, type VexProduct } from '../model.ts';
import { csafStatements } from './csaf-statements.ts';
import { cycloneDxStatements } from './cyclonedx-statements.ts';
import { compareText } from '../../verification/compare-text.ts';
import { parsedJson, sortedSet } from './fields.ts';
import { type DocumentFormat, type EvidenceFormat, formatOf } from './format-of.ts';
import { openVexStatements } from './openvex-statements.ts';
import { type VexDocument, type VexStatement } from './vex-document.ts';

/**
 * Characters of the names in one statement, which is one line in memory: as many as a document may have. References are short and
 * names are long, so a hostile document could make a thousand times its size of them.
 */
const MAXIMUM_NAMES = 32 * 1024 * 1024;

/**
 * The statements of an OpenVEX, CycloneDX or CSAF document with the fields that the model names and no others; undefined for
 * other formats, for versions that are not known, and for documents whose statements would be too large. Objects are built with sorted members: their JSON is canonical.
 */
export function normaliseVex(record: RawRecord): readonly NormalisedVexStatement[] | undefined {
  const json = parsedJson(record.content);
  const format = formatOf(json);
  const read = format?.supported ? readers.get(format.format) : undefined;
  if (format === undefined || read === undefined) return undefined;
  const { author, statements } = read(json);
  if (statements.some((statement) => statement !== undefined && charactersOf(statement) > MAXIMUM_NAMES))
    return undefined;
  return statements.flatMap((statement, number) =>
    statement === undefined ? [] : normalisedStatement(record, format, author, statement, number),
  );
}

const readers = new Map<EvidenceFormat, (json: unknown) => VexDocument>([
  ['OpenVEX', openVexStatements],
  ['CycloneDX', cycloneDxStatements],
  ['CSAF', csafStatements],
]);

function normalisedStatement(
  { id, source, sha256 }: RawRecord,
  { format, formatVersion }: DocumentFormat,
  author: string | undefined,
  statement: VexStatement,
  number: number,
): NormalisedVexStatement {
  return {
    aliases: sortedSet(statement.aliases.filter((alias) => alias !== statement.vulnerability)),
    author: author ?? null,
    format,
    formatVersion,
    id,
    impact: statement.impact ?? null,
    justification: statement.justification ?? null,
    products: sortedProducts(statement.products),
    schemaVersion: NORMALISED_SCHEMA_VERSION,
    sha256,
    source,
    statement: number,
    status: statement.status,
    timestamp: statement.timestamp ?? null,
    vulnerability: statement.vulnerability,
  };
}

function charactersOf({ products }: VexStatement): number {
  return products.reduce(
    (sum, { product, subcomponents }) =>
      subcomponents.reduce((inner, name) => inner + name.length, sum + product.length),
    0,
  );
}

/** Each product once. Where it is named both with and without subcomponents, the whole product is meant. */
function sortedProducts(products: readonly VexProduct[]): VexProduct[] {
  const inside = new Map<string, Set<string>>();
  const whole = new Set<string>();
  for (const { product, subcomponents } of products) {
    if (subcomponents.length === 0) whole.add(product);
    const known = inside.get(product) ?? new Set();
    for (const subcomponent of subcomponents) known.add(subcomponent);
    inside.set(product, known);
  }
  return [...inside]
    .sort(([one], [other]) => compareText(one, other))
    .map(([product, known]) => ({ product, subcomponents: whole.has(product) ? [] : sortedSet(known) }));
}
