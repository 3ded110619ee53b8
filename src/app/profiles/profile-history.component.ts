import { Component, computed, input } from '@angular/core';
import type { Profile } from '../../../server/contracts/export-center/profile.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { formatBytes } from '../shared/util/quantities.ts';
import { DifferenceComponent } from './difference.component.ts';
import { differencesOf } from './profile-words.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Every revision, newest first: who, when, why, and what it changed. */
@Component({
  selector: 'app-profile-history',
  imports: [DifferenceComponent, RelativeTimeComponent],
  template: `
    <ol>
      @for (entry of entries(); track entry.revision) {
        <li>
          <p class="head">
            <strong>Revision {{ entry.revision }}</strong>
            <span>{{ entry.by }}, <app-time [at]="entry.at" /></span>
          </p>
          @if (entry.change; as change) {
            <p>{{ change.impact }}</p>
            <p class="quiet">
              expects a bundle of {{ change.expected }}
              @if (change.ticket) {
                <code>{{ change.ticket }}</code>
              }
            </p>
          } @else {
            <p class="quiet">Created</p>
          }
          @if (entry.differences.length > 0) {
            <details>
              <summary>{{ entry.changed }}</summary>
              <app-difference [differences]="entry.differences" />
            </details>
          }
        </li>
      }
    </ol>
  `,
  styleUrl: './profile-history.component.scss',
})
export class ProfileHistoryComponent {
  /** Newest first, without gaps. */
  readonly revisions = input.required<readonly Profile[]>();

  protected readonly entries = computed(() =>
    this.revisions().map((revision, index, all) => {
      const before = all[index + 1];
      const differences = before === undefined ? [] : differencesOf(before, revision);
      const change = revision.changeRecord;
      return {
        revision: revision.revision,
        by: revision.updatedBy,
        at: revision.updatedAt,
        change: change && { ...change, expected: formatBytes(change.expectedBundleBytes) },
        differences,
        changed: `Changed: ${list.format(differences.map(({ name }) => name))}`,
      };
    }),
  );
}
