import { type Row } from '../sort-rows.ts';
import { type AdvisoryOfPackage, VULNERABILITIES, type Vulnerability } from './advisory-rows.ts';

/** Between the names that make up a row's key: lower than every byte of a name, so that keys sort name by name. */
export const NAME_END = '\0';

/**
 * Rows of the same key made one: two sources have told of the same advisory. The rows come sorted, so the result does not depend
 * on which one was read first.
 */
export async function* mergeValues(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let same: Row[] = [];
  for await (const row of rows) {
    if (same[0] && !same[0].key.equals(row.key)) {
      yield mergeSame(same[0], same.slice(1));
      same = [];
    }
    same.push(row);
  }
  if (same[0]) yield mergeSame(same[0], same.slice(1));
}

function mergeSame(row: Row, others: readonly Row[]): Row {
  if (others.length === 0) return row;
  const values = [row, ...others].map(({ value }) => JSON.parse(value.toString()) as unknown);
  const isVulnerability = row.key.toString().startsWith(`${VULNERABILITIES}${NAME_END}`);
  const merged = isVulnerability
    ? mergeVulnerabilities(values as Vulnerability[])
    : mergeAdvisories(values as AdvisoryOfPackage[]);
  return { key: row.key, value: Buffer.from(JSON.stringify(merged)) };
}

/** Vulnerable is what one of them says is, patched only what all of them do: Trivy would let the second overrule the first. */
function mergeAdvisories(advisories: readonly AdvisoryOfPackage[]): AdvisoryOfPackage {
  const [first = [], ...others] = advisories.map(({ PatchedVersions = [] }) => PatchedVersions);
  const byAll = first.filter((version) => others.every((versions) => versions.includes(version)));
  return {
    VendorIDs: union(advisories.map(({ VendorIDs }) => VendorIDs))?.sort(),
    VulnerableVersions: union(advisories.map(({ VulnerableVersions }) => VulnerableVersions)) ?? [],
    PatchedVersions: byAll.length > 0 ? byAll : undefined,
  };
}

/** The newest one counts; what it lacks comes from the older ones. */
function mergeVulnerabilities(vulnerabilities: readonly Vulnerability[]): Vulnerability {
  const newestFirst = vulnerabilities.toSorted((one, other) => timeOf(other) - timeOf(one));
  return {
    ...newestFirst.reduceRight<Partial<Vulnerability>>((merged, one) => ({ ...merged, ...one }), {}),
    References: union(vulnerabilities.map(({ References }) => References))?.sort(),
  };
}

function timeOf({ LastModifiedDate }: Vulnerability): number {
  return Date.parse(LastModifiedDate ?? '') || 0;
}

function union(lists: readonly (readonly string[] | undefined)[]): string[] | undefined {
  const all = new Set(lists.flatMap((list) => list ?? []));
  return all.size > 0 ? [...all] : undefined;
}
