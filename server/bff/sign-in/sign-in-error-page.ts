import type { ErrorRequestHandler, Response } from 'express';
import { envelopeOf } from '../../kernel/http/answer-errors.ts';
import type { AppError } from '../../kernel/http/errors.ts';
import { toAppError } from '../../kernel/http/to-app-error.ts';
import { traceIdOf } from '../../kernel/http/trace-requests.ts';
import { admissionOf } from '../request/admission.ts';
import { stateOf } from '../request/request-state.ts';

/** A sign-in is a navigation: who fails there sees a page, not JSON, whichever line refused. */
export const showSignInErrors: ErrorRequestHandler = (thrown: unknown, request, response, next) => {
  const { route } = stateOf(request);
  const isNavigation = route && ['navigation', 'return'].includes(admissionOf(route.operation));
  if (!isNavigation || response.headersSent || request.accepts(['html', 'json']) !== 'html') {
    next(thrown);
    return;
  }
  const error = toAppError(thrown);
  response.locals['errorCode'] = error.code;
  answerWithErrorPage(response, error);
};

/** All that stands on it is ours, escaped, and it needs neither script nor style of anybody. */
function answerWithErrorPage(response: Response, error: AppError): void {
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
