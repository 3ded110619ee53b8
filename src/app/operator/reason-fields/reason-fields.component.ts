import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { reasonMaximum } from '../operator-metadata.ts';
import type { ReasonFields } from './reason-fields.ts';

/** Why, and under which ticket; the dialog that shows it owns the form and what is done with it. */
@Component({
  selector: 'app-reason-fields',
  imports: [FormField, MatError, MatFormField, MatHint, MatInput, MatLabel],
  template: `
    <mat-form-field appearance="outline">
      <mat-label>Reason</mat-label>
      <textarea matInput rows="3" [formField]="fields().reason"></textarea>
      <mat-hint align="end">{{ length() }} / {{ reasonMaximum }}</mat-hint>
      @for (error of fields().reason().errors(); track error.kind) {
        <mat-error>{{ error.message }}</mat-error>
      }
    </mat-form-field>
    <mat-form-field appearance="outline">
      <mat-label>Ticket (optional)</mat-label>
      <input matInput autocomplete="off" [formField]="fields().ticket" />
      @for (error of fields().ticket().errors(); track error.kind) {
        <mat-error>{{ error.message }}</mat-error>
      }
    </mat-form-field>
    <p>
      Kept with what you change and in the timeline. Used for your next actions too, for 30 minutes or until you clear
      it in the top bar.
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }

    p {
      color: var(--mat-sys-on-surface-variant);
      font-size: 12px;
      line-height: 16px;
    }
  `,
})
export class ReasonFieldsComponent {
  readonly fields = input.required<FieldTree<ReasonFields>>();

  protected readonly reasonMaximum = reasonMaximum;
  protected readonly length = computed(() => this.fields().reason().value().length);
}
