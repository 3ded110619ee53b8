import { type AffectedPackage, type NormalisedAdvisory, type Severity } from '../../../../../evidence/model.ts';
import { MAX_KEY_BYTES } from '../bolt/write-bolt-file.ts';
import { type DataSource, dataSourceOf } from './data-source.ts';
import { type TrivyEcosystem, trivyEcosystem, trivyPackageName } from './ecosystem.ts';
import { type VersionConstraints, versionConstraints } from './version-constraints.ts';

/** A value of Trivy's database: the names of its buckets and its key, and what is stored there as JSON. */
export interface TrivyRow {
  readonly names: readonly string[];
  readonly value: AdvisoryOfPackage | Vulnerability | DataSource;
}

/** At `<ecosystem>::<data source>` → package → vulnerability (trivy-db, `pkg/types/types.go`, Advisory). */
export interface AdvisoryOfPackage {
  /** Other names of the vulnerability. */
  readonly VendorIDs?: readonly string[] | undefined;
  readonly VulnerableVersions: readonly string[];
  readonly PatchedVersions?: readonly string[] | undefined;
}

/** At `vulnerability` → vulnerability (trivy-db, `pkg/types/types.go`, Vulnerability). */
export interface Vulnerability {
  readonly Title?: string | undefined;
  readonly Description?: string | undefined;
  /** Absent where nobody has rated it; Trivy then says UNKNOWN. */
  readonly Severity?: string | undefined;
  readonly CweIDs?: readonly string[] | undefined;
  /** By data source. */
  readonly VendorSeverity?: Readonly<Record<string, number>> | undefined;
  readonly CVSS?: Readonly<Record<string, TrivyCvss>> | undefined;
  readonly References?: readonly string[] | undefined;
  readonly PublishedDate?: string | undefined;
  readonly LastModifiedDate?: string | undefined;
}

type TrivyCvss = Readonly<Record<string, string | number>>;

export const VULNERABILITIES = 'vulnerability';
export const DATA_SOURCES = 'data-source';

/** Why an advisory, or its part about a package, has no place in Trivy's database. */
export type LeftOut = 'withdrawn' | 'ecosystem' | 'versions' | 'name';

export interface AdvisoryRows {
  readonly rows: readonly TrivyRow[];
  /** What is missing from the rows and why; an ecosystem is named. */
  readonly leftOut: readonly { readonly reason: LeftOut; readonly ecosystem: string | null }[];
}

/**
 * What Trivy's database, schema 2, holds of an advisory. The vulnerability bears the advisory's own id, so that a report can be
 * traced to the evidence; trivy-db itself prefers a CVE among the aliases, which several advisories may share.
 */
export function advisoryRows(advisory: NormalisedAdvisory): AdvisoryRows {
  if (advisory.withdrawn !== null) return { rows: [], leftOut: [{ reason: 'withdrawn', ecosystem: null }] };
  const { packages, leftOut } = packagesOf(advisory);
  const rows = packages.flatMap(({ ecosystem, name, constraints }) => {
    const source = dataSourceOf(advisory.id, ecosystem);
    const bucket = `${ecosystem.name}::${source.Name}`;
    return [
      { names: [DATA_SOURCES, bucket], value: source },
      { names: [bucket, name, advisory.id], value: advisoryOfPackage(advisory, constraints) },
    ];
  });
  const sources = packages.map(({ ecosystem }) => dataSourceOf(advisory.id, ecosystem).ID);
  const vulnerability = { names: [VULNERABILITIES, advisory.id], value: vulnerabilityOf(advisory, new Set(sources)) };
  return { rows: rows.length > 0 ? [...rows, vulnerability] : [], leftOut };
}

interface AffectedHere {
  readonly ecosystem: TrivyEcosystem;
  readonly name: string;
  readonly constraints: VersionConstraints;
}

/** Each package once, with what all entries about it say together. */
function packagesOf({ id, affected }: NormalisedAdvisory) {
  const packages: AffectedHere[] = [];
  const leftOut: AdvisoryRows['leftOut'][number][] = [];
  for (const [name, entry] of groupByPackage(affected)) {
    const ecosystem = trivyEcosystem(entry.ecosystem);
    const constraints = ecosystem && versionConstraints(entry, ecosystem);
    if (constraints && isKey(name) && isKey(id)) packages.push({ ecosystem, name, constraints });
    else leftOut.push({ reason: reasonOf(ecosystem, constraints), ecosystem: entry.ecosystem });
  }
  return { packages, leftOut };
}

