import type { Response } from 'express';
import { envelopeOf } from '../../kernel/http/answer-errors.ts';
import type { AppError } from '../../kernel/http/errors.ts';
import { traceIdOf } from '../../kernel/http/trace-requests.ts';

/**
 * A sign-in is a navigation: who fails there sees a page, not JSON. All that stands on it is ours, escaped, and it needs
 * neither script nor style of anybody.
 */
export function answerWithErrorPage(response: Response, error: AppError): void {
  const { code, message, traceId } = envelopeOf(error, traceIdOf(response));
  response
    .status(error.status)
    .set(error.headers)
    .type('html')
    .send(
      `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Sign-in did not work</title>
  </head>
  <body>
    <main>
      <h1>Sign-in did not work</h1>
      <p>${escapeHtml(message)}</p>
      <p><a href="/">Back to the console</a></p>
      <p><small>${code} · trace ${traceId}</small></p>
    </main>
  </body>
</html>
`,
    );
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
