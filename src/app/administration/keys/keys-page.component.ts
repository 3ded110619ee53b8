import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { CopyButtonComponent } from '../../shared/ui/copy-button.component.ts';
import { ErrorPanelComponent } from '../../shared/ui/error-panel.component.ts';
import { FactsComponent } from '../../shared/ui/facts.component.ts';
import { LoadedViewComponent } from '../../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../../shared/ui/page-header.component.ts';
import { PanelComponent } from '../../shared/ui/panel.component.ts';
import { RelativeTimeComponent } from '../../shared/ui/relative-time.component.ts';
import { SkeletonComponent } from '../../shared/ui/skeleton.component.ts';
import { AdministrationTabsComponent } from '../administration-tabs.component.ts';
import { KeysStore } from './keys.store.ts';

/** "Which key do I trust?": the public keys of the tenant, to be compared and handed on; the current one can be rotated. */
@Component({
  selector: 'app-keys-page',
  imports: [
    AdministrationTabsComponent,
    CopyButtonComponent,
    ErrorPanelComponent,
    FactsComponent,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    PageHeaderComponent,
    PanelComponent,
    RelativeTimeComponent,
    SkeletonComponent,
  ],
  templateUrl: './keys-page.component.html',
  styleUrl: './keys-page.component.scss',
  providers: [KeysStore],
})
export class KeysPageComponent {
  readonly #session = inject(ConsoleSessionStore);

  protected readonly store = inject(KeysStore);
  protected readonly tenantId = computed(() => this.#session.tenantId() ?? '');
  protected readonly mayRotate = computed(() => this.#session.has('export:keys'));

  constructor() {
    this.store.resumeRotation(() => this.mayRotate());
  }
}
