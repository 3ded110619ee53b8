import type { Request } from 'express';
import { AppError } from '../../kernel/http/errors.ts';
import { encodeHeaderText } from '../../kernel/http/header-text.ts';
import { readOperatorMetadata } from '../../kernel/http/operator-metadata.ts';

/** What the BFF itself says to an upstream about a call. */
export interface UpstreamIdentity {
  /** `host[:port]` of the upstream. */
  readonly host: string;
  /** `DPoP <token>` or `Bearer <token>`. */
  readonly authorization: string;
  /** The proof, where the token is bound to a key. */
  readonly proof: string | undefined;
  readonly tenant: string | undefined;
  readonly traceId: string;
}

/** Headers of the client that go on, each only in the form given here. */
const accepted: Readonly<Record<string, RegExp>> = {
  accept: /^[\x20-\x7e]{1,512}$/,
  'accept-language': /^[\x20-\x7e]{1,256}$/,
  'content-type':
    /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\x21\x23-\x7e]+|\s*;\s*[\w-]+="[\x20\x21\x23-\x7e]*")*$/,
  'content-length': /^\d{1,15}$/,
  'transfer-encoding': /^chunked$/i,
  'if-match': /^(?:\*|"[\x21\x23-\x7e]{1,256}")$/,
  'if-none-match': /^[\x20-\x7e]{1,1024}$/,
  range: /^bytes=[\d,\s-]{1,256}$/,
  'if-range': /^[\x20-\x7e]{1,256}$/,
  'last-event-id': /^\d{1,15}$/,
  'idempotency-key': /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

const operatorHeaders = ['x-stella-operator-reason', 'x-stella-operator-ticket'];

/**
 * The headers of the call to the upstream, made anew: what the client sent is read and checked, never passed along, so
 * a header that is not named here does not exist for an upstream, however it is spelled. Throws `ERR_VALIDATION`.
 */
export function upstreamHeaders(request: Request, identity: UpstreamIdentity): Record<string, string> {
  const headers: Record<string, string> = { host: identity.host };
  for (const [name, form] of Object.entries(accepted)) {
    const value = singleValue(request, name);
    if (value === undefined) continue;
    if (!form.test(value)) throw unreadable(name);
    headers[name] = value;
  }
  for (const name of operatorHeaders) singleValue(request, name);
  const operator = readOperatorMetadata(request);
  if (operator) headers['x-stella-operator-reason'] = encodeHeaderText(operator.reason);
  if (operator?.ticket) headers['x-stella-operator-ticket'] = encodeHeaderText(operator.ticket);
  headers['authorization'] = identity.authorization;
  if (identity.proof !== undefined) headers['dpop'] = identity.proof;
  if (identity.tenant !== undefined) headers['x-stella-tenant'] = identity.tenant;
  headers['x-stella-trace-id'] = identity.traceId;
  return headers;
}

function singleValue(request: Request, name: string): string | undefined {
  const values = request.headersDistinct[name] ?? [];
  if (values.length > 1) throw unreadable(name, 'must be sent once');
  return values[0];
}

function unreadable(name: string, message = 'is not in the expected form'): AppError {
  return new AppError('ERR_VALIDATION', `The header ${name} ${message}.`, {
    details: [{ path: `header.${name}`, message }],
  });
}
