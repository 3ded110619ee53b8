import { DOCUMENT, inject, Service } from '@angular/core';

/** Hands a file that the page has made to the browser, which saves it as it saves every download. */
@Service()
export class FileSaver {
  readonly #document = inject(DOCUMENT);

  save(fileName: string, file: Blob): void {
    const url = URL.createObjectURL(file);
    const link = this.#document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    // The browser has begun to read by the next turn.
    setTimeout(() => URL.revokeObjectURL(url));
  }
}
