import { Component, computed, input } from '@angular/core';
import type { SigningKey } from '../../../server/contracts/export-center/keys.ts';
import { CopyButtonComponent } from '../shared/ui/copy-button.component.ts';
import { type CheckedBundle, checkingCommands } from './bundle-commands.ts';

/** The commands that check a bundle without this console, step by step, each to copy. */
@Component({
  selector: 'app-bundle-commands',
  imports: [CopyButtonComponent],
  template: `
    <ol>
      @for (step of steps(); track step.title) {
        <li>
          <h3>{{ step.title }}</h3>
          <p>{{ step.note }}</p>
          <div class="block">
            <pre>{{ step.commands }}</pre>
            <app-copy-button [text]="step.commands" [label]="'Copy the commands: ' + step.title" />
          </div>
        </li>
      }
    </ol>
  `,
  styleUrl: './bundle-commands.component.scss',
})
export class BundleCommandsComponent {
  readonly bundle = input.required<CheckedBundle>();
  readonly signingKey = input.required<SigningKey>();

  protected readonly steps = computed(() => checkingCommands(this.bundle(), this.signingKey()));
}
