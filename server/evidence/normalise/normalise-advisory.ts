import { type RawRecord } from '../derive/raw-evidence.ts';
import {
  type AffectedPackage,
  NORMALISED_SCHEMA_VERSION,
  type NormalisedAdvisory,
  type Severity,
  type VersionEvent,
  type VersionRange,
} from '../model.ts';
import { field, listField, parsedJson, sortedSet, text, textField, textsField, timeField } from './fields.ts';
import { formatOf } from './format-of.ts';
import { purlOfPackage, readPurl } from './package-url.ts';
import { baseScore, severityOfRatings, severityOfWord } from './severity.ts';

/**
 * An OSV advisory (https://ossf.github.io/osv-schema/) with the fields that the model names and no others; undefined for
 * other formats and for versions that are not known. Objects are built with sorted members: their JSON is canonical.
 */
export function normaliseAdvisory(record: RawRecord): NormalisedAdvisory | undefined {
  const json = parsedJson(record.content);
  const format = formatOf(json);
  if (format?.format !== 'OSV' || !format.supported) return undefined;
  const cvss = ratingsOf(json);
  return {
    affected: listField(json, 'affected').flatMap((affected) => affectedPackage(affected) ?? []),
    aliases: sortedSet(textsField(json, 'aliases')),
    cvss,
    cwes: sortedSet(textsField(field(json, 'database_specific'), 'cwe_ids')),
    details: textField(json, 'details') ?? null,
    format: format.format,
    formatVersion: format.formatVersion,
    id: record.id,
    modified: timeField(json, 'modified') ?? null,
    published: timeField(json, 'published') ?? null,
    references: listField(json, 'references').flatMap((reference) => {
      const url = textField(reference, 'url');
      return url === undefined ? [] : { type: textField(reference, 'type') ?? 'WEB', url };
    }),
    schemaVersion: NORMALISED_SCHEMA_VERSION,
    severity: severityOf(json, cvss),
    sha256: record.sha256,
    source: record.source,
    summary: textField(json, 'summary') ?? null,
    withdrawn: timeField(json, 'withdrawn') ?? null,
  };
}

type Rating = NormalisedAdvisory['cvss'][number];

/** Those of the advisory, else those that it gives for single packages (OSV schema 1.5, "affected[].severity"). */
function ratingsOf(json: unknown): Rating[] {
  const own = readRatings(json);
  return own.length > 0 ? own : listField(json, 'affected').flatMap(readRatings);
}

function readRatings(rated: unknown): Rating[] {
  return listField(rated, 'severity').flatMap((rating) => {
    const type = textField(rating, 'type');
    const vector = textField(rating, 'score');
    if (type === undefined || vector === undefined) return [];
    return { score: type.startsWith('CVSS_') ? baseScore(vector) : null, type, vector };
  });
}

function severityOf(json: unknown, ratings: readonly Rating[]): Severity {
  const byScore = severityOfRatings(ratings);
  if (byScore !== 'unknown') return byScore;
  const named = [
    ...ratings.map(({ vector }) => vector),
    textField(field(json, 'database_specific'), 'severity'),
    ...listField(json, 'affected').map((affected) => textField(field(affected, 'database_specific'), 'severity')),
  ];
  return named.map(severityOfWord).find((severity) => severity !== 'unknown') ?? 'unknown';
}

function affectedPackage(affected: unknown): AffectedPackage | undefined {
  const named = field(affected, 'package');
  const purl = readPurl(textField(named, 'purl') ?? '');
  const ecosystem = textField(named, 'ecosystem') ?? purl?.ecosystem;
  const name = textField(named, 'name') ?? purl?.name;
  if (ecosystem === undefined || name === undefined) return undefined;
  return {
    ecosystem,
    name,
    purl: (purl?.version === undefined ? purl?.purl : undefined) ?? purlOfPackage(ecosystem, name) ?? null,
    ranges: listField(affected, 'ranges').flatMap((range) => versionRange(range) ?? []),
    versions: sortedSet(textsField(affected, 'versions')),
  };
}

function versionRange(range: unknown): VersionRange | undefined {
  const type = field(range, 'type');
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM' && type !== 'GIT') return undefined;
  return {
    events: listField(range, 'events').flatMap(versionEvents),
    repo: type === 'GIT' ? (textField(range, 'repo') ?? null) : null,
    type,
  };
}

/** An event says one thing; some databases put two into one object. */
function versionEvents(event: unknown): VersionEvent[] {
  const introduced = text(field(event, 'introduced'));
  const fixed = text(field(event, 'fixed'));
  const lastAffected = text(field(event, 'last_affected'));
  const limit = text(field(event, 'limit'));
  return [
    ...(introduced === undefined ? [] : [{ introduced }]),
    ...(fixed === undefined ? [] : [{ fixed }]),
    ...(lastAffected === undefined ? [] : [{ lastAffected }]),
    ...(limit === undefined ? [] : [{ limit }]),
  ];
}
