import type { StatusRole } from '../../shared/ui/status/status.ts';
import type { ZoneChoice } from '../../shared/util/display-zone.ts';
import type { StreamState } from '../../shared/util/event-stream/stream.ts';
import { clockTime } from '../../shared/util/times.ts';

/** Without contact for longer than this, what is shown counts as stale. */
const staleMs = 30_000;

export interface ConnectionWords {
  readonly role: StatusRole;
  readonly words: string;
  /** Changes only when the state does, for the live region: a countdown must not be read out each second. */
  readonly announcement: string;
}

/** What the connection dot says. `now` in milliseconds since the epoch. */
export function connectionWords(state: StreamState, now: number, zone: ZoneChoice): ConnectionWords {
  switch (state.kind) {
    case 'live':
      return { role: 'success', words: 'Live', announcement: 'Live' };
    case 'connecting':
      return { role: 'neutral', words: 'Connecting', announcement: '' };
    case 'refused':
      return { role: 'failure', words: 'Not live', announcement: 'Not live' };
    case 'reconnecting':
      return reconnecting(state, now, zone);
  }
}

function reconnecting(
  { retryAt, lastContactAt }: Extract<StreamState, { kind: 'reconnecting' }>,
  now: number,
  zone: ZoneChoice,
): ConnectionWords {
  if (lastContactAt !== undefined && now - lastContactAt >= staleMs) {
    const words = `Stale since ${clockTime(lastContactAt, zone)}`;
    return { role: 'failure', words, announcement: words };
  }
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return { role: 'attention', words: `Reconnecting in ${seconds} s`, announcement: 'Connection lost, reconnecting' };
}
