import type { WorkerThreads } from '../worker/threads/worker-threads.ts';
import { digestDocuments, type Digestion } from './digest-documents.ts';
import type { EvidenceContent, EvidenceFile } from './evidence-file.ts';
import { markOfFolder, type MarkedFolder } from './folder-mark.ts';
import { recogniseDocuments, type Recognition } from './recognise-documents.ts';

/** Reads files of evidence. */
export interface DocumentReader {
  /** In the order of the files. */
  digest(contents: readonly EvidenceContent[], signal: AbortSignal): Promise<readonly Digestion[]>;
  recognise(files: readonly EvidenceFile[], signal: AbortSignal): Promise<Recognition>;
  mark(folder: MarkedFolder, signal: AbortSignal): Promise<string | null>;
}

/** On the event loop of whoever calls. */
export const readerHere: DocumentReader = {
  digest: (contents, signal) => digestDocuments(contents, { signal }),
  recognise: (files) => recogniseDocuments(files),
  mark: (folder, signal) => markOfFolder(folder, { signal }),
};

export function readerInThreads(threads: WorkerThreads): DocumentReader {
  return {
    digest: (contents, signal) => threads.run('digestDocuments', contents, { signal }),
    recognise: (files, signal) => threads.run('recogniseDocuments', files, { signal }),
    mark: (folder, signal) => threads.run('markFolder', folder, { signal }),
  };
}
