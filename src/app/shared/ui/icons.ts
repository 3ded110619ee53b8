import accountCircle from '@material-symbols/svg-400/outlined/account_circle.svg';
import add from '@material-symbols/svg-400/outlined/add.svg';
import sortDown from '@material-symbols/svg-400/outlined/arrow_downward.svg';
import sortUp from '@material-symbols/svg-400/outlined/arrow_upward.svg';
import block from '@material-symbols/svg-400/outlined/block.svg';
import cancel from '@material-symbols/svg-400/outlined/cancel.svg';
import adminPanelSettings from '@material-symbols/svg-400/outlined/admin_panel_settings.svg';
import check from '@material-symbols/svg-400/outlined/check.svg';
import checkCircle from '@material-symbols/svg-400/outlined/check_circle.svg';
import close from '@material-symbols/svg-400/outlined/close.svg';
import contentCopy from '@material-symbols/svg-400/outlined/content_copy.svg';
import contrast from '@material-symbols/svg-400/outlined/contrast.svg';
import darkMode from '@material-symbols/svg-400/outlined/dark_mode.svg';
import dashboard from '@material-symbols/svg-400/outlined/dashboard.svg';
import deleteSymbol from '@material-symbols/svg-400/outlined/delete.svg';
import domain from '@material-symbols/svg-400/outlined/domain.svg';
import download from '@material-symbols/svg-400/outlined/download.svg';
import edit from '@material-symbols/svg-400/outlined/edit.svg';
import error from '@material-symbols/svg-400/outlined/error.svg';
import gavel from '@material-symbols/svg-400/outlined/gavel.svg';
import history from '@material-symbols/svg-400/outlined/history.svg';
import hourglassTop from '@material-symbols/svg-400/outlined/hourglass_top.svg';
import keyboard from '@material-symbols/svg-400/outlined/keyboard.svg';
import expand from '@material-symbols/svg-400/outlined/keyboard_arrow_down.svg';
import leftPanelClose from '@material-symbols/svg-400/outlined/left_panel_close.svg';
import leftPanelOpen from '@material-symbols/svg-400/outlined/left_panel_open.svg';
import lightMode from '@material-symbols/svg-400/outlined/light_mode.svg';
import lock from '@material-symbols/svg-400/outlined/lock.svg';
import logout from '@material-symbols/svg-400/outlined/logout.svg';
import package2 from '@material-symbols/svg-400/outlined/package_2.svg';
import pending from '@material-symbols/svg-400/outlined/pending.svg';
import person from '@material-symbols/svg-400/outlined/person.svg';
import playArrow from '@material-symbols/svg-400/outlined/play_arrow.svg';
import progressActivity from '@material-symbols/svg-400/outlined/progress_activity.svg';
import refresh from '@material-symbols/svg-400/outlined/refresh.svg';
import schedule from '@material-symbols/svg-400/outlined/schedule.svg';
import search from '@material-symbols/svg-400/outlined/search.svg';
import shieldLock from '@material-symbols/svg-400/outlined/shield_lock.svg';
import tune from '@material-symbols/svg-400/outlined/tune.svg';
import unfold from '@material-symbols/svg-400/outlined/unfold_more.svg';
import verified from '@material-symbols/svg-400/outlined/verified.svg';
import warning from '@material-symbols/svg-400/outlined/warning.svg';
import { type EnvironmentProviders, inject, provideEnvironmentInitializer } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';

/** Every icon of the console, Material Symbols 400, as text in the bundle. One word here is one meaning everywhere. */
const icons = {
  account_circle: accountCircle,
  add,
  admin_panel_settings: adminPanelSettings,
  block,
  cancel,
  check,
  check_circle: checkCircle,
  close,
  content_copy: contentCopy,
  contrast,
  dark_mode: darkMode,
  dashboard,
  delete: deleteSymbol,
  domain,
  download,
  edit,
  error,
  expand,
  gavel,
  history,
  hourglass_top: hourglassTop,
  keyboard,
  left_panel_close: leftPanelClose,
  left_panel_open: leftPanelOpen,
  light_mode: lightMode,
  lock,
  logout,
  package_2: package2,
  pending,
  person,
  play_arrow: playArrow,
  progress_activity: progressActivity,
  refresh,
  schedule,
  search,
  shield_lock: shieldLock,
  sort_down: sortDown,
  sort_up: sortUp,
  tune,
  unfold,
  verified,
  warning,
} as const;

export type IconName = keyof typeof icons;

/** Makes the icons known to `<mat-icon svgIcon="…">`. The markup comes from the build, never from a server. */
export function provideIcons(): EnvironmentProviders {
  return provideEnvironmentInitializer(() => {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, markup] of Object.entries(icons)) {
      registry.addSvgIconLiteral(name, sanitizer.bypassSecurityTrustHtml(markup));
    }
  });
}
