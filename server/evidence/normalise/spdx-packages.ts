import { type SbomComponent } from '../model.ts';
import { field, listField, textField, textsField } from './fields.ts';
import { readPurl } from './package-url.ts';
import { sbomComponent } from './sbom-component.ts';

/** The packages of an SPDX 2 document (https://spdx.github.io/spdx-spec/v2.3/), without the one that it describes. */
export function componentsOfSpdx(json: unknown): { components: SbomComponent[]; componentCount: number } {
  const described = describedBy(json);
  const listed = listField(json, 'packages').filter((entry) => !described.has(field(entry, 'SPDXID')));
  const components = listed.flatMap((entry) =>
    purlsOf(entry).flatMap((purl) => sbomComponent(purl, sha1Of(entry)) ?? []),
  );
  return { components, componentCount: listed.length };
}

/** Purls of what the document describes. */
export function namesOfSpdx(json: unknown): string[] {
  const described = describedBy(json);
  const packages = listField(json, 'packages').filter((entry) => described.has(field(entry, 'SPDXID')));
  return packages.flatMap(purlsOf).flatMap((purl) => readPurl(purl)?.purl ?? []);
}

/**
 * SPDX 2.3, 11.1: `DOCUMENT DESCRIBES package`, or the other way round; 2.2 has a list as well. A document that describes several packages is a
 * list of components without a subject of its own, so all of them count.
 */
function describedBy(json: unknown): ReadonlySet<unknown> {
  const document = textField(json, 'SPDXID') ?? 'SPDXRef-DOCUMENT';
  const related = listField(json, 'relationships').flatMap((entry) => {
    const [type, one, other] = ['relationshipType', 'spdxElementId', 'relatedSpdxElement'].map((name) =>
      textField(entry, name),
    );
    if (type === 'DESCRIBES' && one === document) return other ?? [];
    return type === 'DESCRIBED_BY' && other === document ? (one ?? []) : [];
  });
  const described = new Set([...textsField(json, 'documentDescribes'), ...related]);
  return described.size === 1 ? described : new Set();
}

/**
 * SPDX 2.3, 7.21: external references of category PACKAGE-MANAGER (PACKAGE_MANAGER in 2.2) and type purl, which may also be written
 * as an address: `http://spdx.org/rdf/references/purl`.
 */
function purlsOf(entry: unknown): string[] {
  return listField(entry, 'externalRefs')
    .filter((reference) => /(?:^|\/)purl$/.test(textField(reference, 'referenceType') ?? ''))
    .flatMap((reference) => textField(reference, 'referenceLocator') ?? []);
}

function sha1Of(entry: unknown): string | undefined {
  const checksum = listField(entry, 'checksums').find((candidate) => field(candidate, 'algorithm') === 'SHA1');
  return textField(checksum, 'checksumValue');
}
