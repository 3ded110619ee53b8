import { computed, DestroyRef, DOCUMENT, effect, inject, Service, untracked } from '@angular/core';
import { ConsoleSessionStore } from './console-session.store.ts';
import { SelectedTenant } from './selected-tenant.ts';

const prefix = 'stella.draft';

/**
 * What a person has typed and not yet sent, in pages and in dialogs, kept for this tab: it survives a reload, a step-up, the
 * end of the session and signing in again, and is found only by the same person in the same tenant. Signing out drops it.
 */
@Service()
export class FormDrafts {
  readonly #tenant = inject(SelectedTenant).id;
  readonly #session = inject(ConsoleSessionStore).session;
  readonly #subject = computed(() => this.#session()?.subject);
  /** The same, beyond the reach of `Clear-Site-Data`, by which a sign-out in another tab empties the storage of this one. */
  readonly #kept = new Map<string, string>();

  constructor() {
    const leaving = new AbortController();
    inject(DOCUMENT).defaultView?.addEventListener('pagehide', () => this.#writeBack(), leaving);
    inject(DestroyRef).onDestroy(() => leaving.abort());
    effect(() => {
      const subject = this.#subject();
      if (subject !== undefined) untracked(() => this.#forgetOthersThan(subject));
    });
  }

  /** `form`: the path of the page below its tenant. Undefined where nothing is kept; else what the caller kept. */
  read(form: string): unknown {
    const key = this.#keyOf(form);
    const text = key === undefined ? null : sessionStorage.getItem(key);
    return text === null ? undefined : JSON.parse(text);
  }

  /** Does nothing while nobody is signed in, as a page does that goes away with its session. */
  keep(form: string, draft: object): void {
    const key = this.#keyOf(form);
    if (key === undefined) return;
    this.#kept.set(key, JSON.stringify(draft));
    sessionStorage.setItem(key, JSON.stringify(draft));
  }

  drop(form: string): void {
    const key = this.#keyOf(form);
    if (key !== undefined) this.#remove(key);
  }

  /** How many forms hold something that was not sent, in all tenants. */
  count(): number {
    return this.#keysOf(this.#subject()).length;
  }

  dropAll(): void {
    draftKeys().forEach((key) => this.#remove(key));
  }

  /** Of a person who has left their session open to somebody else, nothing stays in this browser. */
  #forgetOthersThan(subject: string): void {
    const own = new Set(this.#keysOf(subject));
    for (const key of draftKeys()) if (!own.has(key)) this.#remove(key);
  }

  #writeBack(): void {
    for (const [key, draft] of this.#kept) sessionStorage.setItem(key, draft);
  }

  #remove(key: string): void {
    this.#kept.delete(key);
    sessionStorage.removeItem(key);
  }

  #keysOf(subject: string | undefined): readonly string[] {
    return subject === undefined ? [] : draftKeys().filter((key) => key.startsWith(`${prefix} ${encoded(subject)} `));
  }

  /** Untracked: who keeps a draft does so because the form changed, not because the session did. */
  #keyOf(form: string): string | undefined {
    const [subject, tenant] = untracked(() => [this.#subject(), this.#tenant()]);
    if (subject === undefined || tenant === undefined) return undefined;
    return [prefix, encoded(subject), tenant, form].join(' ');
  }
}

/** A subject may hold spaces; the parts of a key may not. */
const encoded = encodeURIComponent;

function draftKeys(): readonly string[] {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(`${prefix} `));
}
