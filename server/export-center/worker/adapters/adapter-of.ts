import { type BundlePlan } from '../bundle-plan.ts';
import { ExportError } from '../export-error.ts';
import { type BundleAdapter } from './bundle-adapter.ts';
import { rawAdapter } from './json/raw-adapter.ts';

const adapters: Readonly<Record<string, BundleAdapter>> = { 'json:raw': rawAdapter };

/** @throws ExportError `adapter` for a kind that has none. */
export function adapterOf({ profile: { kind, variant } }: BundlePlan): BundleAdapter {
  const adapter = adapters[`${kind}:${variant}`];
  if (!adapter) throw new ExportError('adapter', `There is no adapter for ${kind}:${variant}`);
  return adapter;
}
