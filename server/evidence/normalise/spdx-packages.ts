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
 * SPDX 2.3, 11.1: `DOCUMENT DESCRIBES package`; 2.2 has a list as well. A document that describes several packages is a
 * list of components without a subject of its own, so all of them count.
 */
function describedBy(json: unknown): ReadonlySet<unknown> {
  const related = listField(json, 'relationships')
    .filter(
      (entry) =>
        field(entry, 'relationshipType') === 'DESCRIBES' && field(entry, 'spdxElementId') === 'SPDXRef-DOCUMENT',
    )
    .map((entry) => field(entry, 'relatedSpdxElement'));
  const described = new Set([...textsField(json, 'documentDescribes'), ...related]);
  return described.size === 1 ? described : new Set();
}

/** SPDX 2.3, 7.21: external references of category PACKAGE-MANAGER (PACKAGE_MANAGER in 2.2) and type purl. */
function purlsOf(entry: unknown): string[] {
  return listField(entry, 'externalRefs')
    .filter((reference) => field(reference, 'referenceType') === 'purl')
    .flatMap((reference) => textField(reference, 'referenceLocator') ?? []);
}

function sha1Of(entry: unknown): string | undefined {
  const checksum = listField(entry, 'checksums').find((candidate) => field(candidate, 'algorithm') === 'SHA1');
  return textField(checksum, 'checksumValue');
}
