import type { GuardLine } from './guard-line.ts';
import { pageGuards } from './table/page.ts';
import { requestGuards } from './table/requests.ts';
import { runningGuards } from './table/running.ts';
import { sessionGuards } from './table/sessions.ts';
import { signInGuards } from './table/sign-in.ts';

/** Guards of every kind between a browser and a token; docs/security.md tells what they are for. */
export const guardLines: readonly GuardLine[] = [
  ...signInGuards,
  ...sessionGuards,
  ...requestGuards,
  ...pageGuards,
  ...runningGuards,
];
