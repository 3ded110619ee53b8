import { type ExportManifest } from '../../../contracts/export-center/run.ts';
import { hexOf } from '../../../verification/bundle-hashes.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { type RecordIdentity } from '../evidence-record.ts';
import { BUILDER } from './builder.ts';

export interface ProvenanceParts {
  readonly plan: BundlePlan;
  /** The manifest and the artifacts. */
  readonly subjects: readonly { readonly path: string; readonly sha256: string }[];
  readonly encryption: ExportManifest['encryption'];
  /** Who can decrypt the bundle, with wrapped data keys (mirror-bundles.md, section 4). */
  readonly recipients: readonly object[];
  /** What stands for the list of inputs; see {@link resolvedDependency}. */
  readonly resolvedDependencies: unknown;
  readonly keyIds: readonly string[];
}

/**
 * `provenance.json`: an in-toto statement v1 with an SLSA provenance v1 predicate (slsa.dev/spec/v1.0/provenance). Nothing in it
 * depends on the attempt or the machine, so it has no `finishedOn`.
 */
export function provenanceStatement({ plan, subjects, resolvedDependencies, ...parts }: ProvenanceParts): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ path, sha256 }) => ({ name: path, digest: { sha256: hexOf(sha256) } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://stella-ops.org/export-center/bundle/v1',
        externalParameters: externalParameters(plan),
        internalParameters: internalParameters(plan, parts),
        resolvedDependencies,
      },
      runDetails: {
        builder: { id: 'https://stella-ops.org/export-center/worker', version: { [BUILDER.name]: BUILDER.version } },
        metadata: { invocationId: plan.runId, startedOn: plan.createdAt },
      },
    },
  };
}

/** What the profile and the submission ask for. */
function externalParameters({ tenant, profile, selectors }: BundlePlan): object {
  return { tenant, profile, selectors };
}

/** What the Export Center adds to it. */
function internalParameters(
  { compression, policyVersion, trivy, base, resetBaseline, redaction }: BundlePlan,
  { encryption, recipients, keyIds }: Pick<ProvenanceParts, 'encryption' | 'recipients' | 'keyIds'>,
): object {
  return {
    base: base && { runId: base.runId, manifestSha256: base.manifestSha256 },
    compression,
    encryption: encryption && { mode: encryption.mode, strict: encryption.strict, recipients },
    policyVersion,
    redaction,
    resetBaseline,
    signingKeyIds: keyIds,
    trivy,
  };
}

/** One input as the provenance lists it: an in-toto resource descriptor. */
export function resolvedDependency({ kind, id, source, sha256 }: RecordIdentity): object {
  return { name: `${kind}/${id}`, digest: { sha256: hexOf(sha256) }, annotations: { source } };
}
