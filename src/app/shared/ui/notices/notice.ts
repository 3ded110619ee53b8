import type { StatusRole } from '../status/status.ts';

/** What a snack bar says. A notice with a trace id stays until it is dismissed. */
export interface Notice {
  readonly role: StatusRole;
  readonly text: string;
  readonly traceId: string | null;
}
