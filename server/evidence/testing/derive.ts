import { deriveEvidence } from '../derive/derive-evidence.ts';
import { type DerivedCounts, type DeriveOptions } from '../derive/derived-outputs.ts';
import { type RawEvidence, type RawRecord, type RawSbom } from '../derive/raw-evidence.ts';
import { type Evaluation, type NormalisedAdvisory, type NormalisedVexStatement, type VexConsensus } from '../model.ts';
import { compareText } from '../../verification/compare-text.ts';
import { builtInPolicy } from '../policy/built-in-policy.ts';
import { effectivePolicy } from '../policy/effective-policy.ts';

export interface Documents {
  readonly advisories?: readonly RawRecord[];
  readonly vex?: readonly RawRecord[];
  readonly sboms?: readonly RawSbom[];
}

export interface Derived {
  readonly counts: DerivedCounts;
  /** The text of each output. */
  readonly texts: Readonly<Record<keyof typeof noTexts, string>>;
  readonly advisories: readonly NormalisedAdvisory[];
  readonly vex: readonly NormalisedVexStatement[];
  readonly evaluations: readonly Evaluation[];
  readonly consensus: readonly VexConsensus[];
}

const noTexts = {
  advisories: '',
  vex: '',
  evaluations: '',
  consensus: '',
  advisoryIndex: '',
  vexIndex: '',
  sbomIndex: '',
  findingIndex: '',
};

/** Sorts the documents as bundles do, and derives everything from them in memory. */
export async function derive(documents: Documents, options: Partial<DeriveOptions> = {}): Promise<Derived> {
  const texts = { ...noTexts };
  const sink = (name: keyof typeof noTexts) => ({
    write: (bytes: Uint8Array) => {
      texts[name] += Buffer.from(bytes).toString();
      return Promise.resolve();
    },
  });
  const counts = await deriveEvidence(
    evidenceOf(documents),
    {
      advisories: sink('advisories'),
      vex: sink('vex'),
      evaluations: sink('evaluations'),
      consensus: sink('consensus'),
      indexes: {
        advisories: sink('advisoryIndex'),
        vex: sink('vexIndex'),
        sbom: sink('sbomIndex'),
        findings: sink('findingIndex'),
      },
    },
    {
      policy: effectivePolicy(builtInPolicy, '2025-06-01'),
      redaction: [],
      workFolder: '/nowhere: little evidence is sorted in memory',
      signal: new AbortController().signal,
      report: () => undefined,
      ...options,
    },
  );
  const recordsOf = (text: string) =>
    text.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as unknown)));
  return {
    counts,
    texts,
    advisories: recordsOf(texts.advisories) as NormalisedAdvisory[],
    vex: recordsOf(texts.vex) as NormalisedVexStatement[],
    evaluations: recordsOf(texts.evaluations) as Evaluation[],
    consensus: recordsOf(texts.consensus) as VexConsensus[],
  };
}

export function evidenceOf({ advisories = [], vex = [], sboms = [] }: Documents): RawEvidence {
  return {
    advisories: () => advisories.toSorted(compareRecords),
    vex: () => vex.toSorted(compareRecords),
    sboms: () => sboms.toSorted(compareRecords),
  };
}

function compareRecords(one: RawRecord, other: RawRecord): number {
  return (
    compareText(one.id, other.id) || compareText(one.source, other.source) || compareText(one.sha256, other.sha256)
  );
}
