import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { EvidenceSources } from '../../../server/contracts/export-center/sources.ts';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { formatCount, plural } from '../shared/util/quantities.ts';

/** The evidence that the tenant holds, and what its latest import took and refused. */
@Component({
  selector: 'app-evidence-panel',
  imports: [FactsComponent, MatIcon, RelativeTimeComponent],
  templateUrl: './evidence-panel.component.html',
  styleUrl: './evidence-panel.component.scss',
})
export class EvidencePanelComponent {
  readonly sources = input.required<EvidenceSources>();

  protected readonly counts = computed(() => {
    const { advisories, vex, sboms } = this.sources().counts;
    return [
      { label: 'Advisories', value: formatCount(advisories) },
      { label: 'VEX documents', value: formatCount(vex) },
      { label: 'SBOMs', value: formatCount(sboms) },
    ];
  });
  protected readonly changes = computed(() => {
    const report = this.sources().lastImport;
    if (report === null) return [];
    return [
      { word: 'new', count: report.imported },
      { word: 'changed', count: report.changed },
      { word: 'unchanged', count: report.unchanged },
      { word: 'removed', count: report.removed },
    ].map(({ word, count }) => ({ word, count: formatCount(count) }));
  });
  protected readonly refused = computed(() => {
    const total = this.sources().lastImport?.refusedTotal ?? 0;
    return total === 0 ? '' : plural(total, { one: '# file refused', other: '# files refused' });
  });
  /** Of versions that nobody here knows: packed as they are, and matched with nothing. */
  protected readonly unsupported = computed(() => {
    const total = this.sources().lastImport?.unsupportedTotal ?? 0;
    return total === 0
      ? ''
      : plural(total, { one: '# document of a version not known', other: '# documents of versions not known' });
  });
  protected readonly formatCount = formatCount;
  /** The report names the first thousand. */
  protected readonly unnamed = computed(() => {
    const report = this.sources().lastImport;
    const left = report === null ? 0 : report.refusedTotal - report.refused.length;
    return left === 0 ? '' : plural(left, { one: '# more is not named here', other: '# more are not named here' });
  });
}