function reasonOf(ecosystem: TrivyEcosystem | undefined, constraints: VersionConstraints | null | undefined): LeftOut {
  if (!ecosystem) return 'ecosystem';
  return constraints ? 'name' : 'versions';
}

/** Pairs of the name that Trivy looks a package up by and its entries made one. */
function groupByPackage(affected: readonly AffectedPackage[]): (readonly [string, AffectedPackage])[] {
  const groups = new Map<string, readonly [string, AffectedPackage]>();
  for (const entry of affected) {
    const ecosystem = trivyEcosystem(entry.ecosystem);
    const name = ecosystem ? trivyPackageName(ecosystem, entry.name) : entry.name;
    const key = JSON.stringify([ecosystem?.name ?? entry.ecosystem, name]);
    const [, earlier] = groups.get(key) ?? [];
    groups.set(key, [name, earlier ? together(earlier, entry) : entry]);
  }
  return [...groups.values()];
}

function together(one: AffectedPackage, other: AffectedPackage): AffectedPackage {
  return { ...one, ranges: [...one.ranges, ...other.ranges], versions: [...one.versions, ...other.versions] };
}

/** What bbolt takes; a zero byte ends a name where rows are sorted. */
function isKey(name: string): boolean {
  return name !== '' && !name.includes('\0') && Buffer.byteLength(name) <= MAX_KEY_BYTES;
}

function advisoryOfPackage(
  { aliases }: NormalisedAdvisory,
  { vulnerable, patched }: VersionConstraints,
): AdvisoryOfPackage {
  return { VendorIDs: listed(aliases), VulnerableVersions: vulnerable, PatchedVersions: listed(patched) };
}

const severityNumbers = { unknown: 0, low: 1, medium: 2, high: 3, critical: 4 } as const satisfies Record<
  Severity,
  number
>;

function vulnerabilityOf(advisory: NormalisedAdvisory, sources: ReadonlySet<string>): Vulnerability {
  const { severity, cwes, references, published, modified } = advisory;
  const number = severityNumbers[severity];
  const cvss = cvssOf(advisory);
  return {
    Title: advisory.summary ?? undefined,
    Description: advisory.details ?? undefined,
    Severity: number > 0 ? severity.toUpperCase() : undefined,
    CweIDs: listed(cwes),
    VendorSeverity: number > 0 ? ofEach(sources, number) : undefined,
    CVSS: cvss && ofEach(sources, cvss),
    References: listed([...new Set(references.map(({ url }) => url))].sort()),
    PublishedDate: published ?? undefined,
    LastModifiedDate: modified ?? undefined,
  };
}

const cvssVersions = { CVSS_V2: 'V2', CVSS_V3: 'V3', CVSS_V4: 'V40' } as const;

/** The highest rating of each version; undefined without any. */
function cvssOf({ cvss }: NormalisedAdvisory): TrivyCvss | undefined {
  const rated = Object.entries(cvssVersions).flatMap(([type, prefix]) => {
    const [highest] = cvss.filter((one) => one.type === type && one.score !== null).sort(byScore);
    return highest
      ? [[`${prefix}Vector`, highest.vector] as const, [`${prefix}Score`, highest.score ?? 0] as const]
      : [];
  });
  return rated.length > 0 ? Object.fromEntries<string | number>(rated) : undefined;
}

function byScore(one: NormalisedAdvisory['cvss'][number], other: NormalisedAdvisory['cvss'][number]): number {
  return (other.score ?? 0) - (one.score ?? 0) || (one.vector < other.vector ? -1 : 1);
}

function ofEach<Value>(sources: ReadonlySet<string>, value: Value): Record<string, Value> {
  return Object.fromEntries([...sources].sort().map((source) => [source, value]));
}

/** Go leaves empty lists out. */
function listed(texts: readonly string[]): readonly string[] | undefined {
  return texts.length > 0 ? texts : undefined;
}
