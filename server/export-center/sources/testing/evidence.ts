import type { EvidenceKind } from '../../../contracts/export-center/kinds.ts';
import { maximumDocumentBytes } from '../document-text.ts';
import type { EvidenceFile } from '../evidence-file.ts';
import { readContent } from '../read-content.ts';

/** An evidence file in memory. A string is its text; anything else becomes JSON. */
export function evidenceFile(path: string, content: unknown): EvidenceFile {
  const source = path.slice(0, path.lastIndexOf('/'));
  const kind = source.split('/')[0] as EvidenceKind;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { path, kind, source, content: { bytes: Buffer.from(text) } };
}

/** An evidence file that cannot be read. */
export function unreadableFile(path: string, reason: string): EvidenceFile {
  return { ...evidenceFile(path, ''), content: { refused: reason, isUnreadable: true } };
}

export function advisory(id: string, more: object = {}): object {
  return { schema_version: '1.5.0', id, modified: '2025-06-01T00:00:00Z', ...more };
}

/** Throws `Refusal`. */
export function bytesOf({ content }: EvidenceFile): Uint8Array {
  return readContent(content, maximumDocumentBytes);
}
