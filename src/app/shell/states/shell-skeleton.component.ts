import { Component } from '@angular/core';
import { SkeletonComponent } from '../../shared/ui/skeleton.component.ts';

/** The shell's shape while it is not yet known who is there. */
@Component({
  selector: 'app-shell-skeleton',
  imports: [SkeletonComponent],
  template: `
    <div class="bar"></div>
    <main aria-busy="true" aria-label="Loading"><app-skeleton [lines]="6" /></main>
  `,
  styles: `
    .bar {
      height: 56px;
      border-bottom: var(--hairline);
      background: var(--mat-sys-surface);
    }

    main {
      max-width: 720px;
      padding: 24px 24px 24px 244px;
    }
  `,
})
export class ShellSkeletonComponent {}
