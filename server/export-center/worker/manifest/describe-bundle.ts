import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Artifact, type ExportManifest } from '../../../contracts/export-center/run.ts';
import { ByteSource } from '../../../verification/archive/byte-source.ts';
import { asDigest, inputsHashPieces, rerunHashText } from '../../../verification/bundle-hashes.ts';
import { EXPORT_MANIFEST, PROVENANCE } from '../../../verification/bundle-layout.ts';
import { canonicalJson, canonicalPieces } from '../../../verification/canonical-json.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type FileDigest, createDigester, readPieces, sha256Of } from '../digests.ts';
import { type RecordIdentity } from '../evidence-record.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { exportManifest } from './export-manifest.ts';
import { provenanceStatement, resolvedDependency } from './provenance-statement.ts';

export interface BundleToDescribe {
  readonly plan: BundlePlan;
  readonly artifacts: readonly Artifact[];
  readonly counts: ExportManifest['counts'];
  /** Lines `{"kind","id","source","sha256"}`: what the bundle was made from. */
  readonly inputsFile: string;
  readonly contentFolder: string;
  /** Who will sign what is written here. */
  readonly keyIds: readonly string[];
}

export interface BundleDescription {
  readonly inputsHash: string;
  readonly rerunHash: string;
  /** `export.json` and `provenance.json`; paths in the bundle. */
  readonly files: readonly FileDigest[];
}

/** Writes `export.json` and `provenance.json`, both canonical JSON. Of the inputs only their digests are in memory. */
export async function describeBundle(bundle: BundleToDescribe): Promise<BundleDescription> {
  const { plan, counts, contentFolder, keyIds } = bundle;
  const artifacts = bundle.artifacts.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const inputsHash = await inputsHashOf(bundle);
  const rerunHash = sha256Of(rerunHashText(artifacts.map(({ sha256 }) => sha256)));

  const manifest = exportManifest({ plan, artifacts, counts, inputsHash, rerunHash });
  const manifestFile = await writeDocument(contentFolder, EXPORT_MANIFEST, [canonicalJson(manifest)]);
  const subjects = [manifestFile, ...artifacts];
  const provenance = canonicalPieces(
    (list) => provenanceStatement({ plan, subjects, keyIds, resolvedDependencies: list }),
    dependenciesOf(bundle),
  );
  const provenanceFile = await writeDocument(contentFolder, PROVENANCE, provenance);
  return { inputsHash, rerunHash, files: [manifestFile, provenanceFile] };
}

async function inputsHashOf({ plan: { selectors, policyVersion }, inputsFile }: BundleToDescribe): Promise<string> {
  const digests: string[] = [];
  for await (const { sha256 } of readInputs(inputsFile)) digests.push(sha256);
  const hash = createHash('sha256');
  for await (const piece of inputsHashPieces({ digests, selectors, policyVersion })) hash.update(piece);
  return asDigest(hash.digest('hex'));
}

async function* dependenciesOf({ inputsFile }: BundleToDescribe): AsyncGenerator<object> {
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
