import { InjectionToken } from '@angular/core';

/** Milliseconds for which live events are gathered before a page reads again, so that a burst of them is one call. */
export const REFRESH_PACE = new InjectionToken<number>('pace of live refreshes', { factory: () => 2_000 });
