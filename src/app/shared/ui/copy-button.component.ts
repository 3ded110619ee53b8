import { Clipboard } from '@angular/cdk/clipboard';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, DestroyRef, inject, input, signal } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';

const confirmationMs = 1500;

/** Copies a text and says so, to the eye and to the screen reader. */
@Component({
  selector: 'app-copy-button',
  imports: [MatIcon, MatTooltip],
  template: `
    <button type="button" [attr.aria-label]="label()" [matTooltip]="label()" (click)="copy($event)">
      <mat-icon [svgIcon]="copied() ? 'check' : 'content_copy'" aria-hidden="true" />
    </button>
  `,
  styleUrl: './copy-button.component.scss',
})
export class CopyButtonComponent {
  readonly text = input.required<string>();
  /** What the button does, with the name of what it copies: "Copy the trace id". */
  readonly label = input.required<string>();

  protected readonly copied = signal(false);

  readonly #clipboard = inject(Clipboard);
  readonly #announcer = inject(LiveAnnouncer);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  protected copy(event: Event): void {
    // Inside a row the click must not open the row.
    event.stopPropagation();
    const succeeded = this.#clipboard.copy(this.text());
    void this.#announcer.announce(succeeded ? 'Copied' : 'Copying was refused by the browser');
    if (!succeeded) return;
    this.copied.set(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.copied.set(false), confirmationMs);
  }
}
