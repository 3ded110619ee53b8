import { z } from 'zod';
import { documentTime, fieldId, fieldList, fieldText, fieldTime, readFields } from './document-fields.ts';
import { Refusal } from './document-text.ts';
import { ecosystemKeys, productKey, productKeyOfPackage, withoutVersion } from './product-key.ts';
import { sortedUnique, type DocumentIdentity } from './recognised-document.ts';

const affectedPackage = z.looseObject({ ecosystem: fieldId, name: fieldId, purl: fieldText.optional() });

const osvAdvisory = z.looseObject({
  // Absent means 1.0.0; versions of 1.x only add fields (OSV schema, "schema_version field").
  schema_version: fieldText.default('1.0.0'),
  id: fieldId,
  modified: fieldTime.optional(),
  published: fieldTime.optional(),
  withdrawn: fieldTime.optional(),
  affected: fieldList(z.looseObject({ package: affectedPackage.optional() })),
});

/** An advisory of the Open Source Vulnerability format 1.x (https://ossf.github.io/osv-schema/). Throws `Refusal`. */
export function recogniseOsv(json: unknown): DocumentIdentity {
  const advisory = readFields('OSV', osvAdvisory, json);
  if (!/^1\.\d+(\.\d+)?$/.test(advisory.schema_version)) {
    throw new Refusal(`has the unknown OSV schema_version ${JSON.stringify(advisory.schema_version)}; 1.x is known`);
  }
  // OSV requires `modified`; some databases leave it out where the entry never changed.
  if (advisory.modified === undefined && advisory.published === undefined) {
    throw new Refusal('is not OSV: it has neither modified nor published');
  }
  const packages = advisory.affected.flatMap((affected) => affected.package ?? []);
  return {
    format: 'OSV',
    formatVersion: advisory.schema_version,
    id: advisory.id,
    subject: undefined,
    modifiedAt: documentTime(advisory.modified, advisory.published),
    products: sortedUnique(packages.flatMap(({ ecosystem, name, purl }) => packageKeys(ecosystem, name, purl))),
    ecosystems: sortedUnique(packages.flatMap(({ ecosystem }) => ecosystemKeys(ecosystem))),
  };
}

function packageKeys(ecosystem: string, name: string, purl: string | undefined): string[] {
  const byName = productKeyOfPackage(ecosystem, name);
  return purl === undefined ? [byName] : [byName, withoutVersion(productKey(purl))];
}
