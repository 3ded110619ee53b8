import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '../../contracts/errors.ts';
import { AppError } from '../../kernel/http/errors.ts';

/** Connections that end with the refusal of a request: nobody can be sure where the next one begins. */
const ending = new WeakSet<Socket>();

/**
 * Refuses requests that two servers could understand differently, before anything else looks at them: several or wrong
 * hosts, `Expect` (with it http-proxy-middleware skips its hooks), `Upgrade`, a `Connection` that takes other headers
 * along, names that another server could take for ours, another version of HTTP, and a length that can be read in two
 * ways (RFC 9112, section 6.3). What Node's parser refuses by itself never comes here.
 * Throws `ERR_HOST`, `ERR_EXPECT`, `ERR_UPGRADE` or `ERR_VALIDATION`, and closes the connection.
 */
export function refuseAmbiguity(request: IncomingMessage, publicOrigin: URL): void {
  try {
    refuseRequest(request, publicOrigin);
  } catch (error) {
    ending.add(request.socket);
    throw error;
  }
}

function refuseRequest(request: IncomingMessage, publicOrigin: URL): void {
  // Node hands over what was sent behind, though it answers nothing more on this connection (RFC 9112, section 9.6).
  if (ending.has(request.socket)) throw refusal('ERR_VALIDATION', 'The request before this one was refused.');
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') {
    throw refusal('ERR_VALIDATION', 'Send HTTP/1.1; over TLS, a proxy in front can speak HTTP/2.');
  }
  refuseOtherHosts(request, publicOrigin);
  if (request.headers.expect !== undefined)
    throw refusal('ERR_EXPECT', 'Send the request without the header `Expect`.');
  if (request.headers.upgrade !== undefined) {
    throw refusal('ERR_UPGRADE', 'The connection cannot be upgraded to another protocol.');
  }
  refuseMisleadingHeaders(request);
  refuseUnclearLength(request);
}

/** The redirect URI, the origin check and the cookies all rest on one name: that of the configuration. */
function refuseOtherHosts(request: IncomingMessage, publicOrigin: URL): void {
  const { host = [] } = request.headersDistinct;
  const defaultPort = publicOrigin.protocol === 'https:' ? ':443' : ':80';
  const accepted = publicOrigin.port ? [publicOrigin.host] : [publicOrigin.host, publicOrigin.host + defaultPort];
  const [given] = host;
  if (host.length === 1 && given !== undefined && accepted.includes(given.toLowerCase())) return;
  throw refusal('ERR_HOST', `This console is at ${publicOrigin.origin}; no other host name is answered.`);
}

/** What a client may say about its own connection; every other option names a header for the next server to drop. */
const connectionOptions = /^(?:keep-alive|close|te|[,\s])*$/i;
/** Names that say who asks, and for what. CGI and its kind make `_` of `-`, so that `X_Stella_Tenant` is one of them. */
const speaking = /^(?:x-stella-.*|x-forwarded-.*|forwarded|authorization|dpop|cookie|host)$/;

function refuseMisleadingHeaders({ headers }: IncomingMessage): void {
  if (!connectionOptions.test(headers.connection ?? '')) {
    throw refusal('ERR_VALIDATION', 'The header `Connection` may say `keep-alive` or `close`.');
  }
  for (const name in headers) {
    if (name.includes('_') && speaking.test(name.replaceAll('_', '-'))) {
      throw refusal('ERR_VALIDATION', `There is no header ${name}; write it with hyphens.`);
    }
  }
}

function refuseUnclearLength({ headersDistinct, httpVersion }: IncomingMessage): void {
  const { 'content-length': lengths = [], 'transfer-encoding': encodings = [] } = headersDistinct;
  const [length = '0'] = lengths;
  const [encoding = 'chunked'] = encodings;
  const isClear =
    lengths.length + encodings.length <= 1 &&
    // `010` is ten to us and eight to who reads it as octal.
    /^(?:0|[1-9]\d*)$/.test(length) &&
    encoding.toLowerCase() === 'chunked' &&
    // RFC 9112, section 6.1: whoever added it there did not understand it.
    (encodings.length === 0 || httpVersion === '1.1');
  if (!isClear) throw refusal('ERR_VALIDATION', 'Send either one `Content-Length` or `Transfer-Encoding: chunked`.');
}

function refusal(code: ErrorCode, message: string): AppError {
  return new AppError(code, message, { headers: { Connection: 'close' } });
}
