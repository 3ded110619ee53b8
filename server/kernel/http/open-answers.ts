import type { Express, Response } from 'express';

const ofApp = new WeakMap<Express, OpenAnswers>();

/** The answers under way of one app, so that its server can close without cutting any of them. */
export class OpenAnswers {
  readonly #closing = new AbortController();
  readonly #open = new Set<Response>();
  #onAnswered: () => void = () => undefined;

  static of(app: Express): OpenAnswers {
    const known = ofApp.get(app);
    if (known) return known;
    const created = new OpenAnswers();
    ofApp.set(app, created);
    return created;
  }

  /** Aborts when the server begins to close; streams end then. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  add(response: Response): void {
    this.#open.add(response);
    if (this.closing.aborted) response.set('Connection', 'close');
    response.once('close', () => {
      this.#open.delete(response);
      if (this.closing.aborted) setImmediate(this.#onAnswered);
    });
  }

  /** Tells the streams to end and every caller to make a new connection; then tells of each answer's end. */
  beginClosing(onAnswered: () => void): void {
    this.#onAnswered = onAnswered;
    for (const response of this.#open) if (!response.headersSent) response.set('Connection', 'close');
    this.#closing.abort();
  }
}
