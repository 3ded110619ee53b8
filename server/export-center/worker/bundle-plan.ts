import { type ProfileKind, type ProfileVariant } from '../../contracts/export-center/kinds.ts';
import { type Compression, type Selectors } from '../../contracts/export-center/profile.ts';

/** The frozen parameters of a run: every attempt builds from the same ones. */
export interface BundlePlan {
  readonly runId: string;
  readonly tenant: string;
  readonly profile: {
    readonly id: string;
    readonly name: string;
    readonly kind: ProfileKind;
    readonly variant: ProfileVariant;
    readonly revision: number;
  };
  readonly selectors: Selectors;
  readonly policyVersion: string | null;
  readonly compression: Compression;
  /** When the first attempt was planned, RFC 3339 UTC with milliseconds. */
  readonly createdAt: string;
}
