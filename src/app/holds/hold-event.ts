import type { StreamEvent } from '../shared/util/event-stream/stream.ts';

/** The hold that an event says has changed; undefined for other events. */
export function holdIdOf({ type, data }: StreamEvent): string | undefined {
  if (type !== 'hold.changed' || typeof data !== 'object' || data === null || !('holdId' in data)) return undefined;
  return typeof data.holdId === 'string' ? data.holdId : undefined;
}
