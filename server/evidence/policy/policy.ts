import { type Severity } from '../model.ts';

export type PolicyVerdict = 'pass' | 'warn' | 'block';

/** A tenant's `policy.yaml`, read and checked. */
export interface Policy {
  readonly schemaVersion: '1';
  /** What becomes of a finding of each severity; those not named get `default`. */
  readonly severities: Readonly<Partial<Record<Severity, PolicyVerdict>>>;
  readonly ignores: readonly PolicyIgnore[];
  readonly default: PolicyVerdict;
}

/** A finding that is accepted for a while. At least one of `advisory` and `component` is given. */
export interface PolicyIgnore {
  /** Id or alias of an advisory. */
  readonly advisory?: string;
  /** purl; without a version it stands for all of them. */
  readonly component?: string;
  /** Subject of an SBOM, `name@version`; `*` at the end matches any rest. */
  readonly subject?: string;
  readonly reason: string;
  /** The last day (UTC) that it holds, `2026-12-31`. */
  readonly until: string;
}

/**
 * A policy as of a day: ignores that have ended are left out, so decisions follow from it alone. `version` is the digest
 * (`sha256:<hex>`) of its canonical JSON.
 */
export interface EffectivePolicy {
  readonly version: string;
  readonly policy: Policy;
}
