import { AsyncResource } from 'node:async_hooks';
import type { AuditTrail } from './audit-trail.ts';

/** So many like lines of one session are written one by one between two rounds; what comes after them becomes one. */
export const mostLikeLines = 10;

interface LikeLines {
  written: number;
  gathered: number;
  /** Writes the one line, with trace id and address of the first request that it stands for. */
  write?: (times: number) => Promise<void>;
}

export interface GatheringTrail extends AuditTrail {
  /** One round: writes what was gathered, with how often it happened. Housekeeping calls it. */
  writeGathered(): Promise<void>;
}

/**
 * Lets no session fill the database: whoever is signed in can be refused, or switch tenants, hundreds of times a second.
 * Nothing stays uncounted.
 */
export function gatherRepeats(audit: AuditTrail): GatheringTrail {
  const bySort = new Map<string, LikeLines>();

  return {
    async record(entry) {
      if (entry.session === undefined) return audit.record(entry);
      const sort = JSON.stringify([entry.session, entry.kind, entry.tenant, entry.reason]);
      const like: LikeLines = bySort.get(sort) ?? { written: 0, gathered: 0 };
      bySort.set(sort, like);
      if (like.written < mostLikeLines) {
        like.written++;
        return audit.record(entry);
      }
      like.gathered++;
      like.write ??= AsyncResource.bind((times: number) => audit.record({ ...entry, times }));
    },

    async writeGathered() {
      for (const [sort, like] of bySort) {
        const times = like.gathered;
        if (times > 0) await like.write?.(times);
        // Refusals may have gone on meanwhile; and where it could not be written, the next round tries again.
        like.gathered -= times;
        if (like.gathered === 0) bySort.delete(sort);
      }
    },
  };
}
