import type { IncomingMessage } from 'node:http';
import { AppError } from '../../kernel/http/errors.ts';

/**
 * Refuses requests that two servers could understand differently, before anything else looks at them: several or wrong
 * hosts, `Expect` (with it http-proxy-middleware skips its hooks), and a length that can be
 * read in two ways.
 * Throws `ERR_HOST`, `ERR_EXPECT` or `ERR_VALIDATION`.
 */
export function refuseAmbiguity(request: IncomingMessage, publicOrigin: URL): void {
  refuseOtherHosts(request, publicOrigin);
  if (request.headers.expect !== undefined) {
    throw new AppError('ERR_EXPECT', 'Send the request without the header `Expect`.');
  }
  const { 'content-length': length = [], 'transfer-encoding': encoding = [] } = request.headersDistinct;
  const isPlain = encoding.length === 0 || encoding[0]?.toLowerCase() === 'chunked';
  if (length.length + encoding.length > 1 || !isPlain) {
    throw new AppError('ERR_VALIDATION', 'Send either one `Content-Length` or `Transfer-Encoding: chunked`.');
  }
}

/** The redirect URI, the origin check and the cookies all rest on one name: that of the configuration. */
function refuseOtherHosts(request: IncomingMessage, publicOrigin: URL): void {
  const { host = [] } = request.headersDistinct;
  const defaultPort = publicOrigin.protocol === 'https:' ? ':443' : ':80';
  const accepted = publicOrigin.port ? [publicOrigin.host] : [publicOrigin.host, publicOrigin.host + defaultPort];
  const [given] = host;
  if (host.length === 1 && given !== undefined && accepted.includes(given.toLowerCase())) return;
  throw new AppError('ERR_HOST', `This console is at ${publicOrigin.origin}; no other host name is answered.`);
}
