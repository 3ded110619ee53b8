import { readFile } from 'node:fs/promises';
import type { ObjectStore } from '../../../kernel/objects/object-store.ts';
import type { Database } from '../../../kernel/database/database.ts';
import { EXPORT_MANIFEST, EXPORT_SIGNATURE } from '../../../verification/bundle-layout.ts';
import type { RecipientKeys } from '../../encryption/recipient-keys.ts';
import { openRunEncryption } from '../../encryption/run-encryption.ts';
import { createStoredSignatures } from '../../runs/stored-signatures.ts';
import { verificationView } from '../../runs/verification-view.ts';
import type { TenantKeyStore } from '../../signing/tenant-key-store.ts';
import { sha256Of } from '../digests.ts';
import { ExportError } from '../export-error.ts';
import { type BundleJob, inBundle, inStaging } from '../staging/bundle-job.ts';
import { describeArtifacts } from '../steps/describe-artifacts.ts';
import { makeArtifacts } from '../steps/make-artifacts.ts';
import { packSignedBundle } from '../steps/pack-signed-bundle.ts';
import type { Signing } from '../steps/run-signing.ts';
import { signBundle } from '../steps/sign-bundle.ts';
import { verifyPackedBundle } from '../steps/verify-packed-bundle.ts';
import type { WorkerThreads } from '../threads/worker-threads.ts';
import { cancellableKeys, cancellableRecipientKeys } from './cancellable-keys.ts';
import { collectEvidence, refuseEmptySelection } from './collect-evidence.ts';
import { createRunProgress } from './phase-progress.ts';
import { keepPolicySnapshot } from './keep-policy-snapshot.ts';
import { planRun, type PlanServices } from './plan-run.ts';
import { publishBundle } from './publish-bundle.ts';
import type { RunLease, RunResult } from './run-lease.ts';
import { throttleProgress } from './run-progress.ts';
import { removeStaging, takeStaging } from './staging-folder.ts';

export interface BuildServices extends PlanServices {
  readonly database: Database;
  readonly recipientKeys: RecipientKeys;
  readonly objects: ObjectStore;
  readonly keys: TenantKeyStore;
  readonly threads: WorkerThreads;
  /** Each run has a folder of its own below it. */
  readonly stagingFolder: string;
  /** The developer portal that `devportal:offline` packs. */
  readonly portalFolder: string;
}

/**
 * Drives a run from its plan to a stored bundle, phase by phase (contract.md, "Run"). Every phase takes up what an earlier
 * attempt left whole in the staging folder. The bundle becomes visible by its last statement.
 * @throws ExportError where the run has failed; the signal's reason where it was aborted.
 */
export async function buildRun(services: BuildServices, lease: RunLease, abort: AbortController): Promise<void> {
  const { run } = lease;
  const { signal } = abort;
  const keys = cancellableKeys(services.keys, signal);
  const recipientKeys = cancellableRecipientKeys(services.recipientKeys, signal);

  await lease.enter('plan');
  const folder = await takeStaging(services.stagingFolder, lease.run);
  const planned = await planRun({ ...services, recipientKeys }, run);
  const { plan, documents: itemsTotal } = planned;
  if (plan.policyVersion !== null) await lease.note({ policy_version: plan.policyVersion });
  refuseEmptySelection(planned, run.parameters.allowEmpty);
  const encryption = await openRunEncryption({ ...services, recipientKeys }, plan);
  const progressOf = createRunProgress(itemsTotal);
  const report = throttleProgress(
    (progress) => lease.progress(progress),
    (error) => abort.abort(error),
  );
  const job: BundleJob = {
    plan,
    folder,
    threads: services.threads,
    signal,
    onProgress: (step) => report(progressOf(step)),
  };

  await lease.enter('collect');
  const collected = await collectEvidence(services, job, planned, run.parameters.allowEmpty);

  await lease.enter('build');
  const made = await makeArtifacts(job, collected, encryption);
  await lease.built(made);
  const snapshotId = await keepPolicySnapshot(services.snapshots, run, plan, made);
  if (snapshotId !== null) await lease.note({ policy_snapshot_id: snapshotId });

  await lease.enter('sign');
  const signing: Signing = {
    signer: await fromKeyStore(keys.signer(run.tenant)),
    memory: createStoredSignatures(services.database, run.tenant),
  };
  const described = await describeArtifacts(job, made, signing);
  const { inputsHash, rerunHash } = described.result;
  await lease.note({ inputs_hash: inputsHash, rerun_hash: rerunHash });
  const signed = await signBundle(job, { made, described }, signing);
  const packed = await packSignedBundle(job, made, [described, signed]);

  await lease.enter('verify');
  const verified = await verifyPackedBundle(job, { made, packed }, await fromKeyStore(keys.publicKeys(run.tenant)));

  await lease.enter('distribute');
  const bundle = await publishBundle(services.objects, job, packed.result);
  const manifest = await readFile(inStaging(job, inBundle(EXPORT_MANIFEST)));
  const result: RunResult = {
    bundle: JSON.stringify(bundle),
    manifest: manifest.toString(),
    manifest_sha256: sha256Of(manifest),
    manifest_signature: await readFile(inStaging(job, inBundle(EXPORT_SIGNATURE)), 'utf8'),
    signatures: JSON.stringify(signed.result),
    verification: JSON.stringify(verificationView(verified.result, new Date())),
    distribution: JSON.stringify([
      { target: 'http', status: 'published', reference: bundle.fileName, digest: bundle.sha256, error: null },
    ]),
    progress: JSON.stringify({ percent: 100, itemsCompleted: itemsTotal, itemsTotal, bytes: bundle.bytes }),
    expires_at: plan.expiresAt === null ? null : new Date(plan.expiresAt),
  };
  await lease.succeed(result);
  await removeStaging(services.stagingFolder, run);
}

async function fromKeyStore<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (cause) {
    throw new ExportError('signing', 'The signing key of the tenant cannot be read.', { cause });
  }
}
