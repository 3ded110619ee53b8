import { type VexProduct, type VexStatus } from '../model.ts';
import { field, listField, text, textField, textsField, timeField } from './fields.ts';
import { type VexDocument, type VexStatement } from './vex-document.ts';

/** OpenVEX 0.x (https://github.com/openvex/spec). */
export function openVexStatements(json: unknown): VexDocument {
  const time = timeField(json, 'last_updated') ?? timeField(json, 'timestamp');
  return {
    author: textField(json, 'author'),
    statements: listField(json, 'statements').map((statement) => readStatement(statement, time)),
  };
}

const statuses: ReadonlySet<unknown> = new Set<VexStatus>(['not_affected', 'affected', 'fixed', 'under_investigation']);

/** Undefined without a vulnerability or a known status: import refuses such documents. */
function readStatement(statement: unknown, documentTime: string | undefined): VexStatement | undefined {
  const named = field(statement, 'vulnerability');
  // Before 0.2.0 a vulnerability was the text of its name, and a product that of its identifier.
  const vulnerability = text(named) ?? textField(named, 'name') ?? textField(named, '@id');
  const status = field(statement, 'status');
  if (vulnerability === undefined || !isStatus(status)) return undefined;
  return {
    vulnerability,
    aliases: textsField(named, 'aliases'),
    products: listField(statement, 'products').flatMap((entry) =>
      productsOf(entry, listField(statement, 'subcomponents')),
    ),
    status,
    justification: textField(statement, 'justification'),
    impact: textField(statement, 'impact_statement') ?? textField(statement, 'status_notes'),
    timestamp: timeField(statement, 'last_updated') ?? timeField(statement, 'timestamp') ?? documentTime,
  };
}

function isStatus(status: unknown): status is VexStatus {
  return statuses.has(status);
}

/**
 * Before 0.2.0 the subcomponents were those of the statement. What is said of parts without a name (with hashes, say) is not
 * said of the whole product.
 */
function productsOf(entry: unknown, ofStatement: readonly unknown[]): VexProduct[] {
  const product = nameOf(entry);
  const own = listField(entry, 'subcomponents');
  const listed = own.length > 0 ? own : ofStatement;
  const subcomponents = listed.flatMap((subcomponent) => nameOf(subcomponent) ?? []);
  if (product === undefined || (listed.length > 0 && subcomponents.length === 0)) return [];
  return [{ product, subcomponents }];
}

/** The purl where there is one: it is what SBOMs know as well. */
function nameOf(entry: unknown): string | undefined {
  return text(entry) ?? textField(field(entry, 'identifiers'), 'purl') ?? textField(entry, '@id');
}
