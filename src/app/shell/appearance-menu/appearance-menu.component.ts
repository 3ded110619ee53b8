import { Component, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import { PreferencesStore, type ThemeChoice } from '../../session/preferences.store.ts';
import type { IconName } from '../../shared/ui/icons.ts';
import type { ZoneChoice } from '../../shared/util/display-zone.ts';

const themes: readonly { choice: ThemeChoice; label: string; icon: IconName }[] = [
  { choice: 'system', label: 'As the system', icon: 'contrast' },
  { choice: 'light', label: 'Light', icon: 'light_mode' },
  { choice: 'dark', label: 'Dark', icon: 'dark_mode' },
];

const zones: readonly { choice: ZoneChoice; label: string }[] = [
  { choice: 'utc', label: 'UTC' },
  { choice: 'local', label: `Local (${Intl.DateTimeFormat().resolvedOptions().timeZone})` },
];

/** Theme and time zone. */
@Component({
  selector: 'app-appearance-menu',
  imports: [MatIcon, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger, MatTooltip],
  templateUrl: './appearance-menu.component.html',
  styleUrl: './appearance-menu.component.scss',
})
export class AppearanceMenuComponent {
  protected readonly themes = themes;
  protected readonly zones = zones;
  protected readonly store = inject(PreferencesStore);
}
