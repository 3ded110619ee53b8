import { z } from 'zod';
import { documentTime, fieldId, fieldList, fieldText, fieldTime, prose, readFields } from './document-fields.ts';
import { Refusal } from './refusal.ts';
import { ecosystemKeys, productKey, productKeyOfPackage, withoutVersion } from './product-key.ts';
import { sortedUnique, type DocumentIdentity } from './recognised-document.ts';

const affectedPackage = z.looseObject({ ecosystem: fieldId, name: fieldId, purl: fieldText.optional() });

const event = z
  .looseObject({
    introduced: fieldText.optional(),
    fixed: fieldText.optional(),
    last_affected: fieldText.optional(),
    limit: fieldText.optional(),
  })
  .refine(
    ({ introduced, fixed, last_affected, limit }) => (introduced ?? fixed ?? last_affected ?? limit) !== undefined,
    {
      message: 'names none of introduced, fixed, last_affected, limit',
    },
  );

const range = z.looseObject({
  type: z.enum(['SEMVER', 'ECOSYSTEM', 'GIT']),
  events: z.array(event).min(1, 'is empty'),
});

const severity = fieldList(z.looseObject({ type: fieldText, score: fieldText }));

const osvAdvisory = z.looseObject({
  schema_version: fieldText.optional(),
  id: fieldId,
  modified: fieldTime.optional(),
  published: fieldTime.optional(),
  withdrawn: fieldTime.nullish(),
  aliases: fieldList(fieldId),
  summary: prose,
  details: prose,
  severity,
  affected: fieldList(
    z.looseObject({
      package: affectedPackage.nullish(),
      severity,
      ranges: fieldList(range),
      versions: fieldList(fieldText),
    }),
  ),
  references: fieldList(z.looseObject({ type: fieldText, url: z.string() })),
});

/** An advisory of the Open Source Vulnerability format (https://ossf.github.io/osv-schema/). Throws `Refusal`. */
export function recogniseOsv(json: unknown): DocumentIdentity {
  const advisory = readFields('OSV', osvAdvisory, json);
  // OSV requires `modified`; some databases leave it out where the entry never changed.
  if (advisory.modified === undefined && advisory.published === undefined) {
    throw new Refusal('is not OSV: it has neither modified nor published');
  }
  const packages = advisory.affected.flatMap((affected) => affected.package ?? []);
  return {
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
