import type { RunErrorCode } from '../../../server/contracts/errors.ts';
import type { ZoneChoice } from '../shared/util/display-zone.ts';
import { wordOfRunError } from '../shared/util/run-error-words.ts';
import { minuteTime } from '../shared/util/times.ts';
import { runsViewOf } from './runs-views.ts';

/** What the URL of the list says, each as it stands there. */
export interface RunsFilter {
  readonly view?: string | undefined;
  readonly profileId?: string | undefined;
  readonly errorCode?: string | undefined;
  /** Of the time of creation, RFC 3339, half open. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

/** `GET /runs` as the filter asks for it. */
export function queryOf({ view, ...rest }: RunsFilter): Readonly<Record<string, string | readonly string[]>> {
  const { statuses } = runsViewOf(view);
  const given = Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { limit: '50', ...(statuses.length > 0 && { status: statuses }), ...Object.fromEntries(given) };
}

/** A filter as a chip, and the query parameters of the same list without it. */
export interface FilterChip {
  readonly label: string;
  readonly without: Readonly<Record<string, null>>;
}

/** The filters beside the view, so that none of them hides rows unseen. */
export function chipsOf(
  { profileId, errorCode, from, to, search }: RunsFilter,
  profileName: string | undefined,
  zone: ZoneChoice,
): readonly FilterChip[] {
  const chips: FilterChip[] = [];
  if (profileId !== undefined) {
    chips.push({ label: `Profile ${profileName ?? profileId}`, without: { profileId: null, cursor: null } });
  }
  if (errorCode !== undefined) {
    const word = wordOfRunError[errorCode as RunErrorCode] as string | undefined;
    chips.push({ label: word ?? errorCode, without: { errorCode: null, cursor: null } });
  }
  if (from !== undefined || to !== undefined) {
    chips.push({ label: createdWords(from, to, zone), without: { from: null, to: null, cursor: null } });
  }
  if (search !== undefined) chips.push({ label: `“${search}”`, without: { search: null, cursor: null } });
  return chips;
}

function createdWords(from: string | undefined, to: string | undefined, zone: ZoneChoice): string {
  if (from === undefined) return `Created before ${timeWords(to ?? '', zone)}`;
  if (to === undefined) return `Created since ${timeWords(from, zone)}`;
  return `Created ${timeWords(from, zone)} to ${timeWords(to, zone)}`;
}

/** What a person wrote into the URL need not be a time; the server says so, the chip shows it. */
function timeWords(at: string, zone: ZoneChoice): string {
  const milliseconds = Date.parse(at);
  return Number.isNaN(milliseconds) ? at : minuteTime(milliseconds, zone);
}
