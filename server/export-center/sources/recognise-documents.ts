import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { recogniseDocument } from './recognise.ts';
import type { RecognisedDocument } from './recognised-document.ts';
import { Refusal } from './refusal.ts';

export interface DocumentBytes {
  readonly kind: EvidenceKind;
  readonly bytes: Uint8Array;
}

export type Recognition = RecognisedDocument | { readonly refused: string };

/** Recognises documents in their order: {@link recogniseDocuments}, or the same in a worker thread. */
export type RecogniseDocuments = (documents: readonly DocumentBytes[]) => Promise<readonly Recognition[]>;

/** What each document is, or why it is refused. */
export function recogniseDocuments(documents: readonly DocumentBytes[]): Promise<Recognition[]> {
  return Promise.resolve(documents.map(recognise));
}

function recognise({ kind, bytes }: DocumentBytes): Recognition {
  try {
    return recogniseDocument(kind, bytes);
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}
