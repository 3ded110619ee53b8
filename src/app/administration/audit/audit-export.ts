import { computed, DestroyRef, inject, Service, signal } from '@angular/core';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { Notices } from '../../shared/ui/notices/notices.ts';
import { Clock } from '../../shared/util/clock.ts';
import { FileSaver } from '../../shared/util/file-saver.ts';
import { toPageError } from '../../shared/util/page-error.ts';
import { formatCount, plural } from '../../shared/util/quantities.ts';
import type { AuditRequest } from './audit-filter.ts';
import type { AuditFormat } from './audit-formats.ts';
import { AuditClient } from './audit.client.ts';

/** What one file holds at most: the browser makes it in memory, and the server counts what it is asked. */
export const mostExportedLines = 10_000;
const linesOfPage = 200;

interface Progress {
  readonly written: number;
  readonly of: number;
}

/** Walks the filtered list from its newest line on, and saves it as one file. */
@Service({ autoProvided: false })
export class AuditExport {
  readonly #client = inject(AuditClient);
  readonly #session = inject(ConsoleSessionStore);
  readonly #files = inject(FileSaver);
  readonly #notices = inject(Notices);
  readonly #clock = inject(Clock);

  readonly #progress = signal<Progress | undefined>(undefined);
  #cancelled = new AbortController();

  readonly running = computed(() => this.#progress() !== undefined);
  readonly progressWords = computed(() => {
    const progress = this.#progress();
    return progress && `${formatCount(progress.written)} of ${formatCount(progress.of)} lines read`;
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.cancel());
  }

  cancel(): void {
    this.#cancelled.abort();
    this.#progress.set(undefined);
  }

  async save(format: AuditFormat, request: AuditRequest): Promise<void> {
    const tenant = this.#session.tenantId();
    if (tenant === undefined || this.running()) return;
    this.#cancelled = new AbortController();
    const { signal } = this.#cancelled;
    this.#progress.set({ written: 0, of: 0 });
    try {
      const { parts, written, total } = await this.#read(tenant, format, request, signal);
      if (signal.aborted) return;
      const fileName = this.#fileName(tenant, format);
      this.#files.save(fileName, new Blob(parts, { type: format.mediaType }));
      this.#notices.succeeded(outcome(fileName, written, total));
    } catch (cause) {
      if (!signal.aborted) this.#notices.failed('The lines could not be exported', toPageError(cause));
    } finally {
      if (!signal.aborted) this.#progress.set(undefined);
    }
  }

  /** The text of a page at a time: ten thousand lines as objects would weigh many times as much. */
  async #read(tenant: string, format: AuditFormat, request: AuditRequest, signal: AbortSignal) {
    const parts = [format.head];
    let written = 0;
    /** Of the first page: lines that come meanwhile are newer than all that is read. */
    let total: number | undefined;
    let cursor: string | undefined;
    do {
      const page = await this.#client.page(tenant, request, { cursor, limit: linesOfPage });
      parts.push(page.items.map(format.textOf).join(''));
      written += page.items.length;
      total ??= page.total;
      cursor = page.nextCursor ?? undefined;
      if (!signal.aborted) this.#progress.set({ written, of: Math.min(total, mostExportedLines) });
    } while (cursor !== undefined && written < mostExportedLines && !signal.aborted);
    return { parts, written, total };
  }

  #fileName(tenant: string, { extension }: AuditFormat): string {
    const at = new Date(this.#clock.now()).toISOString().slice(0, 19).replaceAll(':', '-');
    return `audit-${tenant}-${at}Z.${extension}`;
  }
}

function outcome(fileName: string, written: number, total: number): string {
  return written < total
    ? `The newest ${formatCount(written)} of ${formatCount(total)} lines are saved as ${fileName}. Narrow the filter for the rest`
    : plural(written, { one: `# line is saved as ${fileName}`, other: `# lines are saved as ${fileName}` });
}
