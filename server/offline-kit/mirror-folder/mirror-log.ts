import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCodeOf } from '../command-line/kit-error.ts';

/** The audit events of mirror-bundles.md, section 6, and what came of the others. */
export type MirrorEvent =
  'mirror.full.applied' | 'mirror.full.apply_failed' | 'mirror.delta.applied' | 'mirror.delta.apply_failed';

export interface MirrorLogLine {
  readonly event: MirrorEvent;
  readonly runId: string;
  readonly tenant: string;
  readonly digest: string;
  readonly generation?: number;
  readonly durationMs: number;
  readonly reason?: string;
}

/** Appends one line of JSON, with the time and a level, as the services log theirs. */
export async function logMirrorEvent(file: string, line: MirrorLogLine): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const level = line.event.endsWith('failed') ? 'error' : 'info';
  await appendFile(file, `${JSON.stringify({ time: new Date().toISOString(), level, ...line })}\n`);
}

/** Whether the log tells that a bundle was applied: an import may be cut between the switch and its line. */
export async function isLoggedAsApplied(file: string, digest: string): Promise<boolean> {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n');
    return lines.some((line) => line.includes('.applied"') && line.includes(`"digest":"${digest}"`));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
