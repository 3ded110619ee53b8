import { type BundlePlan } from '../bundle-plan.ts';
import { ExportError } from '../export-error.ts';
import { type BundleAdapter } from './bundle-adapter.ts';
import { devportalAdapter } from './devportal/devportal-adapter.ts';
import { policyAdapter } from './json/policy-adapter.ts';
import { rawAdapter } from './json/raw-adapter.ts';
import { deltaMirrorAdapter } from './mirror/delta-adapter.ts';
import { fullMirrorAdapter } from './mirror/full-adapter.ts';
import { trivyDbAdapter, trivyJavaDbAdapter } from './trivy/trivy-adapter.ts';

const adapters: Readonly<Record<string, BundleAdapter>> = {
  'json:raw': rawAdapter,
  'json:policy': policyAdapter,
  'mirror:full': fullMirrorAdapter,
  'mirror:delta': deltaMirrorAdapter,
  'trivy:db': trivyDbAdapter,
  'trivy:java-db': trivyJavaDbAdapter,
  'devportal:offline': devportalAdapter,
};

/** @throws ExportError `adapter` for a kind that has none. */
export function adapterOf({ profile: { kind, variant } }: BundlePlan): BundleAdapter {
  const adapter = adapters[`${kind}:${variant}`];
  if (!adapter) throw new ExportError('adapter', `There is no adapter for ${kind}:${variant}`);
  return adapter;
}
