import type { EvidenceKind } from '../../../contracts/export-center/kinds.ts';
import { Refusal } from '../refusal.ts';
import type { EvidenceFile } from '../import-folder.ts';

/** An evidence file in memory. A string is its text; anything else becomes JSON. */
export function evidenceFile(path: string, content: unknown): EvidenceFile {
  const source = path.slice(0, path.lastIndexOf('/'));
  const kind = source.split('/')[0] as EvidenceKind;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { path, kind, source, read: () => Promise.resolve(Buffer.from(text)) };
}

/** An evidence file that cannot be read. */
export function unreadableFile(path: string, reason: string): EvidenceFile {
  return { ...evidenceFile(path, ''), read: () => Promise.reject(new Refusal(reason)) };
}

export function advisory(id: string, more: object = {}): object {
  return { schema_version: '1.5.0', id, modified: '2025-06-01T00:00:00Z', ...more };
}
