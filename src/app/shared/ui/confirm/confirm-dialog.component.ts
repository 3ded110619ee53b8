import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';
import type { Confirmation } from './confirmation.ts';

@Component({
  selector: 'app-confirm-dialog',
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <h2 mat-dialog-title>{{ confirmation.heading }}</h2>
    <mat-dialog-content>{{ confirmation.consequence }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton="outlined" type="button" [matDialogClose]="false">Cancel</button>
      <button matButton="filled" class="danger" type="button" [matDialogClose]="true">{{ confirmation.verb }}</button>
    </mat-dialog-actions>
  `,
})
export class ConfirmDialogComponent {
  protected readonly confirmation = inject<Confirmation>(MAT_DIALOG_DATA);
}
