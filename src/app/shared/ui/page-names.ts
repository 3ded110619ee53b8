import { effect, inject, Service, signal } from '@angular/core';

/** Names of things whose pages are addressed by id, as soon as a page has read them: for breadcrumbs and the tab's title. */
@Service()
export class PageNames {
  readonly #names = signal<ReadonlyMap<string, string>>(new Map());

  tell(id: string, name: string): void {
    if (this.#names().get(id) !== name) this.#names.update((names) => new Map([...names, [id, name]]));
  }

  /** The name, or what was given where no page has told one. */
  of(idOrName: string): string {
    return this.#names().get(idOrName) ?? idOrName;
  }
}

/** Tells the name of what a page shows, whenever it is read or changes. Needs an injection context. */
export function namePage(shown: () => { readonly id: string; readonly name: string } | undefined): void {
  const names = inject(PageNames);
  effect(() => {
    const known = shown();
    if (known !== undefined) names.tell(known.id, known.name);
  });
}
