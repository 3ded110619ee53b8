import { z } from 'zod';
import { documentTime, fieldId, fieldList, fieldText, fieldTime, readFields } from './document-fields.ts';
import { ecosystemOfPurl, productKey } from './product-key.ts';
import { sortedUnique, type DocumentIdentity } from './recognised-document.ts';

const spdxPackage = z.looseObject({
  SPDXID: fieldId,
  name: fieldId,
  versionInfo: fieldText.optional(),
  externalRefs: fieldList(z.looseObject({ referenceType: fieldText, referenceLocator: fieldText })),
  checksums: fieldList(z.looseObject({ algorithm: fieldText, checksumValue: fieldText })),
});

type SpdxPackage = z.output<typeof spdxPackage>;

const spdx = z.looseObject({
  spdxVersion: fieldText,
  SPDXID: fieldId,
  name: fieldId,
  documentNamespace: fieldId,
  creationInfo: z.looseObject({ created: fieldTime }),
  documentDescribes: fieldList(fieldId),
  packages: z.array(spdxPackage),
  relationships: fieldList(
    z.looseObject({ spdxElementId: fieldId, relationshipType: fieldText, relatedSpdxElement: fieldId }),
  ),
});

type Spdx = z.output<typeof spdx>;

/** An SBOM of SPDX 2.2 or 2.3 in JSON (https://spdx.github.io/spdx-spec/v2.3/). Throws `Refusal`. */
export function recogniseSpdx(json: unknown): DocumentIdentity {
  const document = readFields('SPDX', spdx, json);
  const about = packageDescribed(document);
  const purls = document.packages.flatMap(purlsOf);
  const subject = about === undefined ? document.name : nameOf(about);
  return {
    id: document.documentNamespace,
    subject,
    modifiedAt: documentTime(document.creationInfo.created),
    products: sortedUnique([...purls, subject].map(productKey)),
    ecosystems: sortedUnique(purls.flatMap((purl) => ecosystemOfPurl(purl)?.toLowerCase() ?? [])),
  };
}

/** The first package that the document says it is about (SPDX 2.3, 11.1: DESCRIBES; before that `documentDescribes`). */
function packageDescribed({ SPDXID, documentDescribes, packages, relationships }: Spdx): SpdxPackage | undefined {
  const described = new Set([
    ...documentDescribes,
    ...relationships.flatMap(({ spdxElementId, relationshipType, relatedSpdxElement }) => {
      if (relationshipType === 'DESCRIBES' && spdxElementId === SPDXID) return relatedSpdxElement;
      return relationshipType === 'DESCRIBED_BY' && relatedSpdxElement === SPDXID ? spdxElementId : [];
    }),
  ]);
  return packages.find((candidate) => described.has(candidate.SPDXID));
}

function nameOf({ name, versionInfo }: SpdxPackage): string {
  return versionInfo ? `${name}@${versionInfo}` : name;
}

/** The type may also be written as an address: `http://spdx.org/rdf/references/purl`. */
function purlsOf({ externalRefs }: SpdxPackage): string[] {
  return externalRefs.flatMap(({ referenceType, referenceLocator }) =>
    /(^|\/)purl$/.test(referenceType) ? referenceLocator : [],
  );
}
