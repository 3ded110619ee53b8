import { type BundleAdapter } from '../bundle-adapter.ts';
import { buildEvidence } from '../evidence/build-evidence.ts';
import { rawAdapter } from './raw-adapter.ts';

/** `json:policy`: the documents, what they say in one form, and what the tenant's policy makes of it (bundles.md, "Kinds"). */
export const policyAdapter: BundleAdapter = {
  ...rawAdapter,
  build: (job, report) => buildEvidence(job, { indexes: false }, report),
};
