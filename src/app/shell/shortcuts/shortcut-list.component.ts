import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { Shortcuts } from './shortcuts.ts';

@Component({
  selector: 'app-shortcut-list',
  imports: [MatButton, MatCheckbox, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <h2 mat-dialog-title>Keyboard shortcuts</h2>
    <mat-dialog-content>
      <dl>
        @for (shortcut of shortcuts.bound(); track shortcut.keys) {
          <dt>{{ shortcut.label }}</dt>
          <dd>
            @for (key of shortcut.keys.split(' '); track $index) {
              <kbd>{{ key }}</kbd>
            }
          </dd>
        }
      </dl>
    </mat-dialog-content>
    <mat-dialog-actions>
      <mat-checkbox [checked]="shortcuts.enabled()" (change)="shortcuts.enable($event.checked)">
        Use single-key shortcuts
      </mat-checkbox>
      <button matButton="outlined" type="button" matDialogClose>Close</button>
    </mat-dialog-actions>
  `,
  styleUrl: './shortcut-list.component.scss',
})
export class ShortcutListComponent {
  protected readonly shortcuts = inject(Shortcuts);
}
