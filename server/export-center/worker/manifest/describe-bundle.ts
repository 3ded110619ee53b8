import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artifact, type ExportManifest } from '../../../contracts/export-center/run.ts';
import { ByteSource } from '../../../verification/archive/byte-source.ts';
import { inputsHashText, rerunHashText } from '../../../verification/bundle-hashes.ts';
import { EXPORT_MANIFEST, PROVENANCE } from '../../../verification/bundle-layout.ts';
import { canonicalJson } from '../../../verification/canonical-json.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type FileDigest, readPieces, sha256Of } from '../digests.ts';
import { type RecordIdentity } from '../evidence-record.ts';
import { exportManifest } from './export-manifest.ts';
import { provenanceStatement } from './provenance-statement.ts';

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

/** Writes `export.json` and `provenance.json`, both canonical JSON. */
export async function describeBundle(bundle: BundleToDescribe): Promise<BundleDescription> {
  const { plan, contentFolder, keyIds } = bundle;
  const artifacts = bundle.artifacts.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const inputs = await readInputs(bundle.inputsFile);
  const hashes = {
    inputsHash: sha256Of(
      inputsHashText({
        digests: inputs.map(({ sha256 }) => sha256),
        selectors: plan.selectors,
        policyVersion: plan.policyVersion,
      }),
    ),
    rerunHash: sha256Of(rerunHashText(artifacts.map(({ sha256 }) => sha256))),
  };

  // An empty selection has left no folder behind.
  await mkdir(contentFolder, { recursive: true });
  const writeDocument = async (path: string, document: object): Promise<FileDigest> => {
    const bytes = Buffer.from(canonicalJson(document));
    await writeFile(join(contentFolder, path), bytes);
    return { path, sha256: sha256Of(bytes), bytes: bytes.length };
  };
  const manifest = await writeDocument(
    EXPORT_MANIFEST,
    exportManifest({ plan, artifacts, counts: bundle.counts, ...hashes }),
  );
  const subjects = [manifest, ...artifacts];
  const provenance = await writeDocument(PROVENANCE, provenanceStatement({ plan, subjects, inputs, keyIds }));
  return { ...hashes, files: [manifest, provenance] };
}

const INPUT_LINE_BYTES = 64 * 1024;

async function readInputs(path: string): Promise<RecordIdentity[]> {
  const lines = new ByteSource(readPieces(path));
  const inputs: RecordIdentity[] = [];
  for (let line = await lines.readLine(INPUT_LINE_BYTES); line; line = await lines.readLine(INPUT_LINE_BYTES)) {
    inputs.push(JSON.parse(new TextDecoder().decode(line)) as RecordIdentity);
  }
  return inputs;
}
