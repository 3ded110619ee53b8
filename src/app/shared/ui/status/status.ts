import type { IconName } from '../icons.ts';

/** What a colour can mean; `neutral` is for what has no verdict: queued, cancelled, not run. */
export const statusRoles = ['success', 'running', 'attention', 'failure', 'held', 'neutral'] as const;
export type StatusRole = (typeof statusRoles)[number];

/** How one state of something is shown: role (colour), icon, and the word for it. */
export interface Status {
  readonly role: StatusRole;
  readonly word: string;
  /** Where the role's own icon would say less. */
  readonly icon?: IconName;
}

export const iconOfRole: Readonly<Record<StatusRole, IconName>> = {
  success: 'check_circle',
  running: 'progress_activity',
  attention: 'warning',
  failure: 'error',
  held: 'lock',
  neutral: 'pending',
};
