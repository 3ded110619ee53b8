import { type VexProduct, type VexStatus } from '../model.ts';
import { cycloneDxName, withNested } from './cyclonedx-components.ts';
import { field, listField, text, textField, timeField } from './fields.ts';
import { type VexDocument, type VexStatement } from './vex-document.ts';

/** CycloneDX's states of an analysis (https://cyclonedx.org/docs/1.6/json/#vulnerabilities_items_analysis_state). */
const statusOfState = new Map<unknown, VexStatus>([
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
  ['false_positive', 'not_affected'],
  ['not_affected', 'not_affected'],
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
]);

/** A CycloneDX document whose vulnerabilities have analyses; those without one state nothing and are passed over. */
export function cycloneDxStatements(json: unknown): VexDocument {
  const metadata = field(json, 'metadata');
  const documentTime = timeField(metadata, 'timestamp');
  const nameOfReference = createReferences(json);
  return {
    author: authorOf(metadata),
    statements: listField(json, 'vulnerabilities').map((vulnerability) =>
      readVulnerability(vulnerability, nameOfReference, documentTime),
    ),
  };
}

function readVulnerability(
  vulnerability: unknown,
  nameOfReference: (reference: string) => string,
  documentTime: string | undefined,
): VexStatement | undefined {
  const id = textField(vulnerability, 'id');
  const analysis = field(vulnerability, 'analysis');
  const status = statusOfState.get(field(analysis, 'state'));
  if (id === undefined || status === undefined) return undefined;
  return {
    vulnerability: id,
    aliases: listField(vulnerability, 'references').flatMap((reference) => textField(reference, 'id') ?? []),
    products: listField(vulnerability, 'affects').flatMap((affected) => productsOf(affected, nameOfReference, status)),
    status,
    justification: textField(analysis, 'justification'),
    impact: textField(analysis, 'detail'),
    timestamp: timeField(analysis, 'lastUpdated') ?? timeField(analysis, 'firstIssued') ?? documentTime,
  };
}

function authorOf(metadata: unknown): string | undefined {
  const authors = listField(metadata, 'authors').flatMap((author) => textField(author, 'name') ?? []);
  return (
    authors[0] ??
    textField(field(metadata, 'manufacturer'), 'name') ??
    textField(field(metadata, 'manufacture'), 'name') ??
    textField(field(metadata, 'supplier'), 'name')
  );
}

/**
 * What the reference to a component means: its purl, else `name@version`. References into other documents (BOM-Links) stay as
 * they are; an SBOM's subject is known by them too.
 */
function createReferences(json: unknown): (reference: string) => string {
  const names = new Map<string, string>();
  const about = field(field(json, 'metadata'), 'component');
  for (const component of withNested([about, ...listField(json, 'components')])) {
    const reference = textField(component, 'bom-ref');
    const name = textField(component, 'purl') ?? cycloneDxName(component);
    if (reference !== undefined && name !== undefined) names.set(reference, name);
  }
  return (reference) => names.get(reference) ?? reference;
}

/** The whole product, or those of its versions that the statement is about. Ranges of versions cannot be named, and are not guessed. */
function productsOf(
  affected: unknown,
  nameOfReference: (reference: string) => string,
  status: VexStatus,
): VexProduct[] {
  const reference = textField(affected, 'ref');
  if (reference === undefined) return [];
  const name = nameOfReference(reference);
  const versions = listField(affected, 'versions');
  if (versions.length === 0) return [{ product: name, subcomponents: [] }];
  return versions
    .filter((entry) => speaksOf(field(entry, 'status'), status))
    .flatMap((entry) => text(field(entry, 'version')) ?? [])
    .map((version) => ({ product: `${withoutVersion(name)}@${version}`, subcomponents: [] }));
}

/** A version may be listed as `unaffected` of a vulnerability that is exploitable elsewhere; then the statement is not about it. */
function speaksOf(versionStatus: unknown, status: VexStatus): boolean {
  if (versionStatus === undefined) return true;
  const isAffected = status === 'affected' || status === 'under_investigation';
  return versionStatus === (isAffected ? 'affected' : 'unaffected');
}

function withoutVersion(name: string): string {
  const bare = name.startsWith('pkg:') ? name.replace(/[?#].*$/s, '') : name;
  const at = bare.lastIndexOf('@');
  return at > Math.max(0, bare.lastIndexOf('/')) ? bare.slice(0, at) : bare;
}
