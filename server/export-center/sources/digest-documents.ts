import { setImmediate } from 'node:timers/promises';
import { maximumDocumentBytes, sha256Of } from './document-text.ts';
import type { EvidenceContent } from './evidence-file.ts';
import { readContent } from './read-content.ts';
import { refusedBy, type Refused } from './refusal.ts';

export interface DigestedContent {
  /** `sha256:<hex>` over the bytes. */
  readonly sha256: string;
  readonly bytes: number;
}

export type Digestion = DigestedContent | Refused;

/** Bytes after which a thread looks whether it is to stop. */
const lookEveryBytes = 16 * 1024 * 1024;

/** The digest of each file, in their order, or why it cannot be read. */
export async function digestDocuments(
  contents: readonly EvidenceContent[],
  { signal }: { readonly signal: AbortSignal },
): Promise<Digestion[]> {
  const digestions: Digestion[] = [];
  let unlooked = 0;
  for (const content of contents) {
    const digestion = digest(content);
    digestions.push(digestion);
    unlooked += 'bytes' in digestion ? digestion.bytes : 0;
    if (unlooked < lookEveryBytes) continue;
    unlooked = 0;
    await setImmediate();
    signal.throwIfAborted();
  }
  return digestions;
}

function digest(content: EvidenceContent): Digestion {
  try {
    const bytes = readContent(content, maximumDocumentBytes);
    return { sha256: sha256Of(bytes), bytes: bytes.byteLength };
  } catch (error) {
    return refusedBy(error);
  }
}
