import { inject, Service } from '@angular/core';
import { Clock } from '../../shared/util/clock.ts';
import { ConsoleSessionStore } from '../console-session.store.ts';

/** A file that the browser was told to fetch. */
export interface StartedDownload {
  readonly fileName: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** A line slower than this is not reckoned with. */
const slowestBytesPerSecond = 1024 ** 2;
/** Until the first byte, and for what the browser does after the last. */
const graceSeconds = 30;

/**
 * The downloads that this person has started in this browser, in all its tabs. A page is never told how far the browser has
 * come with one, so all that can be said is which may still be under way.
 */
@Service()
export class Downloads {
  readonly #clock = inject(Clock);
  readonly #session = inject(ConsoleSessionStore).session;

  started(fileName: string, bytes: number): void {
    const key = this.#key();
    if (key === undefined) return;
    const download: StartedDownload = { fileName, bytes, startedAt: this.#clock.now() };
    localStorage.setItem(key, JSON.stringify([...this.perhapsUnderWay(), download]));
  }

  /** The one started last comes last. */
  perhapsUnderWay(): readonly StartedDownload[] {
    const key = this.#key();
    const text = key === undefined ? null : localStorage.getItem(key);
    if (text === null) return [];
    return (JSON.parse(text) as readonly StartedDownload[]).filter((download) => this.#mayRun(download));
  }

  #mayRun({ bytes, startedAt }: StartedDownload): boolean {
    return this.#clock.now() - startedAt < (bytes / slowestBytesPerSecond + graceSeconds) * 1000;
  }

  #key(): string | undefined {
    const subject = this.#session()?.subject;
    return subject === undefined ? undefined : `stella.downloads ${encodeURIComponent(subject)}`;
  }
}
