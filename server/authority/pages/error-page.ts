import { html } from './html.ts';
import { brand, renderPage } from './layout.ts';

export interface ErrorPage {
  readonly title: string;
  /** What happened and what to do, for a person. */
  readonly message: string;
  /** The machine's word for it (`invalid_request`, …), for whoever sets up a client. */
  readonly code?: string;
  /** Where the person goes on: the console. */
  readonly continueAt: string;
}

export function renderErrorPage({ title, message, code, continueAt }: ErrorPage): string {
  return renderPage({
    title,
    panel: html`<section>
      ${brand}
      <div class="lead">
        <h1>${title}</h1>
        <p class="quiet">${message}</p>
      </div>
      ${code && html`<p class="quiet">Code: <code>${code}</code></p>`}
      <a class="button" href="${continueAt}">Back to the console</a>
    </section>`,
  });
}
