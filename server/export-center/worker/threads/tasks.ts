import { type TaskContext } from './task-context.ts';

type Task<Input, Result> = (input: Input, context: TaskContext) => Promise<Result>;

/**
 * Everything that a worker thread can do. Inputs and results are plain data. Each task is loaded when it is first done: every
 * thread has code of its own, and that of all tasks takes tens of MiB a thread.
 */
export const tasks = {
  digestDocuments: lazily(async () => (await import('../../sources/digest-documents.ts')).digestDocuments),
  recogniseDocuments: lazily(async () => (await import('../../sources/recognise-documents.ts')).recogniseDocuments),
  markFolder: lazily(async () => (await import('../../sources/folder-mark.ts')).markOfFolder),
  layOutRawRecords: lazily(async () => (await import('../adapters/evidence/lay-out-raw-records.ts')).layOutRawRecords),
  deriveRecords: lazily(async () => (await import('../adapters/evidence/derive-records.ts')).deriveRecords),
  layOutDelta: lazily(async () => (await import('../adapters/mirror/lay-out-delta.ts')).layOutDelta),
  writeMirrorManifest: lazily(async () => (await import('../adapters/mirror/write-documents.ts')).writeMirrorManifest),
  writeTrivyDb: lazily(async () => (await import('../adapters/trivy/db/write-trivy-db.ts')).writeTrivyDb),
  writeJavaDb: lazily(async () => (await import('../adapters/trivy/java-db/write-java-db.ts')).writeJavaDb),
  copyPortal: lazily(async () => (await import('../adapters/devportal/copy-portal.ts')).copyPortal),
  compressFile: lazily(async () => (await import('../archive/compress-file.ts')).compressFile),
  checkPlainFiles: lazily(async () => (await import('../encryption/check-in-thread.ts')).checkPlainFiles),
  encryptFiles: lazily(async () => (await import('../encryption/encrypt-in-thread.ts')).encryptFiles),
  digestInputs: lazily(async () => (await import('../manifest/describe-bundle.ts')).digestInputs),
  describeBundle: lazily(async () => (await import('../manifest/describe-bundle.ts')).describeBundle),
  packBundle: lazily(async () => (await import('../archive/pack-bundle.ts')).packBundle),
  verifyBundle: lazily(async () => (await import('./verify-in-thread.ts')).verifyInThread),
  digestFiles: lazily(async () => (await import('./digest-files.ts')).digestFiles),
};

export type TaskName = keyof typeof tasks;
export type TaskInput<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0];
type TaskResults = { [Name in TaskName]: Awaited<ReturnType<(typeof tasks)[Name]>> };
export type TaskResult<Name extends TaskName> = TaskResults[Name];

function lazily<Input, Result>(load: () => Promise<Task<Input, Result>>): Task<Input, Result> {
  return async (input, context) => (await load())(input, context);
}
