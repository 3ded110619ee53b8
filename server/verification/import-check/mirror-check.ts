import { type EvidenceKind, evidenceKinds } from '../../contracts/export-center/kinds.ts';
import { MIRROR_MANIFEST } from '../bundle-layout.ts';
import { isObject } from '../json.ts';
import {
  CHANGED_ROOT,
  CHANGED_SBOMS,
  DELTA_DESCRIPTION,
  type DeltaDescription,
  parseDeltaDescription,
  removedListOf,
} from '../mirror/delta-layout.ts';
import { LIFTED, liftList } from '../provenance/lift-list.ts';
import { compareText } from '../compare-text.ts';
import { type LineRule, checkLines, reportUnreadable } from './check-lines.ts';
import { type FileToImport, type ImportCheck, type ManifestFacts } from './import-check.ts';
import { type ReadMirrorManifest, compareMirrorManifest, readMirrorManifest } from './mirror-manifest-check.ts';
import { SNAPSHOT, createPolicyCheck, readSnapshot, readWhole } from './policy-check.ts';
import { rawRecordsCheck } from './raw-records-check.ts';

type Report = FileToImport['report'];

/** What holds the list of each index. */
const indexLists: ReadonlyMap<string, string> = new Map([
  ['indexes/advisories.index.json', 'advisories'],
  ['indexes/vex.index.json', 'vex'],
  ['indexes/sbom.index.json', 'sboms'],
  ['indexes/findings.index.json', 'findings'],
]);
const FINDINGS_INDEX = 'indexes/findings.index.json';
/** All findings of one subject are one item. */
const INDEX_ITEM_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Reads a `mirror:full` as an importer does: what a `json:policy` bundle holds, indexes that can be read, and a `manifest.yaml`
 * that says what `export.json` says. Each instance is for one bundle.
 */
export function createFullMirrorCheck(): ImportCheck {
  const evidence = createPolicyCheck();
  const mirror = createMirrorManifestCheck();
  return {
    covers: (path) => mirror.covers(path) || indexLists.has(path) || evidence.covers(path),
    check(file) {
      if (mirror.covers(file.path)) return mirror.check(file);
      const list = indexLists.get(file.path);
      return list === undefined ? evidence.check(file) : checkIndex(file, list);
    },
    conclude(manifest, report) {
      evidence.conclude?.(manifest, report);
      mirror.conclude(manifest, report);
      const withoutFindings = manifest.policyVersion === null;
      for (const path of indexLists.keys()) {
        if (path === FINDINGS_INDEX && withoutFindings) continue;
        requireArtifact(path, manifest, report);
      }
    },
  };
}

/**
 * Reads a `mirror:delta` as an importer does: the records that it carries, the lists of what it removes, and a description whose
 * counts are those of both. Each instance is for one bundle.
 */
export function createDeltaMirrorCheck(): ImportCheck {
  const mirror = createMirrorManifestCheck();
  const read = new Map<string, number>();
  const sbomPaths = new Set<string>();
  let description: DeltaDescription | undefined;
  let policyVersion: string | undefined;
  const lines = new Map<string, LineRule<never>>([
    ...evidenceKinds.map((kind) => [removedListOf(kind), kind === 'sboms' ? removedSbom : removedDocument] as const),
    [CHANGED_SBOMS, listedSbom((path) => sbomPaths.add(path))],
  ]);

  const checkFile = async (file: FileToImport): Promise<number> => {
    if (mirror.covers(file.path)) return mirror.check(file);
    const rule = lines.get(file.path);
    if (rule) return checkLines(file, rule);
    if (file.path === SNAPSHOT) {
      policyVersion = (await readSnapshot(file))?.policyVersion;
      return 1;
    }
    if (file.path !== DELTA_DESCRIPTION) return checkRaw(file);
    description = await readDescription(file);
    return 1;
  };

  return {
    covers: (path) =>
      mirror.covers(path) || lines.has(path) || path === SNAPSHOT || path === DELTA_DESCRIPTION || isRaw(path),
    async check(file) {
      const records = await checkFile(file);
      read.set(file.path, records);
      return records;
    },
    conclude(manifest, report) {
      mirror.conclude(manifest, report);
      for (const path of [...lines.keys(), DELTA_DESCRIPTION]) requireArtifact(path, manifest, report);
      if (manifest.policyVersion !== null) requireArtifact(SNAPSHOT, manifest, report);
      if (policyVersion !== undefined && policyVersion !== manifest.policyVersion) {
        const actual = `policyVersion ${policyVersion}`;
        report({ path: SNAPSHOT, reason: 'invalid-record', expected: manifest.policyVersion ?? 'none', actual });
      }
      if (read.has(CHANGED_SBOMS)) compareSbomFiles(sbomPaths, manifest, report);
      if (description) compareDescription(description, { manifest, read, report });
    },
  };
}

/** `manifest.yaml`; not there while a bundle is checked before it is encrypted. */
function createMirrorManifestCheck() {
  let found: ReadMirrorManifest | undefined;
  return {
    covers: (path: string) => path === MIRROR_MANIFEST,
    async check(file: FileToImport): Promise<number> {
      found = await readMirrorManifest(file);
      return 1;
    },
    conclude(manifest: ManifestFacts, report: Report): void {
      if (found) compareMirrorManifest(found, manifest, report);
    },
  };
}

