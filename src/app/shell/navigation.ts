import type { Scope } from '../../../server/contracts/scopes.ts';
import type { IconName } from '../shared/ui/icons.ts';

/** A page of the left rail. */
export interface NavigationEntry {
  /** Below `/t/<tenant>/`. */
  readonly path: string;
  readonly label: string;
  readonly icon: IconName;
  /** Who never has it does not see the entry. */
  readonly scope: Scope;
  /** Second key of its shortcut, after `g`. */
  readonly key: string;
}

export const navigation: readonly NavigationEntry[] = [
  { path: 'overview', label: 'Overview', icon: 'dashboard', scope: 'export:read', key: 'o' },
  { path: 'runs', label: 'Runs', icon: 'play_arrow', scope: 'export:read', key: 'r' },
  { path: 'profiles', label: 'Profiles', icon: 'tune', scope: 'export:read', key: 'p' },
  { path: 'bundles', label: 'Bundles', icon: 'package_2', scope: 'export:read', key: 'b' },
  { path: 'holds', label: 'Holds', icon: 'gavel', scope: 'evidence:read', key: 'h' },
  { path: 'administration', label: 'Administration', icon: 'admin_panel_settings', scope: 'ui.audit', key: 'a' },
];
