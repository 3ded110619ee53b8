import { type DeriveOptions, type DerivedOutputs } from './derived-outputs.ts';
import { type RawEvidence, type RawRecord } from './raw-evidence.ts';
import { type RecordLines } from './record-lines.ts';

/** What the steps of one derivation share. */
export interface Derivation {
  readonly evidence: RawEvidence;
  readonly outputs: DerivedOutputs;
  readonly options: DeriveOptions;
  readonly lines: RecordLines;
}

/** The records as they come, cut off when the derivation is cancelled, and reported as they pass. */
export async function* tracked<Item extends RawRecord>(
  records: AsyncIterable<Item> | Iterable<Item>,
  { signal, report }: DeriveOptions,
): AsyncGenerator<Item> {
  for await (const record of records) {
    signal.throwIfAborted();
    yield record;
    report({ items: 1, bytes: record.content.length });
  }
}
