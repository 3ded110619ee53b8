import { Directive, inject, input } from '@angular/core';
import { Downloads } from './downloads.ts';

/** A link that the browser saves as a file: `<a [href]="url" [appDownload]="bundle">`. Remembered as under way. */
@Directive({
  selector: 'a[appDownload]',
  host: { '[attr.download]': 'file().fileName', '(click)': 'begin()' },
})
export class DownloadDirective {
  readonly file = input.required<{ readonly fileName: string; readonly bytes: number }>({ alias: 'appDownload' });

  readonly #downloads = inject(Downloads);

  protected begin(): void {
    const { fileName, bytes } = this.file();
    this.#downloads.started(fileName, bytes);
  }
}
