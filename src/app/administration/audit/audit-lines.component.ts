import { Component, computed, inject, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { RouterLink } from '@angular/router';
import type { AuditLine } from '../../../../server/contracts/bff/audit.ts';
import { CopyButtonComponent } from '../../shared/ui/copy-button.component.ts';
import type { Status } from '../../shared/ui/status/status.ts';
import { StatusChipComponent } from '../../shared/ui/status/status-chip.component.ts';
import { DisplayZone } from '../../shared/util/display-zone.ts';
import { formatCount } from '../../shared/util/quantities.ts';
import { exactTime } from '../../shared/util/times.ts';
import { statusOfKind, wordsOfReason } from './audit-words.ts';

interface Row {
  readonly line: AuditLine;
  readonly at: string;
  readonly status: Status;
  /** Empty where it happened once. */
  readonly times: string;
  readonly reason: string;
}

/** The lines of the audit trail as a table. Exact times: two lines a second apart tell a story that "5 min ago" does not. */
@Component({
  selector: 'app-audit-lines',
  imports: [CopyButtonComponent, MatTooltip, RouterLink, StatusChipComponent],
  templateUrl: './audit-lines.component.html',
  styleUrl: './audit-lines.component.scss',
})
export class AuditLinesComponent {
  readonly lines = input.required<readonly AuditLine[]>();

  readonly #zone = inject(DisplayZone).choice;

  protected readonly rows = computed((): readonly Row[] =>
    this.lines().map((line) => ({
      line,
      at: exactTime(Date.parse(line.at), this.#zone()),
      status: statusOfKind[line.kind],
      times: line.times > 1 ? `${formatCount(line.times)} times` : '',
      reason: reasonOf(line),
    })),
  );
}

function reasonOf({ kind, reason, tenant }: AuditLine): string {
  if (kind === 'tenant.switched' && tenant !== null) return `To ${tenant}`;
  return reason === null ? '' : wordsOfReason(reason);
}
