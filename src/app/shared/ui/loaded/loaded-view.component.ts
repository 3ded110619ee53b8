import { Component, input } from '@angular/core';
import type { Scope } from '../../../../../server/contracts/scopes.ts';
import type { Loaded } from '../../util/loaded.ts';
import { ErrorPanelComponent } from '../error-panel.component.ts';
import { NoPermissionComponent } from '../no-permission.component.ts';
import { SkeletonComponent } from '../skeleton.component.ts';

/**
 * Every state of something that is read: skeleton, error, no permission, empty, ready. Old data stays, greyed, under the
 * reason why it could not be renewed. The slots: `[loading]` (lines by default), `[empty]`, and the rest when ready.
 *
 *     <app-loaded-view [of]="runs" failure="The runs could not be loaded" scope="export:read" [tenant]="tenant()">
 *       <app-table-skeleton loading [columns]="8" />
 *       <app-empty-state empty …/>
 *       @if (runs.value(); as page) { … }
 *     </app-loaded-view>
 */
@Component({
  selector: 'app-loaded-view',
  imports: [ErrorPanelComponent, NoPermissionComponent, SkeletonComponent],
  templateUrl: './loaded-view.component.html',
  styles: `
    :host {
      display: block;
      min-width: 0;
    }

    .outdated {
      opacity: 0.6;
    }

    .error {
      padding-bottom: 16px;
    }
  `,
})
export class LoadedViewComponent {
  readonly of = input.required<Loaded<unknown>>();
  /** What could not be done, as a sentence without a full stop. */
  readonly failure = input.required<string>();
  /** The right that reading it needs. */
  readonly scope = input.required<Scope>();
  readonly tenant = input.required<string>();
}
