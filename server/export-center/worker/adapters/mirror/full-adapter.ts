import { type BundleAdapter } from '../bundle-adapter.ts';
import { buildEvidence } from '../evidence/build-evidence.ts';
import { mirrorForm, writeReadme } from './mirror-form.ts';

/** `mirror:full`: raw and normalised evidence, its indexes, and what the policy says of it where findings are included. */
export const fullMirrorAdapter: BundleAdapter = {
  ...mirrorForm,
  async build(job, report) {
    const built = await buildEvidence(job, { indexes: true }, report);
    return { ...built, artifacts: [...built.artifacts, await writeReadme(job, 'full')] };
  },
};
