import { Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { PageError } from '../util/page-error.ts';
import { CopyButtonComponent } from './copy-button.component.ts';

/** Why something failed and what to do next: message, details, code, trace id with copy, retry. */
@Component({
  selector: 'app-error-panel',
  imports: [CopyButtonComponent, MatButton, MatIcon],
  templateUrl: './error-panel.component.html',
  styleUrl: './error-panel.component.scss',
  host: { role: 'alert' },
})
export class ErrorPanelComponent {
  readonly error = input.required<PageError>();
  /** What could not be done: "The runs could not be loaded". */
  readonly heading = input.required<string>();
  readonly retry = output();
}
