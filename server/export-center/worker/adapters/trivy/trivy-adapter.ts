import { join } from 'node:path';
import { type TrivyBundleForm, trivyDb, trivyJavaDb } from '../../../../verification/import-check/trivy/bundle-form.ts';
import { type Artifact } from '../../../../contracts/export-center/run.ts';
import {
  type BundleJob,
  INPUTS_FILE,
  RECORDS_FILE,
  WORK_FOLDER,
  inBundle,
  inStaging,
} from '../../staging/bundle-job.ts';
import { type BuiltArtifacts, type BundleAdapter } from '../bundle-adapter.ts';
import { type Stage, createStages } from '../evidence/stages.ts';
import { type TrivyDatabase } from './db/write-trivy-db.ts';
import { schemaVersionOf } from './schema-version.ts';

/** How a database of Trivy becomes a bundle. */
interface DatabaseKind {
  readonly form: TrivyBundleForm;
  readonly task: 'writeTrivyDb' | 'writeJavaDb';
  /** What it is made from. */
  readonly evidence: 'advisories' | 'sboms';
  /** By which Trivy asks a registry for such a file. */
  readonly mediaType: string;
  readonly signature: string;
}

/** `trivy:db`: the vulnerability database (bundles.md, "Kinds"). */
export const trivyDbAdapter = databaseAdapter({
  form: trivyDb,
  task: 'writeTrivyDb',
  evidence: 'advisories',
  mediaType: 'application/vnd.aquasec.trivy.db.layer.v1.tar+gzip',
  signature: 'signatures/trivy-db.sig',
});

/** `trivy:java-db`: names of Java archives by their SHA-1. */
export const trivyJavaDbAdapter = databaseAdapter({
  form: trivyJavaDb,
  task: 'writeJavaDb',
  evidence: 'sboms',
  mediaType: 'application/vnd.aquasec.trivy.javadb.layer.v1.tar+gzip',
  signature: 'signatures/trivy-java-db.sig',
});

/** Packing is quick beside reading the evidence. */
const DATABASE_SHARE = 0.8;

function databaseAdapter(kind: DatabaseKind): BundleAdapter {
  const { path } = kind.form;
  return {
    form: 'file',
    root: '',
    fileName: () => path.slice(path.lastIndexOf('/') + 1),
    mediaType: () => kind.mediaType,
    signatures: [{ covers: path, path: kind.signature }],
    async build(job, report): Promise<BuiltArtifacts> {
      const stage = createStages(report);
      const database = await writeDatabase(job, kind, stage(DATABASE_SHARE));
      const artifact = await packDatabase(job, kind, database, stage(1 - DATABASE_SHARE));
      const counts = { advisories: 0, vex: 0, sboms: 0, policyEvaluations: 0, [kind.evidence]: database.inputs };
      return { artifacts: [artifact], counts, redacted: 0, remarks: database.remarks };
    },
  };
}

const DATABASE_FOLDER = `${WORK_FOLDER}/database`;

async function writeDatabase(job: BundleJob, { task }: DatabaseKind, stage: Stage): Promise<TrivyDatabase> {
  const input = {
    recordsFile: inStaging(job, RECORDS_FILE),
    workFolder: inStaging(job, WORK_FOLDER),
    inputsFile: inStaging(job, INPUTS_FILE),
    databaseFolder: inStaging(job, DATABASE_FOLDER),
    schemaVersion: schemaVersionOf(job.plan),
  };
  const database = await job.threads.run(task, input, { signal: job.signal, onProgress: stage.add });
  stage.finish();
  return database;
}

/** One gzip tar of the database and its metadata, whatever the codec of the profile: Trivy reads no other. */
async function packDatabase(
  job: BundleJob,
  { form, mediaType }: DatabaseKind,
  { files, records }: TrivyDatabase,
  stage: Stage,
): Promise<Artifact> {
  const bundle = {
    files: files.map(({ path, bytes }) => ({ path, bytes, from: join(inStaging(job, DATABASE_FOLDER), path) })),
    to: inStaging(job, inBundle(form.path)),
    compression: { codec: 'gzip', level: job.plan.compression.level } as const,
  };
  const onProgress = ({ bytes }: { bytes: number }) => stage.add({ items: 0, bytes });
  const packed = await job.threads.run('packBundle', bundle, { signal: job.signal, onProgress });
  stage.finish();
  return { path: form.path, ...packed, mediaType, records, compression: 'gzip' };
}
