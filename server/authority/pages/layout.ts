import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Html, html } from './html.ts';

const stylesheet = readFileSync(new URL('authority.css', import.meta.url), 'utf8');

/** The CSP source that lets this one inline style sheet through, and nothing else. */
export const stylesheetSource = inlineSource(stylesheet);

/** `'sha256-…'` of an inline script or style, as a CSP source (CSP Level 3, section 2.3.1). */
export function inlineSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Not by the `html` tag: whitespace that a formatter puts into a template would change the hash. */
function inlineElement(name: 'style' | 'script', text: string): Html {
  return new Html(`<${name}>${text}</${name}>`);
}

export interface Page {
  /** Goes before the product's name in the title bar. */
  readonly title: string;
  /** What stands in the panel: one `<section>`, and an `<aside>` where there is more to know. */
  readonly panel: Html;
  readonly footer?: Html;
  /** A script whose `inlineSource` is in the CSP. */
  readonly script?: string;
}

/** A whole document in the look that all pages of the authority share. Works without scripts. */
export function renderPage({ title, panel, footer, script }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · StellaOps Console</title>
        <link rel="icon" href="data:," />
        ${inlineElement('style', stylesheet)}
      </head>
      <body>
        <main><div class="panel">${panel}</div></main>
        ${footer && html`<footer>${footer}</footer>`} ${script && inlineElement('script', script)}
      </body>
    </html>`.text;
}

export const brand = html`<div class="brand">
  <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
    <path
      d="M12 1.5c.9 5.7 3.9 8.7 9.6 9.6v1.8c-5.7.9-8.7 3.9-9.6 9.6-.9-5.7-3.9-8.7-9.6-9.6v-1.8c5.7-.9 8.7-3.9 9.6-9.6Z"
    />
  </svg>
  <span>StellaOps Console</span>
</div>`;
