import { Component, computed, DOCUMENT, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { BreakpointObserver } from '@angular/cdk/layout';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { map } from 'rxjs';
import { BuildComponent } from '../build/build.component.ts';
import type { NavigationEntry } from '../navigation.ts';

const narrow = '(width < 1100px)';
const collapsedKey = 'stella.rail';

/** The pages of the tenant: 220 px with names, 64 px with icons alone. Collapses by itself where width is scarce. */
@Component({
  selector: 'app-rail',
  imports: [BuildComponent, MatIcon, MatTooltip, RouterLink, RouterLinkActive],
  templateUrl: './rail.component.html',
  styleUrl: './rail.component.scss',
  host: { '[class.collapsed]': 'collapsed()' },
})
export class RailComponent {
  readonly entries = input.required<readonly NavigationEntry[]>();
  readonly tenant = input.required<string | undefined>();

  readonly #storage = inject(DOCUMENT).defaultView?.localStorage;
  readonly #choice = signal(this.#storage?.getItem(collapsedKey) === 'collapsed');
  readonly #narrow = toSignal(
    inject(BreakpointObserver)
      .observe(narrow)
      .pipe(map(({ matches }) => matches)),
    {
      initialValue: false,
    },
  );

  protected readonly collapsed = computed(() => this.#narrow() || this.#choice());
  protected readonly canToggle = computed(() => !this.#narrow());
  protected readonly toggleLabel = computed(() =>
    this.collapsed() ? 'Expand the navigation' : 'Collapse the navigation',
  );

  protected toggle(): void {
    this.#choice.update((collapsed) => !collapsed);
    this.#storage?.setItem(collapsedKey, this.#choice() ? 'collapsed' : 'expanded');
  }
}
