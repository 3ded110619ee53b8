import { Component, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MAT_SNACK_BAR_DATA, MatSnackBarRef } from '@angular/material/snack-bar';
import { CopyButtonComponent } from '../copy-button.component.ts';
import { iconOfRole } from '../status/status.ts';
import type { Notice } from './notice.ts';

@Component({
  selector: 'app-notice',
  imports: [CopyButtonComponent, MatIcon, MatIconButton],
  template: `
    <mat-icon class="role" [svgIcon]="icon" aria-hidden="true" />
    <p>
      {{ notice.text }}
      @if (notice.traceId; as traceId) {
        <span class="trace">
          trace <code>{{ traceId }}</code> <app-copy-button [text]="traceId" label="Copy the trace id" />
        </span>
      }
    </p>
    <button matIconButton type="button" aria-label="Dismiss" (click)="dismiss()">
      <mat-icon svgIcon="close" aria-hidden="true" />
    </button>
  `,
  styleUrl: './notice.component.scss',
  host: { '[attr.data-role]': 'notice.role' },
})
export class NoticeComponent {
  protected readonly notice = inject<Notice>(MAT_SNACK_BAR_DATA);
  protected readonly icon = iconOfRole[this.notice.role];

  readonly #bar = inject(MatSnackBarRef);

  protected dismiss(): void {
    this.#bar.dismiss();
  }
}
