import { deriveRecords } from '../adapters/evidence/derive-records.ts';
import { layOutRawRecords } from '../adapters/evidence/lay-out-raw-records.ts';
import { layOutDelta } from '../adapters/mirror/lay-out-delta.ts';
import { writeMirrorManifest } from '../adapters/mirror/write-documents.ts';
import { writeTrivyDb } from '../adapters/trivy/db/write-trivy-db.ts';
import { writeJavaDb } from '../adapters/trivy/java-db/write-java-db.ts';
import { compressFile } from '../archive/compress-file.ts';
import { packBundle } from '../archive/pack-bundle.ts';
import { checkPlainFiles } from '../encryption/check-in-thread.ts';
import { encryptFiles } from '../encryption/encrypt-in-thread.ts';
import { describeBundle, digestInputs } from '../manifest/describe-bundle.ts';
import { digestFiles } from './digest-files.ts';
import { verifyInThread } from './verify-in-thread.ts';

/** Everything that a worker thread can do. Inputs and results are plain data. */
export const tasks = {
  layOutRawRecords,
  deriveRecords,
  layOutDelta,
  writeMirrorManifest,
  writeTrivyDb,
  writeJavaDb,
  compressFile,
  checkPlainFiles,
  encryptFiles,
  digestInputs,
  describeBundle,
  packBundle,
  verifyBundle: verifyInThread,
  digestFiles,
};

export type TaskName = keyof typeof tasks;
export type TaskInput<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0];
export type TaskResult<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;
