import { hexOf } from '../../../verification/bundle-hashes.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type RecordIdentity } from '../evidence-record.ts';
import { BUILDER } from './builder.ts';

export interface ProvenanceParts {
  readonly plan: BundlePlan;
  /** The manifest and the artifacts. */
  readonly subjects: readonly { readonly path: string; readonly sha256: string }[];
  readonly inputs: readonly RecordIdentity[];
  readonly keyIds: readonly string[];
}

/**
 * `provenance.json`: an in-toto statement v1 with an SLSA provenance v1 predicate (slsa.dev/spec/v1.0/provenance). Nothing in it
 * depends on the attempt or the machine, so it has no `finishedOn`.
 */
export function provenanceStatement({ plan, subjects, inputs, keyIds }: ProvenanceParts): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ path, sha256 }) => ({ name: path, digest: { sha256: hexOf(sha256) } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://stella-ops.org/export-center/bundle/v1',
        externalParameters: { tenant: plan.tenant, profile: plan.profile, selectors: plan.selectors },
        internalParameters: { compression: plan.compression, policyVersion: plan.policyVersion, signingKeyIds: keyIds },
        resolvedDependencies: inputs.map(({ kind, id, source, sha256 }) => ({
          name: `${kind}/${id}`,
          digest: { sha256: hexOf(sha256) },
          annotations: { source },
        })),
      },
      runDetails: {
        builder: { id: 'https://stella-ops.org/export-center/worker', version: { [BUILDER.name]: BUILDER.version } },
        metadata: { invocationId: plan.runId, startedOn: plan.createdAt },
      },
    },
  };
}
