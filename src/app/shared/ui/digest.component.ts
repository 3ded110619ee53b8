import { Component, computed, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { shortenDigest } from '../util/digests.ts';
import { CopyButtonComponent } from './copy-button.component.ts';

/** A digest shortened in the middle, whole on hover and to screen readers, with a button that copies it whole. */
@Component({
  selector: 'app-digest',
  imports: [CopyButtonComponent, MatTooltip],
  template: `
    <code [matTooltip]="value()" matTooltipClass="wide-tooltip">{{ short() }}</code>
    <app-copy-button [text]="value()" [label]="'Copy ' + of()" />
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 2px;
      white-space: nowrap;
    }
  `,
})
export class DigestComponent {
  /** `sha256:<hex>`. */
  readonly value = input.required<string>();
  /** What it is the digest of, for the copy button's name: "digest of the bundle". */
  readonly of = input('digest');

  protected readonly short = computed(() => shortenDigest(this.value()));
}
