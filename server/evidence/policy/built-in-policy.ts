import type { Policy } from './policy.ts';

/** In force for a tenant without a `policy.yaml`. What nobody has rated is shown and stops nothing. */
export const builtInPolicy: Policy = {
  schemaVersion: '1',
  severities: { critical: 'block', high: 'block', medium: 'warn', low: 'pass' },
  ignores: [],
  default: 'warn',
};
