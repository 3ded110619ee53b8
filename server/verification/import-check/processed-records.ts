import { compareText } from '../compare-text.ts';
import { type LineRule } from './check-lines.ts';
import { type RecordFields, fieldFaultOf } from './record-fields.ts';

/** Versions of normalised records that this release reads. */
const KNOWN_SCHEMA_VERSIONS: readonly unknown[] = ['1.0'];

/** The identity of a record, as far as its kind has it. */
type Identified = Readonly<Record<string, string | number | null>>;

const origin = { schemaVersion: 'text', id: 'text', source: 'text', sha256: 'text' } as const;
const format = { format: 'text', formatVersion: 'text', aliases: 'texts' } as const;

/** A line of `data/normalized/advisories/*.jsonl.zst`; see server/evidence/model.ts for all of these. */
export const normalisedAdvisory = ruleOf(['id', 'source', 'sha256'], {
  identity: origin,
  others: {
    ...format,
    ...{ summary: 'text or null', details: 'text or null', severity: 'text', cvss: 'objects', cwes: 'texts' },
    ...{ published: 'text or null', modified: 'text or null', withdrawn: 'text or null' },
    ...{ affected: 'objects', references: 'objects' },
  },
});

/** A line of `data/normalized/vex/*.jsonl.zst`. */
export const normalisedVexStatement = ruleOf(['id', 'source', 'sha256', 'statement'], {
  identity: { ...origin, statement: 'number' },
  others: {
    ...format,
    ...{ author: 'text or null', timestamp: 'text or null', vulnerability: 'text', products: 'objects' },
    ...{ status: 'text', justification: 'text or null', impact: 'text or null' },
  },
});

/** A line of `data/policy/evaluations.jsonl.zst`. */
export const evaluation = ruleOf(['subject', 'component', 'advisory', 'source'], {
  identity: { subject: 'text', component: 'text', advisory: 'text', source: 'text' },
  others: {
    ...{ severity: 'text', fixedIn: 'texts', vexStatus: 'text or null', vexStatement: 'text or null' },
    ...{ verdict: 'text', rule: 'text' },
  },
});

/** A line of `data/consensus/vex_consensus.jsonl.zst`. */
export const vexConsensus = ruleOf(['product', 'subcomponent', 'vulnerability'], {
  identity: { product: 'text', subcomponent: 'text or null', vulnerability: 'text' },
  others: { status: 'text', justification: 'text or null', statements: 'texts', conflict: 'flag' },
});

/** Records of these fields in strict order of some of them. */
function ruleOf(order: readonly string[], fields: RecordFields): LineRule<Identified> {
  return {
    faultOf: (value) => fieldFaultOf(value, fields) ?? versionFaultOf(value as Identified),
    nameOf: (record) => order.map((name) => record[name] ?? '').join(' '),
    compare: (one, other) => {
      for (const name of order) {
        const difference = compareMembers(one[name] ?? '', other[name] ?? '');
        if (difference !== 0) return difference;
      }
      return 0;
    },
  };
}

function versionFaultOf({ schemaVersion }: Identified): string | undefined {
  if (schemaVersion === undefined || KNOWN_SCHEMA_VERSIONS.includes(schemaVersion)) return undefined;
  return `has the schema version ${schemaVersion}, which is not known here`;
}

function compareMembers(one: string | number, other: string | number): number {
  return typeof one === 'number' && typeof other === 'number' ? one - other : compareText(String(one), String(other));
}
