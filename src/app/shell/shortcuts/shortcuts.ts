import { DOCUMENT, inject, Service, signal } from '@angular/core';

export interface Shortcut {
  /** One key, or two after each other: `?`, `g r`. */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

/** The second key of a pair is waited for this long. */
const pairMs = 1200;
const enabledKey = 'stella.shortcuts';
const typing = 'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"]';

/** Single-key shortcuts. They can be switched off (WCAG 2.1.4), because speech input presses keys by accident. */
@Service()
export class Shortcuts {
  readonly #storage = inject(DOCUMENT).defaultView?.localStorage;
  readonly #bound = signal<readonly Shortcut[]>([]);
  readonly #enabled = signal(this.#storage?.getItem(enabledKey) !== 'off');
  #first: { readonly key: string; readonly at: number } | undefined;

  readonly bound = this.#bound.asReadonly();
  readonly enabled = this.#enabled.asReadonly();

  bind(shortcuts: readonly Shortcut[]): void {
    this.#bound.set(shortcuts);
  }

  enable(enabled: boolean): void {
    this.#enabled.set(enabled);
    this.#storage?.setItem(enabledKey, enabled ? 'on' : 'off');
  }

  handle(event: KeyboardEvent): void {
    if (!this.#enabled() || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) return;
    const pair = this.#pairWith(event);
    const shortcut = this.#find(pair) ?? this.#find(event.key);
    this.#first = shortcut === undefined ? { key: event.key, at: event.timeStamp } : undefined;
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run();
  }

  #pairWith({ key, timeStamp }: KeyboardEvent): string | undefined {
    const first = this.#first;
    return first !== undefined && timeStamp - first.at <= pairMs ? `${first.key} ${key}` : undefined;
  }

  #find(keys: string | undefined): Shortcut | undefined {
    return this.#bound().find((shortcut) => shortcut.keys === keys);
  }
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest(typing) !== null;
}
