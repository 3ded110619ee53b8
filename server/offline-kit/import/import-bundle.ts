import { rm } from 'node:fs/promises';
import { hexOf } from '../../verification/bundle-hashes.ts';
import { openBundleFile } from '../bundle/bundle-file.ts';
import { type VerifiedBundle } from '../bundle/verified-bundle.ts';
import { KitError } from '../command-line/kit-error.ts';
import { lockForImport, type ImportLock } from '../mirror-folder/import-lock.ts';
import { type MirrorFolder, makeMirrorFolder, openMirrorFolder } from '../mirror-folder/mirror-folder.ts';
import { type MirrorEvent, isLoggedAsApplied, logMirrorEvent } from '../mirror-folder/mirror-log.ts';
import { type MirrorState } from '../mirror-folder/mirror-state.ts';
import { examineBundle } from '../verification/examine-bundle.ts';
import { type Examination, type Trust, type Watching } from '../verification/examination.ts';
import { type Decision, decide } from './decide.ts';
import { createWorkplace } from './workplace.ts';
import { buildGeneration } from './build-generation.ts';
import { requireKey } from './unpack.ts';

export interface ImportRequest {
  readonly bundle: string;
  /** The folder of the mirror; it is made where it is not there. */
  readonly mirror: string;
  readonly trust: Trust;
  /** Goes back to a full bundle that is older than what is applied. */
  readonly allowOlder: boolean;
}

export interface ImportResult {
  readonly outcome: 'applied' | 'already-applied' | 'refused';
  readonly examination: Examination;
  /** Of the mirror afterwards; undefined where the bundle does not verify. */
  readonly state: MirrorState | undefined;
}

/**
 * Imports a mirror bundle: verifies it, applies it to what the mirror holds in a place of its own, and only then makes the result
 * the mirror that is served. Cut at any moment, the old mirror stays; the same call later goes on.
 * @throws KitError where the bundle does not fit the mirror, or the machine cannot do it.
 */
export async function importBundle(request: ImportRequest, watching: Watching): Promise<ImportResult> {
  const folder = openMirrorFolder(request.mirror);
  await makeMirrorFolder(folder.path);
  await using lock = await lockForImport(folder.lockFile);
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  let about: LoggedBundle = unverified(request.bundle);
  const logApplied = (generation = 0) =>
    logMirrorEvent(folder.logFile, { ...about, event: eventOf(about, 'applied'), generation, durationMs: elapsed() });
  try {
    const file = await openBundleFile(request.bundle);
    const examination = await examineBundle({ file, documents: undefined }, request.trust, watching);
    if (!examination.bundle) {
      const [problem] = examination.verdict.problems;
      const reason = `does not verify: ${problem?.reason ?? ''} in "${problem?.path ?? ''}"`;
      await logMirrorEvent(folder.logFile, {
        ...about,
        event: eventOf(about, 'apply_failed'),
        durationMs: elapsed(),
        reason,
      });
      return { outcome: 'refused', examination, state: undefined };
    }
    about = verified(examination.bundle);
    const current = await folder.current();
    const decision = decide(examination.bundle, current, request);
    if (decision.action === 'nothing') {
      // An import that was cut right after its switch has left these.
      await folder.removeOthers(current?.state.generation);
      await rm(folder.incoming, { recursive: true, force: true });
      if (!(await isLoggedAsApplied(folder.logFile, about.digest))) await logApplied(current?.state.generation);
      return { outcome: 'already-applied', examination, state: current?.state };
    }
    requireKey(examination.bundle.manifest, examination.decrypt);
    const state = await apply({ folder, lock, decision, examination, bundle: examination.bundle, watching });
    await logApplied(state.generation);
    return { outcome: 'applied', examination, state };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The disk may be full: what went wrong matters more than that it could not be logged.
    await logMirrorEvent(folder.logFile, {
      ...{ ...about, event: eventOf(about, 'apply_failed'), durationMs: elapsed(), reason },
    }).catch(() => undefined);
    throw error;
  }
}

interface Application {
  readonly folder: MirrorFolder;
  readonly lock: ImportLock;
  readonly decision: Exclude<Decision, { action: 'nothing' }>;
  readonly examination: Examination;
  readonly bundle: VerifiedBundle;
  readonly watching: Watching;
}

async function apply({ folder, lock, decision, examination, bundle, watching }: Application): Promise<MirrorState> {
  const before = await folder.current();
  const workplace = await createWorkplace(folder, hexOf(bundle.manifestDigest));
  const state = await buildGeneration({ workplace, decision, bundle, decrypt: examination.decrypt, watching, before });
  await lock.check();
  if ((await folder.current())?.folder !== before?.folder) {
    throw new KitError('failed', 'The mirror was changed by somebody else meanwhile; nothing was done.');
  }
  await workplace.publish(state.generation);
  await folder.switchTo(state.generation);
  await folder.removeOthers(state.generation);
  await workplace.remove();
  return state;
}

interface LoggedBundle {
  readonly variant: 'full' | 'delta';
  readonly runId: string;
  readonly tenant: string;
  readonly digest: string;
}

function verified({ manifest, manifestDigest }: VerifiedBundle): LoggedBundle {
  const variant = manifest.profile.variant === 'delta' ? 'delta' : 'full';
  return { variant, runId: manifest.runId, tenant: manifest.tenant, digest: manifestDigest };
}

/** What a file that does not verify says of itself means nothing; its name tells what it was given out as. */
function unverified(file: string): LoggedBundle {
  return { variant: /-full(?:-\d+)?\.tar/.test(file) ? 'full' : 'delta', runId: '', tenant: '', digest: '' };
}

function eventOf({ variant }: LoggedBundle, what: 'applied' | 'apply_failed'): MirrorEvent {
  return `mirror.${variant}.${what}`;
}
