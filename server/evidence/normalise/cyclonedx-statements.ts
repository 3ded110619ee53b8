import { type VexProduct, type VexStatus } from '../model.ts';
import { cycloneDxName, listedComponents } from './cyclonedx-components.ts';
import { field, listField, text, textField, timeField } from './fields.ts';
import { versionedName } from './package-url.ts';
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
  const meaningOf = createReferences(json);
  return {
    author: authorOf(metadata),
    statements: listField(json, 'vulnerabilities').map((vulnerability) =>
      readVulnerability(vulnerability, meaningOf, documentTime),
    ),
  };
}

function readVulnerability(
  vulnerability: unknown,
  meaningOf: (reference: string) => VexProduct,
  documentTime: string | undefined,
): VexStatement | undefined {
  const id = textField(vulnerability, 'id');
  const analysis = field(vulnerability, 'analysis');
  const status = statusOfState.get(field(analysis, 'state'));
  if (id === undefined || status === undefined) return undefined;
  return {
    vulnerability: id,
    aliases: listField(vulnerability, 'references').flatMap((reference) => textField(reference, 'id') ?? []),
    products: listField(vulnerability, 'affects').flatMap((affected) => productsOf(affected, meaningOf, status)),
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
 * What a reference means: the subject of this document; a component of it, or a purl, which is one inside the subject where
 * there is one; a component of another document (BOM-Link), where its reference there is a purl, as usual; else only itself.
 */
function createReferences(json: unknown): (reference: string) => VexProduct {
  const about = field(field(json, 'metadata'), 'component');
  const subject = nameOf(about);
  const inside = (name: string): VexProduct =>
    subject === undefined ? { product: name, subcomponents: [] } : { product: subject, subcomponents: [name] };
  const products = new Map<string, VexProduct>();
  for (const component of listedComponents(json)) {
    const [reference, name] = [textField(component, 'bom-ref'), nameOf(component)];
    if (reference !== undefined && name !== undefined) products.set(reference, inside(name));
  }
  const reference = textField(about, 'bom-ref');
  if (reference !== undefined && subject !== undefined)
    products.set(reference, { product: subject, subcomponents: [] });
  return (named) => {
    const known = products.get(named) ?? linkedProduct(named);
    return known ?? (named.startsWith('pkg:') ? inside(named) : { product: named, subcomponents: [] });
  };
}

function nameOf(component: unknown): string | undefined {
  return textField(component, 'purl') ?? cycloneDxName(component);
}

/** `urn:cdx:<uuid>/<version>#<reference>`. */
function linkedProduct(reference: string): VexProduct | undefined {
  const { document, purl } = /^(?<document>urn:cdx:[^#]+)#(?<purl>pkg(?::|%3a).+)$/is.exec(reference)?.groups ?? {};
  if (document === undefined || purl === undefined) return undefined;
  return { product: document, subcomponents: [purl.startsWith('pkg:') ? purl : unescaped(purl)] };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The whole product, or those of its versions that the statement is about. Ranges of versions cannot be named, and are not guessed. */
function productsOf(affected: unknown, meaningOf: (reference: string) => VexProduct, status: VexStatus): VexProduct[] {
  const reference = textField(affected, 'ref');
  if (reference === undefined) return [];
  const meant = meaningOf(reference);
  const versions = listField(affected, 'versions');
  if (versions.length === 0) return [meant];
  return versions
    .filter((entry) => speaksOf(field(entry, 'status'), status))
    .flatMap((entry) => text(field(entry, 'version')) ?? [])
    .map((version) => ofVersion(meant, version));
}

function ofVersion({ product, subcomponents }: VexProduct, version: string): VexProduct {
  return subcomponents.length === 0
    ? { product: versionedName(product, version), subcomponents }
    : { product, subcomponents: subcomponents.map((name) => versionedName(name, version)) };
}

/** A version may be listed as `unaffected` of a vulnerability that is exploitable elsewhere; then the statement is not about it. */
function speaksOf(versionStatus: unknown, status: VexStatus): boolean {
  if (versionStatus === undefined) return true;
  const isAffected = status === 'affected' || status === 'under_investigation';
  return versionStatus === (isAffected ? 'affected' : 'unaffected');
}
