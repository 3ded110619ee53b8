import { parse } from 'yaml';
import { ByteSource } from '../archive/byte-source.ts';
import { EXPORT_MANIFEST, MIRROR_MANIFEST } from '../bundle-layout.ts';
import { canonicalJson } from '../canonical-json.ts';
import { isObject } from '../json.ts';
import {
  type MirrorFacts,
  listedArtifact,
  membersAfterArtifacts,
  membersBeforeArtifacts,
} from '../mirror/mirror-manifest.ts';
import { reportUnreadable } from './check-lines.ts';
import { type FileToImport, type ManifestFacts } from './import-check.ts';

/** A member other than the list of artifacts, and an artifact; both are far smaller. */
const LINE_LIMIT_BYTES = 1024 * 1024;
const MEMBERS_LIMIT = 8 * 1024 * 1024;
/** Artifacts that are parsed at a time: the parser needs a hundred times the memory of what it parses. */
const BATCH_LINES = 2_000;

/** `manifest.yaml`, parsed. */
export interface ReadMirrorManifest {
  readonly members: Readonly<Record<string, unknown>>;
  readonly artifacts: readonly unknown[];
}

/** Reads `manifest.yaml` in bounded memory; undefined, and reported, where it is none. */
export async function readMirrorManifest(file: FileToImport): Promise<ReadMirrorManifest | undefined> {
  try {
    return await readMembers(new ByteSource(file.content));
  } catch (error) {
    // The errors of the YAML library are neither of these classes.
    if (isYamlError(error)) file.report({ path: file.path, reason: 'malformed', actual: error.message });
    else reportUnreadable(file, error);
    return undefined;
  }
}

async function readMembers(lines: ByteSource): Promise<ReadMirrorManifest> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const artifacts: unknown[] = [];
  let [members, batch, inList, batched] = ['', '', false, 0];
  const flush = () => {
    if (batch !== '') artifacts.push(...listOf(batch));
    [batch, batched] = ['', 0];
  };
  for (let line = await lines.readLine(LINE_LIMIT_BYTES); line; line = await lines.readLine(LINE_LIMIT_BYTES)) {
    const text = `${utf8.decode(line)}\n`;
    if (/^\S/.test(text)) inList = text === 'artifacts:\n';
    else if (inList) {
      if (batched >= BATCH_LINES && text.startsWith('  - ')) flush();
      batch += text;
      batched += 1;
      continue;
    }
    members += text;
    if (members.length > MEMBERS_LIMIT) throw new RangeError(`The members are longer than ${MEMBERS_LIMIT} characters`);
  }
  flush();
  const value: unknown = parseYaml(members);
  if (!isObject(value)) throw new SyntaxError('It is not a mapping');
  const { artifacts: own, ...rest } = value;
  return { members: rest, artifacts: Array.isArray(own) ? (own as unknown[]) : artifacts };
}

function listOf(batch: string): unknown[] {
  const value: unknown = parseYaml(batch);
  if (!Array.isArray(value)) throw new SyntaxError('Its artifacts are not a list');
  return value as unknown[];
}

function parseYaml(text: string): unknown {
  return parse(text, { maxAliasCount: 0, prettyErrors: false, logLevel: 'error' });
}

function isYamlError(error: unknown): error is Error {
  return error instanceof Error && (error.name.startsWith('YAML') || error instanceof ReferenceError);
}

/** Reports each member of `manifest.yaml` that says something else than `export.json`. */
export function compareMirrorManifest(
  { members, artifacts }: ReadMirrorManifest,
  manifest: ManifestFacts,
  report: FileToImport['report'],
): void {
  const expected = membersOf(manifest);
  if (!expected) {
    report({ path: EXPORT_MANIFEST, reason: 'malformed', actual: 'lacks what a mirror tells' });
    return;
  }
  for (const [name, value] of Object.entries(expected)) {
    if (!isSame(members[name], value)) reportMember(name, report);
  }
  const listed = manifest.artifacts.map(listedArtifact);
  const same = listed.length === artifacts.length && listed.every((artifact, at) => isSame(artifacts[at], artifact));
  if (!same) reportMember('artifacts', report);
}

/** Undefined where `export.json` lacks a member that they are made of. */
function membersOf(manifest: ManifestFacts): object | undefined {
  const facts = manifest as MirrorFacts;
  try {
    return { ...membersBeforeArtifacts(facts), ...membersAfterArtifacts(facts) };
  } catch {
    return undefined;
  }
}

function reportMember(name: string, report: FileToImport['report']): void {
  report({ path: MIRROR_MANIFEST, reason: 'invalid-record', actual: `"${name}" is not what export.json says` });
}

function isSame(one: unknown, other: unknown): boolean {
  try {
    return canonicalJson(one) === canonicalJson(other);
  } catch {
    return false;
  }
}
