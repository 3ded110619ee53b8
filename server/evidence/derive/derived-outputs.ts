import { type EffectivePolicy } from '../policy/policy.ts';

/** Takes bytes in order; the next piece comes once the promise is fulfilled. The bytes must not be changed or kept. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** Takes one whole line of canonical JSON with its newline at a time, so that the caller can count, shard and compress. */
export type LineSink = ByteSink;

/** Where the results go; null is not made, and what only it would need is not done. */
export interface DerivedOutputs {
  /** `data/normalized/advisories`: `NormalisedAdvisory` by id, source, sha256. */
  readonly advisories: LineSink | null;
  /** `data/normalized/vex`: `NormalisedVexStatement` by id, source, sha256, statement. */
  readonly vex: LineSink | null;
  /** `data/policy/evaluations`: `Evaluation` by subject, component, advisory, source. Needs a policy. */
  readonly evaluations: LineSink | null;
  /** `data/consensus/vex_consensus`: `VexConsensus` by product, subcomponent, vulnerability. */
  readonly consensus: LineSink | null;
  /** The index documents of a mirror; the pieces together are one canonical JSON document each (index-documents.ts). */
  readonly indexes: DerivedIndexes;
}

export interface DerivedIndexes {
  readonly advisories: ByteSink | null;
  readonly vex: ByteSink | null;
  readonly sbom: ByteSink | null;
  /** Needs a policy. */
  readonly findings: ByteSink | null;
}

export interface DeriveOptions {
  /** Null where nothing is evaluated. */
  readonly policy: EffectivePolicy | null;
  /** JSON pointers, applied to each normalised record, evaluation and consensus (redact.ts). */
  readonly redaction: readonly string[];
  /** An existing folder for parts of an external sort. What is written there is removed again, unless the process is killed. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
  /** Work done since the last report: raw records read, each once, and the length of their content in UTF-16 code units. */
  readonly report: (done: { readonly items: number; readonly bytes: number }) => void;
}

export interface DerivedCounts {
  /** Lines written, or that would have been. */
  readonly normalised: { readonly advisories: number; readonly vex: number };
  /** Documents left out, since their format or version is not one that can be normalised. */
  readonly unsupported: { readonly advisories: number; readonly vex: number; readonly sboms: number };
  readonly evaluations: number;
  /** Evaluations left after VEX (`isFinding`). */
  readonly findings: number;
  readonly consensus: number;
  /** Values that `redaction` removed from lines. */
  readonly redacted: number;
  /** Distinct component versions that their ecosystem's order cannot read; they match listed versions only. */
  readonly unreadableVersions: number;
  /** Version ranges of packages at hand that could not be compared with: nothing is known of the versions inside. */
  readonly unreadableRanges: number;
}
