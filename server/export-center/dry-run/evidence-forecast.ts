import type { DryRun } from '../../contracts/export-center/dry-run.ts';
import type { DocumentStore } from '../sources/document-store.ts';
import type { DocumentSelection } from '../sources/selection.ts';

/** Enough to see whether a selector means what its author thought. */
const sampleSize = 5;

/** What each selection matches, with the first documents by id. */
export async function forecastEvidence(
  documents: DocumentStore,
  selections: readonly DocumentSelection[],
): Promise<DryRun['evidence']> {
  const evidence: DryRun['evidence'] = [];
  for (const selection of selections) {
    const { documents: count, bytes } = await documents.totals(selection);
    evidence.push({ kind: selection.kind, documents: count, bytes, samples: await samplesOf(documents, selection) });
  }
  return evidence;
}

type Sample = DryRun['evidence'][number]['samples'][number];

async function samplesOf(documents: DocumentStore, selection: DocumentSelection): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const { id, source, subject } of documents.digests(selection)) {
    samples.push({ id, source, subject: subject ?? null });
    if (samples.length === sampleSize) break;
  }
  return samples;
}
