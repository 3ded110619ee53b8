import { z } from 'zod';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { documentTime, fieldId, fieldList, fieldText, fieldTime, prose, readFields } from './document-fields.ts';
import { Refusal } from './refusal.ts';
import { ecosystemOfPurl, productKey } from './product-key.ts';
import { sortedUnique, type DocumentIdentity } from './recognised-document.ts';

const component = z.looseObject({
  'bom-ref': fieldText.optional(),
  type: fieldText.optional(),
  group: fieldText.optional(),
  name: fieldId,
  version: fieldText.optional(),
  purl: fieldText.optional(),
  hashes: fieldList(z.looseObject({ alg: fieldText, content: fieldText })),
  // SBOMs nest components; the depth is bounded before a document is parsed.
  get components(): z.ZodOptional<z.ZodArray<z.ZodType<Component>>> {
    return z.array(component).optional();
  },
});

interface Component {
  'bom-ref'?: string | undefined;
  type?: string | undefined;
  group?: string | undefined;
  name: string;
  version?: string | undefined;
  purl?: string | undefined;
  components?: Component[] | undefined;
}

/** CycloneDX 1.7, "impactAnalysisState"; unchanged since 1.4. */
const states = [
  'resolved',
  'resolved_with_pedigree',
  'exploitable',
  'in_triage',
  'false_positive',
  'not_affected',
] as const;

const vulnerability = z.looseObject({
  id: fieldText.optional(),
  references: fieldList(z.looseObject({ id: fieldText })),
  analysis: z
    .looseObject({ state: z.enum(states).optional(), justification: fieldText.optional(), detail: prose })
    .optional(),
  affects: fieldList(z.looseObject({ ref: fieldText })),
});

const cycloneDx = z.looseObject({
  serialNumber: fieldText.optional(),
  version: z.int('is not a whole number').min(1, 'is less than 1').default(1),
  metadata: z.looseObject({ timestamp: fieldTime.optional(), component: component.optional() }).default({}),
  components: z.array(component).optional(),
  vulnerabilities: z.array(vulnerability).optional(),
});

type CycloneDx = z.output<typeof cycloneDx>;

/**
 * A CycloneDX document in JSON (https://cyclonedx.org/docs/). Whether it is an SBOM or VEX is decided by the
 * folder and by what it holds: an SBOM may carry vulnerabilities, and VEX may carry components. Throws `Refusal`.
 */
export function recogniseCycloneDx(json: unknown, kind: EvidenceKind): DocumentIdentity {
  const bom = readFields('CycloneDX', cycloneDx, json);
  checkPlace(kind, bom);
  const about = bom.metadata.component;
  const purls = kind === 'sboms' ? purlsOf(componentsOf(bom)) : purlsAffected(bom);
  return {
    id: bomLink(bom),
    subject: about && subjectOf(about),
    modifiedAt: documentTime(bom.metadata.timestamp),
    products: sortedUnique([...purls, ...(about ? namesOf(about) : [])].map(productKey)),
    ecosystems: sortedUnique(purls.flatMap((purl) => ecosystemOfPurl(purl)?.toLowerCase() ?? [])),
  };
}

function checkPlace(kind: EvidenceKind, bom: CycloneDx): void {
  const hasAnalysis = (bom.vulnerabilities ?? []).some(({ analysis }) => analysis !== undefined);
  if (kind === 'vex' && !hasAnalysis)
    throw new Refusal('is CycloneDX without an analysis of a vulnerability, so no VEX');
  if (kind === 'sboms' && hasAnalysis && bom.components === undefined) {
    throw new Refusal('is CycloneDX VEX without components; it belongs in vex');
  }
  if (kind === 'sboms' && bom.components === undefined && bom.metadata.component === undefined) {
    throw new Refusal('is CycloneDX without components, so no SBOM');
  }
}

/** BOM-Link, CycloneDX's own name of one version of a document: `urn:cdx:<uuid>/<version>`. */
function bomLink({ serialNumber, version }: CycloneDx): string | undefined {
  const uuid = /^urn:uuid:(?<uuid>[0-9a-f-]{36})$/i.exec(serialNumber ?? '')?.groups?.['uuid'];
  return uuid === undefined ? undefined : `urn:cdx:${uuid.toLowerCase()}/${version}`;
}

function subjectOf({ group, name, version }: Component): string {
  return `${group ? `${group}/` : ''}${name}${version ? `@${version}` : ''}`;
}

/** How a profile may name the subject. Images are also named `repository:tag`. */
function namesOf(about: Component): string[] {
  const image = about.type === 'container' && about.version ? [`${about.name}:${about.version}`] : [];
  return [subjectOf(about), ...image, ...purlsOf([about])];
}

function componentsOf(bom: CycloneDx): Component[] {
  const roots = [...(bom.metadata.component ? [bom.metadata.component] : []), ...(bom.components ?? [])];
  return roots.flatMap(withNested);
}

function withNested(outer: Component): Component[] {
  return [outer, ...(outer.components ?? []).flatMap(withNested)];
}

function purlsOf(components: readonly Component[]): string[] {
  return components.flatMap(({ purl }) => (purl ? [purl] : []));
}

/** A reference is a `bom-ref` of this document, often itself a purl, or a BOM-Link into another one. */
function purlsAffected(bom: CycloneDx): string[] {
  const purlOfRef = new Map(componentsOf(bom).map((entry) => [entry['bom-ref'], entry.purl]));
  const refs = (bom.vulnerabilities ?? []).flatMap(({ affects }) => affects.map(({ ref }) => ref));
  return refs.flatMap((ref) => purlOfRef.get(ref) ?? (ref.startsWith('pkg:') ? ref : []));
}
