import fc, { type Arbitrary } from 'fast-check';
import { contractRoutes } from '../../request/route-table.ts';

/** A header line as it goes over the wire; the value may hold anything. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);

/** Any bytes, as latin1: those that HTTP does not allow too. */
const bytes = (maxLength: number) =>
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength });

const visible = (maxLength: number) =>
  fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength });

/** Spellings by which servers have been led from one path to another. */
const misleading = oneOf(
  '.', '..', '...', '%2e', '%2E%2e', '.%2e', '%2f', '%2F', '..%2f..', '%5c', '..%5c', '\\', '%00', '%0d%0a', '%0a', '%7f',
  '%25', '%252e%252e', '%25%32%66', '%c0%ae', '%c0%af', '%e0%80%af', '%u002e', '%uff0e', '%', '%2', '%zz', ';', ';a=b', '..;',
  '%3b', '%23', '#', '?', '%3f', '@', ':', '//', '~', '\t', '\u0000', '\u00ff', '\u00c0\u00ae', '%ef%bc%8f', '%ff', '+', ' ',
  '__proto__', 'constructor', 'toString', '%F0%9F%94%91',
); // prettier-ignore

const word = oneOf(
  'api', 'export', 'evidence', 'runs', 'profiles', 'holds', 'bundles', 'timeline', 'events', 'verify', 'prune-claims',
  'bff', 'session', 'console', 'health', 'metrics', 'status', 'admin', 'internal', 't', 'acme', 'x', 'API', 'Export', '',
); // prettier-ignore

const segment = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 3, arbitrary: misleading },
  { weight: 1, arbitrary: fc.tuple(word, misleading).map(([first, second]) => first + second) },
  { weight: 1, arbitrary: visible(12) },
  { weight: 1, arbitrary: bytes(8) },
);

const joined = (segments: Arbitrary<string>, maxLength: number) =>
  fc.array(segments, { maxLength }).map((parts) => parts.join('/'));

const method = fc.oneof(
  { weight: 8, arbitrary: oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD') },
  { weight: 2, arbitrary: oneOf('OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'QUERY', 'get', 'GETT', 'G ET', '') },
);

/** All but the one after which nothing more would be tried. */
const operations = contractRoutes().filter(({ operation }) => operation.id !== 'logout');

/** An operation of the contract, its parameters filled in with whatever. */
const declared = fc.constantFrom(...operations).chain(({ operation }) => {
  const filling = fc.oneof({ weight: 2, arbitrary: segment }, { weight: 1, arbitrary: oneOf('run-20251029-01', 'x') });
  return fc.record({
    method: fc.oneof({ weight: 3, arbitrary: fc.constant(operation.method.toUpperCase()) }, method),
    path: fc
      .array(filling, { minLength: 3, maxLength: 3 })
      .map((fillings) => operation.path.replaceAll(/\{[^}]+\}/g, () => fillings.shift() ?? 'x')),
  });
});

export const query = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: oneOf('tenant=acme', 'tenant=globex', 'tenant=initech', 'tenant=', 'tenant', '%74enant=acme') },
      { weight: 2, arbitrary: fc.tuple(oneOf('limit', 'cursor', 'sort', 'q', 'from', 'subject', 'state', 'returnTo', 'lastEventId'), fc.oneof(misleading, visible(20), bytes(8))).map(([name, value]) => `${name}=${value}`) },
      { weight: 1, arbitrary: fc.oneof(misleading, visible(20), bytes(8)) },
    ), { maxLength: 5 })
  .map((pairs) => pairs.join('&')); // prettier-ignore

const elsewhere = fc.oneof(
  { weight: 3, arbitrary: joined(segment, 6).map((path) => `/api/export/${path}`) },
  { weight: 2, arbitrary: joined(segment, 5).map((path) => `/evidence/${path}`) },
  { weight: 2, arbitrary: joined(segment, 6).map((path) => `/${path}`) },
  { weight: 1, arbitrary: joined(segment, 4) },
  { weight: 1, arbitrary: fc.webPath().map((path) => `http://evil.example${path}`) },
);

/** Request lines: most nearly right, some by their form alone wrong. */
export const call = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: declared }, { weight: 1, arbitrary: fc.record({ method, path: elsewhere }) }),
    fc.option(query, { freq: 2, nil: undefined }),
  )
  .map(([line, asked]) => ({ method: line.method, target: asked === undefined ? line.path : `${line.path}?${asked}` }));

const identifying = [
  'Authorization', 'DPoP', 'Cookie', 'X-Stella-Tenant', 'X-Stella-Trace-Id', 'X-Stella-Subject', 'X-Stella-Roles',
  'X-Stella-Activity', 'X-Stella-Operator-Reason', 'X-Stella-Operator-Ticket', 'X-Forwarded-For', 'X-Forwarded-Host',
  'X-Forwarded-Proto', 'X-Forwarded-Uri', 'X-Forwarded-User', 'X-Forwarded-Email', 'X-Forwarded-Access-Token', 'Forwarded',
  'X-Auth-Request-User', 'Remote-User', 'X-Remote-User', 'X-User', 'X-Real-IP', 'X-Client-IP', 'True-Client-IP', 'Via',
  'X-Original-URL', 'X-Rewrite-URL', 'X-Original-Method', 'X-HTTP-Method-Override', 'X-Method-Override', 'SSL-Client-Cert',
  'Proxy-Authorization', 'Proxy-Connection', 'X-Tenant', 'X-B3-TraceId', 'Traceparent', 'Client-Cert',
]; // prettier-ignore

