import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Database } from '../kernel/database/database.ts';
import type { Problem, ProblemReason } from '../verification/verdict.ts';
import type { RunRow } from './runs/run-store.ts';
import type { ExportCenterTables } from './tables.ts';

/** From a second to the three hours at which a run is stopped; 60, 120 and 300 s are the objectives. */
const secondsBuckets = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800];
/** 10 KB to 10 GB. */
const bytesBuckets = [1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

/** Findings about signatures and provenance, as against those about content. */
const attestationProblems: ReadonlySet<ProblemReason> = new Set([
  'invalid-signature',
  'untrusted-key',
  'payload-mismatch',
  'subject-mismatch',
  'inputs-hash-mismatch',
]);

/**
 * What the Export Center counts (contract.md, section 3; the names are those of the export center's and the
 * observability runbook, which name some things twice).
 */
export interface ExportMetrics {
  /** A run has ended well. */
  runSucceeded(run: RunRow): void;
  /** A run has failed for good; an attempt that is followed by another one is not counted. */
  runFailed(run: RunRow): void;
  /** What a verification found wrong; nothing is counted where nothing was. */
  verifyFailed(profile: string, problems: readonly Pick<Problem, 'reason'>[]): void;
}

export function createExportMetrics(registry: Registry): ExportMetrics {
  const registers = [registry];
  const runSeconds = new Histogram({
    name: 'exporter_run_duration_seconds',
    help: 'Seconds from the start of a run to its success, waiting between attempts included',
    labelNames: ['profile', 'profile_kind'],
    buckets: secondsBuckets,
    registers,
  });
  const jobSeconds = new Histogram({
    name: 'export_job_duration_seconds',
    help: 'Seconds from the start of a run to its end, failed runs included',
    labelNames: ['profile'],
    buckets: secondsBuckets,
    registers,
  });
  const failures = new Counter({
    name: 'exporter_run_failures_total',
    help: 'Runs that failed for good',
    labelNames: ['profile', 'profile_kind', 'error_code'],
    registers,
  });
  const bytes = new Counter({
    name: 'exporter_run_bytes_total',
    help: 'Bytes of the bundles that runs made',
    labelNames: ['profile', 'profile_kind'],
    registers,
  });
  const bundleBytes = new Histogram({
    name: 'export_bundle_size_bytes',
    help: 'Bytes of a bundle',
    labelNames: ['profile'],
    buckets: bytesBuckets,
    registers,
  });
  const verifyFailures = new Counter({
    name: 'exporter_verify_failures_total',
    help: 'Verifications that found something wrong, once for each kind of finding',
    labelNames: ['profile', 'reason'],
    registers,
  });
  const attestationFailures = new Counter({
    name: 'export_attestation_failures_total',
    help: 'Signatures and provenance that could not be made or did not verify',
    labelNames: ['reason'],
    registers,
  });

  const observeEnd = (run: RunRow): number => {
    const seconds = secondsOf(run);
    jobSeconds.observe({ profile: run.profile_name }, seconds);
    return seconds;
  };
  return {
    runSucceeded(run) {
      const labels = labelsOf(run);
      runSeconds.observe(labels, observeEnd(run));
      bytes.inc(labels, run.bundle?.bytes ?? 0);
      bundleBytes.observe({ profile: run.profile_name }, run.bundle?.bytes ?? 0);
    },
    runFailed(run) {
      const code = run.error_code ?? 'internal';
      observeEnd(run);
      failures.inc({ ...labelsOf(run), error_code: code });
      if (code === 'signing' || code === 'verification') attestationFailures.inc({ reason: code });
      if (code === 'verification') verifyFailures.inc({ profile: run.profile_name, reason: 'finished-bundle' });
    },
    verifyFailed(profile, problems) {
      for (const reason of new Set(problems.map((problem) => problem.reason))) {
        verifyFailures.inc({ profile, reason });
        if (attestationProblems.has(reason)) attestationFailures.inc({ reason });
      }
    },
  };
}

/** Gauges of the queue, read when they are asked for. While the database does not answer they are not a number. */
export function gaugeQueue(registry: Registry, database: Database): void {
  const gauges = { exporter_jobs_ready: 'Runs that wait for a worker', export_queue_depth: 'Pending export jobs' };
  for (const [name, help] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await pendingRuns(database).catch(() => Number.NaN));
      },
    });
  }
}

async function pendingRuns(database: Database): Promise<number> {
  const { pending } = await database
    .query<ExportCenterTables>()
    .selectFrom('export_center.runs')
    .select(({ fn }) => fn.countAll<number>().as('pending'))
    .where('status', '=', 'pending')
    .executeTakeFirstOrThrow();
  return pending;
}

function labelsOf({ profile_name: profile, kind, variant }: RunRow): { profile: string; profile_kind: string } {
  return { profile, profile_kind: `${kind}:${variant}` };
}

function secondsOf({ started_at: from, finished_at: to }: RunRow): number {
  return from && to ? (to.getTime() - from.getTime()) / 1000 : 0;
}
