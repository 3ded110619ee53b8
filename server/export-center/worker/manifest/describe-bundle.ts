import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Selectors } from '../../../contracts/export-center/profile.ts';
import { ByteSource } from '../../../verification/archive/byte-source.ts';
import { type Digest, asDigest, inputsHashPieces } from '../../../verification/bundle-hashes.ts';
import { EXPORT_MANIFEST, PROVENANCE } from '../../../verification/bundle-layout.ts';
import { canonicalJson, canonicalPieces } from '../../../verification/canonical-json.ts';
import { type FileDigest, createDigester, readPieces } from '../digests.ts';
import { type RecordIdentity } from '../evidence-record.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { type ManifestParts, exportManifest } from './export-manifest.ts';
import { provenanceStatement, resolvedDependency } from './provenance-statement.ts';

export interface BundleToDescribe extends Omit<ManifestParts, 'documents'> {
  /** What else lies in the bundle, in any order. */
  readonly documents: readonly FileDigest[];
  /** Who can decrypt it; nobody needs to where nothing is encrypted. */
  readonly recipients: readonly object[];
  /** Lines `{"kind","id","source","sha256"}`: what the bundle was made from. */
  readonly inputsFile: string;
  readonly contentFolder: string;
  /** Who will sign what is written here. */
  readonly keyIds: readonly string[];
}

/** Paths in the bundle. */
export interface DescribingFiles {
  readonly manifest: FileDigest;
  readonly provenance: FileDigest;
}

/** Writes `export.json` and `provenance.json`, both canonical JSON, in pieces. */
export async function describeBundle(bundle: BundleToDescribe): Promise<DescribingFiles> {
  const { contentFolder } = bundle;
  const documents = bundle.documents.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const manifest = await writeDocument(contentFolder, EXPORT_MANIFEST, [
    canonicalJson(exportManifest({ ...bundle, documents })),
  ]);
  const subjects = [manifest, ...bundle.artifacts];
  const provenance = canonicalPieces(
    (list) => provenanceStatement({ ...bundle, subjects, resolvedDependencies: list }),
    dependenciesOf(bundle),
  );
  return { manifest, provenance: await writeDocument(contentFolder, PROVENANCE, provenance) };
}

/** `inputsHash` of what a run was made from. Of the inputs only their digests are in memory. */
export async function digestInputs(inputs: {
  readonly inputsFile: string;
  readonly selectors: Selectors;
  readonly policyVersion: string | null;
}): Promise<Digest> {
  const { inputsFile, selectors, policyVersion } = inputs;
  const digests: string[] = [];
  for await (const { sha256 } of readInputs(inputsFile)) digests.push(sha256);
  const hash = createHash('sha256');
  for await (const piece of inputsHashPieces({ digests, selectors, policyVersion })) hash.update(piece);
  return asDigest(hash.digest('hex'));
}

async function* dependenciesOf({ inputsFile }: Pick<BundleToDescribe, 'inputsFile'>): AsyncGenerator<object> {
  for await (const input of readInputs(inputsFile)) yield resolvedDependency(input);
}

async function writeDocument(
  folder: string,
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<FileDigest> {
  const digester = createDigester();
  const bytes = async function* () {
    for await (const piece of pieces) yield Buffer.from(piece);
  };
  await writeStreamedFile(join(folder, path), digester.pass(bytes()));
  return { path, ...digester.digest() };
}

const INPUT_LINE_BYTES = 64 * 1024;

async function* readInputs(path: string): AsyncGenerator<RecordIdentity> {
  const lines = new ByteSource(readPieces(path));
  for (let line = await lines.readLine(INPUT_LINE_BYTES); line; line = await lines.readLine(INPUT_LINE_BYTES)) {
    yield JSON.parse(new TextDecoder().decode(line)) as RecordIdentity;
  }
}
