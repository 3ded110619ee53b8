import { contractRoutes } from '../../request/route-table.ts';
import type { BffUnderTest } from '../bff-under-test.ts';
import type { Arrival } from '../echo-upstream.ts';

/** All that a service may ever see of a request, whatever a client sends. */
const mayArrive = new Set([
  'accept', 'accept-language', 'authorization', 'connection', 'content-length', 'content-type', 'dpop', 'host',
  'idempotency-key', 'if-match', 'if-none-match', 'if-range', 'last-event-id', 'range', 'transfer-encoding',
  'x-stella-operator-reason', 'x-stella-operator-ticket', 'x-stella-tenant', 'x-stella-trace-id',
]); // prettier-ignore

const declared = contractRoutes()
  .filter(({ answerer }) => answerer !== 'bff')
  .map(({ operation: { method, path } }) => {
    const pattern = path.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll(/\{\w+\+\}/g, '.+');
    return { method: method.toUpperCase(), path: new RegExp(`^${pattern}$`) };
  });

export interface Sent {
  readonly method: string;
  readonly target: string;
}

/** Throws where something arrived that may not, or as it may not. */
export function checkArrivals(bff: BffUnderTest, sent: Sent): void {
  const problems = bff.upstream.arrivals.flatMap((arrival) => problemsOf(arrival, sent, bff));
  if (problems.length > 0) throw new Error(`At the service: ${problems.join('; ')}`);
}

function problemsOf({ method, url, rawHeaders, headers }: Arrival, sent: Sent, bff: BffUnderTest): string[] {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };

  const [path = '', query = ''] = halves(url);
  // Spaces around a target are no part of it (RFC 9112, section 3).
  const [sentPath, sentQuery] = halves(sent.target.replaceAll(/^ +| +$/g, ''));
  must(method === sent.method && path === sentPath, `${method} ${path}, not ${sent.method} ${String(sentPath)}`);
  must(query === withoutTenant(sentQuery ?? ''), `the query ${query}`);
  must(/^\/(?:api\/export|evidence)\//.test(path), `${path} outside of what is mounted`);
  must(isPlain(path), `${path}, which can be read as another path`);
  must(
    declared.some((operation) => operation.method === method && operation.path.test(path)),
    `${method} ${path}, which no contract declares`,
  );

  const names = rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase());
  must(new Set(names).size === names.length, `doubled headers: ${names.join()}`);
  for (const name of names) must(mayArrive.has(name), `the header ${name}`);
  const token = /^DPoP (\S+)$/.exec(headers.authorization ?? '')?.[1];
  must(token !== undefined && bff.provider.secrets.includes(token), 'another token');
  must(/^[\w-]+\.[\w-]+\.[\w-]+$/.test(String(headers['dpop'])), 'no proof');
  must(['acme', 'globex'].includes(String(headers['x-stella-tenant'])), 'another tenant');
  must(/^[0-9A-HJKMNP-TV-Z]{26}$/.test(String(headers['x-stella-trace-id'])), 'another trace id');
  must(headers.host === new URL(bff.upstream.url).host, 'another host');
  must(['keep-alive', 'close'].includes(String(headers.connection)), 'another connection option');
  return problems;
}

/** Decoded and resolved it names what it names as it stands. */
function isPlain(path: string): boolean {
  const segments = path.slice(1).split('/').map(decodeURIComponent);
  return segments.every((segment) => !/^\.{0,2}$|[/\\;%\p{Cc}]/u.test(segment));
}

function halves(target: string): string[] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

function withoutTenant(query: string): string {
  return query
    .split('&')
    .filter((pair) => !new URLSearchParams(pair).has('tenant'))
    .join('&');
}
