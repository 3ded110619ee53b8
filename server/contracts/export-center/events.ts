/** Names of the server-sent events of the Export Center. No zod here: the browser's stream imports this file. */
export const exportEventTypes = [
  'run.created',
  'run.started',
  'run.phase',
  'run.progress',
  'run.artifact',
  'run.log',
  'run.succeeded',
  'run.failed',
  'run.cancelled',
  'run.distributed',
  'run.verified',
  'run.expired',
  'profile.changed',
  'sources.imported',
  'keys.rotated',
] as const;

export type ExportEventType = (typeof exportEventTypes)[number];

/** `data` of every event of a run: what a list needs to redraw its row without another call. */
export interface RunEventData {
  readonly runId: string;
  readonly status: string;
  readonly phase: string | null;
  readonly attempt: number;
  readonly progress: {
    readonly percent: number;
    readonly itemsCompleted: number;
    readonly itemsTotal: number;
    readonly bytes: number;
  };
  /** RFC 3339 UTC. */
  readonly at: string;
  /** `run.log`: the line. `run.artifact`: the path. */
  readonly message?: string;
}

/** `data` of `profile.changed`. */
export interface ProfileEventData {
  readonly profileId: string;
  readonly revision: number;
  readonly archived: boolean;
}

/** `data` of `sources.imported`. */
export interface SourcesEventData {
  readonly generation: number;
  readonly imported: number;
  readonly changed: number;
  readonly removed: number;
  readonly refusedTotal: number;
  /** Whether the import came to nothing; the sources tell why. */
  readonly failed: boolean;
}

/** `data` of `keys.rotated`: the new key. */
export interface KeyEventData {
  readonly keyId: string;
  /** RFC 3339 UTC. */
  readonly at: string;
}

/** Sent alone when the asked-for position is older than the events kept: read again, then continue from `id`. */
export const resetEvent = 'reset';