function requireArtifact(path: string, { artifacts }: ManifestFacts, report: Report): void {
  if (!artifacts.some((artifact) => artifact.path === path)) report({ path, reason: 'missing' });
}

async function checkIndex(file: FileToImport, list: string): Promise<number> {
  try {
    const around = await liftList(file.content, list, () => undefined, INDEX_ITEM_LIMIT_BYTES);
    const members = isObject(around) ? around[list] : undefined;
    if (!Array.isArray(members) || members[0] !== LIFTED) throw new SyntaxError(`has no list "${list}"`);
  } catch (error) {
    reportUnreadable(file, error);
  }
  return 1;
}

function isRaw(path: string): boolean {
  return path.startsWith(CHANGED_ROOT) && rawRecordsCheck.covers(path.slice(CHANGED_ROOT.length));
}

/** As the raw records of a full mirror; what is wrong is told with the path in the delta. */
function checkRaw(file: FileToImport): Promise<number> {
  return rawRecordsCheck.check({
    ...file,
    path: file.path.slice(CHANGED_ROOT.length),
    report: (problem) => file.report({ ...problem, path: file.path }),
  });
}

interface Named {
  readonly id: string;
  readonly source: string;
}

const removedDocument = namedRule(['id', 'source']);
const removedSbom = namedRule(['id', 'source', 'subject']);

interface SbomLine extends Named {
  readonly sha256: string;
  readonly path: string;
}

function listedSbom(onPath: (path: string) => void): LineRule<SbomLine> {
  const rule = namedRule<SbomLine>(['id', 'path', 'sha256', 'source', 'subject']);
  return {
    ...rule,
    compare: (one, other) => rule.compare(one, other) || compareText(one.sha256, other.sha256),
    contentFaultOf: ({ path }) => {
      onPath(path);
      return Promise.resolve(undefined);
    },
  };
}

/** Lines of exactly these members, by id and source. */
function namedRule<Line extends Named = Named>(members: readonly string[]): LineRule<Line> {
  return {
    faultOf: (value) =>
      isObject(value) &&
      Object.keys(value).sort().join() === members.join() &&
      members.every((name) => typeof value[name] === 'string')
        ? undefined
        : `is not a line of ${members.join(', ')}`,
    nameOf: ({ id }) => id,
    compare: (one, other) => compareText(one.id, other.id) || compareText(one.source, other.source),
  };
}

async function readDescription(file: FileToImport): Promise<DeltaDescription | undefined> {
  const document = await readWhole(file.content);
  const found = document && parseDeltaDescription(document);
  if (!found) file.report({ path: file.path, reason: 'malformed', actual: 'is not the description of a delta' });
  return found;
}

/** Each SBOM file has its line, and each line its file. */
function compareSbomFiles(listed: ReadonlySet<string>, { artifacts }: ManifestFacts, report: Report): void {
  const files = new Set(artifacts.map(({ path }) => path).filter((path) => isRaw(path) && path.endsWith('/sbom.json')));
  for (const path of files) {
    if (!listed.has(path)) report({ path, reason: 'invalid-record', actual: `is not named in ${CHANGED_SBOMS}` });
  }
  for (const path of listed) {
    if (!files.has(path)) report({ path, reason: 'missing' });
  }
}

function compareDescription(
  description: DeltaDescription,
  { manifest, read, report }: { manifest: ManifestFacts; read: ReadonlyMap<string, number>; report: Report },
): void {
  const compare = (name: string, expected: unknown, actual: unknown) => {
    if (expected === actual) return;
    const words = { expected: `${name} ${String(expected)}`, actual: String(actual) };
    report({ path: DELTA_DESCRIPTION, reason: 'record-count-mismatch', ...words });
  };
  for (const kind of evidenceKinds) {
    const carried = description.added[kind] + description.changed[kind];
    compare(`added and changed ${kind}`, carried, manifest.counts[kind]);
    compare(`added and changed ${kind}`, carried, linesCarried(kind, manifest));
    compare(`removed ${kind}`, description.removed[kind], read.get(removedListOf(kind)) ?? description.removed[kind]);
  }
  // Before it is signed, a bundle is checked without what will name its base.
  if (manifest.base === undefined) return;
  compare('baseExportId', description.baseExportId, manifest.base?.baseExportId ?? null);
  compare('baseManifestDigest', description.baseManifestDigest, manifest.base?.baseManifestDigest ?? null);
  compare('resetBaseline', description.resetBaseline, !manifest.base);
}

/** Records of the artifacts; that these are right was seen when they were read. */
function linesCarried(kind: EvidenceKind, { artifacts }: ManifestFacts): number {
  const isOfKind = (path: string) =>
    kind === 'sboms' ? path === CHANGED_SBOMS : path.startsWith(`${CHANGED_ROOT}data/raw/${kind}/`);
  return artifacts.filter(({ path }) => isOfKind(path)).reduce((sum, { records }) => sum + records, 0);
}
