import { hexOf } from '../../../verification/bundle-hashes.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type RecordIdentity } from '../evidence-record.ts';
import { BUILDER } from './builder.ts';

export interface ProvenanceParts {
  readonly plan: BundlePlan;
  /** The manifest and the artifacts. */
  readonly subjects: readonly { readonly path: string; readonly sha256: string }[];
  /** What stands for the list of inputs; see {@link resolvedDependency}. */
  readonly resolvedDependencies: unknown;
  readonly keyIds: readonly string[];
}

/**
 * `provenance.json`: an in-toto statement v1 with an SLSA provenance v1 predicate (slsa.dev/spec/v1.0/provenance). Nothing in it
 * depends on the attempt or the machine, so it has no `finishedOn`.
 */
export function provenanceStatement({ plan, subjects, resolvedDependencies, keyIds }: ProvenanceParts): object {
  const { runId, tenant, profile, selectors, policyVersion, compression, createdAt } = plan;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ path, sha256 }) => ({ name: path, digest: { sha256: hexOf(sha256) } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://stella-ops.org/export-center/bundle/v1',
        externalParameters: { tenant, profile, selectors },
        internalParameters: { compression, policyVersion, signingKeyIds: keyIds },
        resolvedDependencies,
      },
      runDetails: {
        builder: { id: 'https://stella-ops.org/export-center/worker', version: { [BUILDER.name]: BUILDER.version } },
        metadata: { invocationId: runId, startedOn: createdAt },
      },
    },
  };
}

/** One input as the provenance lists it: an in-toto resource descriptor. */
export function resolvedDependency({ kind, id, source, sha256 }: RecordIdentity): object {
  return { name: `${kind}/${id}`, digest: { sha256: hexOf(sha256) }, annotations: { source } };
}
