import { type ProfileKind, type ProfileVariant } from '../../contracts/export-center/kinds.ts';
import {
  type Compression,
  type Encryption,
  type ProfileDraft,
  type Selectors,
} from '../../contracts/export-center/profile.ts';
import { type EffectivePolicy } from '../../evidence/policy/policy.ts';

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
  readonly include: ProfileDraft['include'];
  readonly selectors: Selectors;
  /** What findings are judged by; null where the bundle holds none. */
  readonly policy: EffectivePolicy | null;
  readonly policyVersion: string | null;
  readonly trivy: ProfileDraft['trivy'];
  readonly compression: Compression;
  /** Null where nothing is encrypted. */
  readonly encryption: Omit<Encryption, 'enabled'> | null;
  /** What a delta builds on; null for every other kind, and for a delta that resets the baseline. */
  readonly base: PlannedBase | null;
  readonly resetBaseline: boolean;
  readonly redaction: readonly string[];
  /** 1 for the tenant's first run of this kind and variant on its day (UTC), 2 for the next, … */
  readonly dayNumber: number;
  /** When the bundle may be pruned, RFC 3339 UTC; null where its retention counts bundles. */
  readonly expiresAt: string | null;
  /** When the first attempt was planned, RFC 3339 UTC with milliseconds. */
  readonly createdAt: string;
}

/** The run that a delta builds on, and what it had selected. */
export interface PlannedBase {
  readonly runId: string;
  /** `sha256:<hex>` of its `export.json`. */
  readonly manifestSha256: string;
  /** Evidence generation that it packed. */
  readonly generation: number;
  readonly selectors: Selectors;
  /** RFC 3339 UTC; its `timeWindow.lastDays` counts back from here. */
  readonly plannedAt: string;
}
