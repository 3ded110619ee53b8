import type { IncomingHttpHeaders } from 'node:http';
import type { Operation } from '../../contracts/operation.ts';
import { AppError } from '../../kernel/http/errors.ts';

/**
 * How a request must show that this site's own page sent it, or a person who typed or followed an address.
 *
 * - `app`: the console's code: custom header, which no other site can send without a preflight that is never granted,
 *   and Fetch Metadata.
 * - `stream`: EventSource and `<a download>` cannot set headers; Fetch Metadata alone.
 * - `navigation`: the address bar or a link of this site.
 * - `return`: a navigation from the OpenID provider, so from any site.
 * - `open`: nothing to protect, or proven by the request itself (a signed logout token). No cookie is read.
 */
export type Admission = 'app' | 'stream' | 'navigation' | 'return' | 'open';

const exceptions: Readonly<Record<string, Admission>> = {
  login: 'navigation',
  stepUp: 'navigation',
  callback: 'return',
  backchannelLogout: 'open',
  getStatus: 'open',
  // A download by its transport, but not on the closed list: the console reads it, nobody links to it.
  getRunProvenance: 'app',
};

/** Whatever is not on the closed list of exceptions is a call of the app. */
export function admissionOf(operation: Operation): Admission {
  const exception = exceptions[operation.id];
  if (exception) return exception;
  return operation.method === 'get' && operation.transport !== 'json' ? 'stream' : 'app';
}

/** Throws `ERR_CSRF` unless the request shows what `admission` asks for. `publicOrigin` as in `https://console.example`. */
export function refuseForgery(
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  admission: Admission,
  publicOrigin: string,
): void {
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate';

  switch (admission) {
    case 'open':
      return;
    case 'return':
      if (!isNavigation) throw forgery('This address is for a browser that comes back from signing in.');
      return;
    case 'navigation':
      if (isNavigation && (site === 'same-origin' || site === 'none')) return;
      throw forgery('Signing in starts from the console itself: open it and choose Sign in.');
    case 'stream':
      if (site === 'same-origin') return;
      throw forgery('Only the console itself may open this: `Sec-Fetch-Site: same-origin` is missing.');
    case 'app':
      if (headers['x-stella-console'] !== '1') throw forgery('Send the header `X-Stella-Console: 1`.');
      if (site !== 'same-origin') throw forgery('Only the console may call this: send `Sec-Fetch-Site: same-origin`.');
      if (!isSafe(method) && headers.origin !== publicOrigin) {
        throw forgery(`Changes come from the console's own origin only: send \`Origin: ${publicOrigin}\`.`);
      }
  }
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function forgery(message: string): AppError {
  return new AppError('ERR_CSRF', message);
}
