import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { HoldPreview } from '../../../server/contracts/evidence-locker/hold.ts';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { formatBytes, formatCount, plural } from '../shared/util/quantities.ts';

/** What a hold would keep: how much, what is held already, what would have gone soon, and the first bundles by name. */
@Component({
  selector: 'app-hold-preview',
  imports: [FactsComponent, MatIcon, RelativeTimeComponent],
  template: `
    @if (preview().items === 0) {
      <p class="nothing">
        <mat-icon svgIcon="warning" aria-hidden="true" />
        <span
          ><strong>Nothing matches.</strong> A hold that holds nothing cannot be placed. Check the ids: bundles that are
          already deleted, and those of other tenants, do not match.</span
        >
      </p>
    } @else {
      <p class="count">{{ counted() }}</p>
      <dl app-facts>
        <dt>Newly held</dt>
        <dd>{{ formatCount(preview().newlyHeld) }}</dd>
        <dt>Already held</dt>
        <dd>{{ formatCount(preview().alreadyHeld) }}</dd>
        <dt>Due soon</dt>
        <dd>{{ dueSoon() }}</dd>
      </dl>
      <h3>{{ sampled() }}</h3>
      <ul>
        @for (sample of preview().samples; track sample.bundleId) {
          <li>
            <code>{{ sample.fileName }}</code>
            <span>{{ formatBytes(sample.bytes) }}, retention ends <app-time [at]="sample.purgeAfter" /></span>
          </li>
        }
      </ul>
    }
  `,
  styleUrl: './hold-preview.component.scss',
})
export class HoldPreviewComponent {
  readonly preview = input.required<HoldPreview>();

  protected readonly formatBytes = formatBytes;
  protected readonly formatCount = formatCount;
  protected readonly counted = computed(() => {
    const size = formatBytes(this.preview().bytes);
    return plural(this.preview().items, { one: `# bundle, ${size}`, other: `# bundles, ${size}` });
  });
  protected readonly dueSoon = computed(() =>
    this.preview().dueSoon.length === 0
      ? 'None within 30 days'
      : plural(this.preview().dueSoon.length, {
          one: '# would be deleted within 30 days',
          other: '# would be deleted within 30 days',
        }),
  );
  protected readonly sampled = computed(() => {
    const { items, samples } = this.preview();
    if (items === samples.length) return plural(items, { one: 'The bundle', other: 'All # bundles' });
    return plural(samples.length, { one: 'The newest', other: 'The newest #' });
  });
}
