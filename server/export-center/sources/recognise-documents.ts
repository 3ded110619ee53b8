import { maximumDocumentBytes } from './document-text.ts';
import type { EvidenceFile } from './evidence-file.ts';
import { readContent } from './read-content.ts';
import { recogniseDocument } from './recognise.ts';
import type { RecognisedDocument } from './recognised-document.ts';
import { refusedBy, type Refused } from './refusal.ts';

/** What became of some files. Plain data, for worker threads. */
export interface Recognition {
  /**
   * The recognised documents as UTF-8 text of a JSON array, each a row of `import_files`. It goes to the database as it
   * is: texts that pass through the heap of the service make V8 enlarge its young generation to 128 MiB.
   */
  readonly rows: Uint8Array;
  /** How many there are. */
  readonly count: number;
  readonly refused: readonly (Refused & { readonly path: string })[];
}

/** Tells what each document is, or why it is refused. */
export function recogniseDocuments(files: readonly EvidenceFile[]): Promise<Recognition> {
  const rows: string[] = [];
  const refused: (Refused & { path: string })[] = [];
  for (const file of files) {
    try {
      rows.push(rowOf(file, recogniseDocument(file.kind, readContent(file.content, maximumDocumentBytes))));
    } catch (error) {
      refused.push({ path: file.path, ...refusedBy(error) });
    }
  }
  return Promise.resolve({ rows: Buffer.from(`[${rows.join()}]`), count: rows.length, refused });
}

function rowOf({ path, source }: EvidenceFile, document: RecognisedDocument): string {
  const { formatVersion, modifiedAt, subject, ...columns } = document;
  const row = {
    path,
    source,
    ...columns,
    format_version: formatVersion,
    subject: subject ?? null,
    modified_at: modifiedAt ?? null,
  };
  return JSON.stringify(row);
}