const ordinary = [
  'Accept', 'Accept-Language', 'Accept-Encoding', 'Content-Type', 'If-Match', 'If-None-Match', 'If-Range', 'Range',
  'Last-Event-ID', 'Idempotency-Key', 'Host', 'Origin', 'Referer', 'User-Agent', 'Connection', 'Keep-Alive', 'TE', 'Trailer',
  'Upgrade', 'Expect', 'HTTP2-Settings', 'Content-Length', 'Transfer-Encoding', 'Sec-Fetch-Site', 'Sec-Fetch-Mode',
]; // prettier-ignore

/** Other spellings of a name, which some server behind may take for the same. */
const nearly = (name: string): Arbitrary<string> =>
  oneOf(
    name, name.toLowerCase(), name.toUpperCase(), name.replaceAll('-', '_'), name.replace('-', '_'), `${name}_`, `_${name}`,
    ` ${name}`, `${name} `, `${name}\t`, `${name}\u0000`, name.replaceAll('-', '--'), name.replaceAll('-', '.'), `X-${name}`,
  ); // prettier-ignore

const headerName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...identifying).chain(nearly) },
  { weight: 3, arbitrary: fc.constantFrom(...ordinary).chain(nearly) },
  { weight: 1, arbitrary: visible(16) },
  { weight: 1, arbitrary: bytes(8) },
);

const headerValue = fc.oneof(
  { weight: 4, arbitrary: oneOf(
    'evil', 'Bearer evil', 'DPoP evil', 'acme', 'globex', 'initech', 'acme, globex', 'acme,initech', '127.0.0.1', 'for=127.0.0.1',
    '__Host-Http-session=evil', 'admin', 'DELETE', '/evidence/prune-claims', 'chunked', 'gzip, chunked', '0', '2', '02', '+2', '2, 2',
    'authorization, x-stella-tenant, cookie', 'close, dpop', 'upgrade', 'h2c', 'websocket', '100-continue', '"1"', '*', 'bytes=0-',
    'application/json', 'text/html', 'same-origin', 'background', "UTF-8''%C3%9Cber", "UTF-8''%ff", "UTF-8''%0d%0ax:y", '1', '-1',
  ) },
  { weight: 2, arbitrary: visible(40) },
  { weight: 2, arbitrary: bytes(24) },
  { weight: 1, arbitrary: fc.tuple(oneOf('\r\n', '\n', '\r', '\r\n '), oneOf(...identifying)).map(([end, name]) => `x${end}${name}: evil`) },
); // prettier-ignore

export const headerLines: Arbitrary<HeaderLine[]> = fc.array(fc.record({ name: headerName, value: headerValue }), {
  minLength: 1,
  maxLength: 6,
});

/** Stands for the value of the session's own cookie. */
export const ownCookie = '<own>';

const cookieName = fc.oneof(
  oneOf(
    '__Host-Http-session', '__Host-Http-login', '__host-http-session', '__Host-Http-session ', 'session', '__proto__', '', '$Version',
    '"__Host-Http-session"', '__Host-Http-sessio', '__Host-Http-session2',
  ),
  visible(12),
); // prettier-ignore

const cookieValue = fc.oneof(
  { weight: 4, arbitrary: oneOf(ownCookie, `"${ownCookie}"`, `${ownCookie}x`, '', 'x') },
  { weight: 3, arbitrary: visible(60) },
  { weight: 1, arbitrary: bytes(20) },
);

const cookiePair = fc.oneof(
  { weight: 4, arbitrary: fc.constant(`__Host-Http-session=${ownCookie}`) },
  { weight: 4, arbitrary: fc.tuple(cookieName, cookieValue).map((pair) => pair.join('=')) },
  { weight: 1, arbitrary: visible(12) },
);

/** Lines of `Cookie`, each with several pairs. */
export const cookieLines: Arbitrary<string[]> = fc.array(
  fc
    .array(cookiePair, { maxLength: 4 })
    .chain((pairs) => oneOf('; ', '; ', ';', ' ;', ', ', ';;').map((mark) => pairs.join(mark))),
  { minLength: 1, maxLength: 2 },
);

const hostile = fc.oneof(
  oneOf(
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\uffff',
    '../../etc/passwd',
    '${jndi:ldap://evil}',
    "' or 1=1 --",
    '__proto__',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const nested = fc.integer({ min: 1, max: 3_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));

/** Bodies: JSON of all kinds, what is nearly JSON, and what is not. */
export const body: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.json() },
  { weight: 4, arbitrary: fc
    .dictionary(
      oneOf('theme', 'timeZone', 'tenant', 'savedViews', 'profileId', 'reason', '__proto__', 'constructor', 'toJSON', 'length', ''),
      fc.oneof(hostile, oneOf('system', 'utc', 'acme', 'globex', 'initech'), fc.double(), fc.integer(), fc.constant(null), fc.jsonValue()),
      { maxKeys: 5 },
    )
    .map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: oneOf('', '{', '{}{}', '{"a":1e999}', '{"a":1,"a":2}', '\ufeff{}', '{"__proto__":{"x":1}}', '[', '"', 'null') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
); // prettier-ignore
