export type EvidenceFormat = 'OSV' | 'OpenVEX' | 'CycloneDX' | 'CSAF' | 'SPDX';

export interface DocumentFormat {
  readonly format: EvidenceFormat;
  /** As the document states it, without the format's name: `1.5`, `2.3`. Empty where that cannot be read. */
  readonly formatVersion: string;
  /** Whether documents of this version can be normalised; all others are kept raw and left out. */
  readonly supported: boolean;
}

/**
 * The format of a parsed document, decided from the fields that each format prescribes for this; undefined where it is
 * none that we know. Import and normalisation both ask here, so that they agree on what is normalised.
 */
export function formatOf(json: unknown): DocumentFormat | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const document = new Map<string, unknown>(Object.entries(json));
  for (const read of readers) {
    const found = read(document);
    if (found === undefined) continue;
    const formatVersion = isVersionText(found.version) ? found.version : '';
    return { format: found.format, formatVersion, supported: supportedVersions[found.format].test(formatVersion) };
  }
  return undefined;
}

/** Versions that can be normalised. Of OSV all of 1.x: those only add fields (OSV schema, "schema_version field"). */
const supportedVersions: Readonly<Record<EvidenceFormat, RegExp>> = {
  OSV: /^1\.\d+(\.\d+)?$/,
  OpenVEX: /^0\.[0-2]\.\d+$/,
  CycloneDX: /^1\.[2-7]$/,
  CSAF: /^2\.[01]$/,
  SPDX: /^2\.[23](\.\d+)?$/,
};

type Fields = ReadonlyMap<string, unknown>;
type Reader = (document: Fields) => { format: EvidenceFormat; version: unknown } | undefined;

const readers: readonly Reader[] = [readCycloneDx, readCsaf, readSpdx2, readSpdx3, readOpenVex, readOsv];

function readCycloneDx(document: Fields) {
  if (document.get('bomFormat') !== 'CycloneDX') return undefined;
  return { format: 'CycloneDX', version: document.get('specVersion') } as const;
}

/** CSAF 2.x, 3.2.1: everything about the document lies in `document`. */
function readCsaf(document: Fields) {
  const about = document.get('document');
  if (typeof about !== 'object' || about === null || !('csaf_version' in about)) return undefined;
  return { format: 'CSAF', version: about.csaf_version } as const;
}

/** SPDX 2.x, 6.1: `SPDX-2.3`. */
function readSpdx2(document: Fields) {
  const version = document.get('spdxVersion');
  if (version === undefined) return undefined;
  return { format: 'SPDX', version: typeof version === 'string' ? version.replace(/^SPDX-/, '') : version } as const;
}

/** SPDX 3.x is JSON-LD, whose context names the version: `https://spdx.org/rdf/3.0.1/spdx-context.jsonld`. */
function readSpdx3(document: Fields) {
  const version = contextsOf(document)
    .map((context) => /^https?:\/\/spdx\.org\/rdf\/v?(?<version>[^/]+)\//.exec(context)?.groups?.['version'])
    .find((found) => found !== undefined);
  return version === undefined ? undefined : ({ format: 'SPDX', version } as const);
}

const openVexNamespace = 'https://openvex.dev/ns';

/** The context names the version: `https://openvex.dev/ns/v0.2.0`; the bare namespace stands for the drafts before it. */
function readOpenVex(document: Fields) {
  const context = contextsOf(document).find((name) => name.startsWith(openVexNamespace));
  if (context === undefined) return undefined;
  const rest = context.slice(openVexNamespace.length);
  return {
    format: 'OpenVEX',
    version: rest === '' ? '0.0.1' : /^\/v(?<version>.+)$/.exec(rest)?.groups?.['version'],
  } as const;
}

/** OSV marks itself by no field of its own; without `schema_version` it is 1.0.0 (OSV schema, "schema_version field"). */
function readOsv(document: Fields) {
  const isOsv = document.has('id') && (document.has('modified') || document.has('published'));
  if (!isOsv && !document.has('schema_version')) return undefined;
  return { format: 'OSV', version: document.has('schema_version') ? document.get('schema_version') : '1.0.0' } as const;
}

function contextsOf(document: Fields): string[] {
  return [document.get('@context')].flat().filter((context) => typeof context === 'string');
}

function isVersionText(version: unknown): version is string {
  return typeof version === 'string' && /^[A-Za-z0-9.+_-]{1,40}$/.test(version);
}
