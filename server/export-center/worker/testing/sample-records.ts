import { type EvidenceRecord } from '../evidence-record.ts';
import { sha256Of } from '../digests.ts';

/** A record whose digest is right. */
export function recordOf(record: Omit<EvidenceRecord, 'sha256'>): EvidenceRecord {
  return { ...record, sha256: sha256Of(record.content) };
}

/** Advisories, VEX documents and SBOMs with what is apt to break a format: other scripts, escapes, ids that differ by case. */
export const sampleRecords: readonly EvidenceRecord[] = [
  ...Array.from({ length: 40 }, (_, number) =>
    recordOf({
      kind: 'advisories',
      id: `GO-2024-${String(number * 37).padStart(4, '0')}`,
      source: 'osv',
      content: JSON.stringify({ id: number, details: `Überprüfung №${number} \u2028 "quoted"\n`.repeat(40) }, null, 2),
    }),
  ),
  recordOf({ kind: 'advisories', id: 'go-2024-0001', source: 'osv', content: '{"lower":"case"}' }),
  recordOf({ kind: 'advisories', id: 'GO-2024-0037', source: 'another', content: '{"same":"id"}' }),
  recordOf({ kind: 'vex', id: 'vex-1', source: 'vendor', content: '{"statements":[]}\n' }),
  recordOf({ kind: 'vex', id: 'vex-2', source: 'vendor', content: '{"statements":["𐐷"]}' }),
  recordOf({
    kind: 'sboms',
    id: 'urn:1',
    source: 'ci',
    subject: 'Proton Bridge@1.6.3',
    content: '{"bomFormat":"CycloneDX"}',
  }),
  recordOf({
    kind: 'sboms',
    id: 'urn:2',
    source: 'ci',
    subject: '../../etc/passwd',
    content: '{"bomFormat":"CycloneDX","version":2}',
  }),
  recordOf({
    kind: 'sboms',
    id: 'urn:3',
    source: 'ci',
    subject: `registry.example.com/${'very-long-name/'.repeat(20)}@1`,
    content: `{"components":["${'x'.repeat(70_000)}"]}`,
  }),
];

/** The same items in another order, each seed giving one order. */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return items
    .map((item) => ({ item, key: random() }))
    .sort((one, other) => one.key - other.key)
    .map(({ item }) => item);
}
