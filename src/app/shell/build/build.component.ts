import { Component, inject } from '@angular/core';
import { StatusStore } from '../../session/status.store.ts';

/** Version and commit of what answers. */
@Component({
  selector: 'app-build',
  template: `
    @if (status.build(); as build) {
      <span
        >{{ build.version }} · <code>{{ build.commit }}</code></span
      >
    }
  `,
  styles: `
    :host {
      overflow: hidden;
      color: var(--mat-sys-on-surface-variant);
      font-size: 11px;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    code {
      font-size: 11px;
    }
  `,
})
export class BuildComponent {
  protected readonly status = inject(StatusStore);
}
