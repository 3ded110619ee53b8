import type { GuardLine } from '../guard-line.ts';

const requests = 'server/bff/security/requests.spec.ts';
const answers = 'server/bff/security/upstream-answers.spec.ts';
const limits = 'server/bff/security/limits.spec.ts';
const admission = 'server/bff/request/admission.ts';
const target = 'server/bff/request/request-target.ts';
const wire = 'server/bff/request/wire.ts';

/** Goals 13 to 23, and 6. */
export const requestGuards: readonly GuardLine[] = [
  {
    goal: 6,
    against: 'the token of one service at another',
    file: 'server/bff/proxy/pass-on.ts',
    text: 'accessTokens.forAudience(sessionOf(request), upstream.audience)',
    becomes: "accessTokens.forAudience(sessionOf(request), upstreams['export-center'].audience)",
    specs: ['server/bff/security/sign-in.spec.ts', 'server/bff/security/upstream-proof.spec.ts'],
  },
  {
    goal: 13,
    against: 'a call without the header that only the console’s code sends',
    file: admission,
    text: "if (headers['x-stella-console'] !== '1') throw forgery('Send the header `X-Stella-Console: 1`.');",
    becomes: '',
    specs: [requests],
  },
  {
    goal: 13,
    against: 'a call of another site (Fetch Metadata)',
    file: admission,
    text: "if (site !== 'same-origin') throw forgery('Only the console may call this: send `Sec-Fetch-Site: same-origin`.');",
    becomes: '',
    specs: [requests],
  },
  {
    goal: 13,
    against: 'a change that another origin asks for',
    file: admission,
    text: 'if (!isSafe(method) && headers.origin !== publicOrigin) {',
    becomes: 'if (false) {',
    specs: [requests],
  },
  {
    goal: 14,
    against: 'operations that are for services only',
    file: 'server/bff/request/route-table.ts',
    text: 'operations.filter(({ internal }) => !internal).map(',
    becomes: 'operations.map(',
    specs: [requests],
  },
  {
    goal: 15,
    against: 'dot segments in a path',
    file: target,
    text: "[/\\/\\.{1,2}(?:\\/|$)/, 'must not hold dot segments'],",
    becomes: '',
    specs: [requests],
  },
  {
    goal: 15,
    against: 'separators that a later hop decodes',
    file: target,
    text: "[/%(?:[01][0-9a-f]|7f|2e|2f|5c|25|3b)/i, 'must not hide a separator, a dot, a percent sign or a control character'],",
    becomes: '',
    specs: [requests],
  },
  {
    goal: 16,
    against: 'headers of the client on their way to a service',
    file: 'server/bff/proxy/request-headers.ts',
    text: 'const headers: Record<string, string> = { host: identity.host };',
    becomes:
      "const headers: Record<string, string> = { ...(request.headers as Record<string, string>), host: identity.host };\n  delete headers['connection'];",
    specs: [requests],
  },
  {
    goal: 16,
    against: 'Expect, with which the proxy’s library skips its hooks',
    file: wire,
    text: 'if (request.headers.expect !== undefined)',
    becomes: 'if (false)',
    specs: [requests],
  },
  {
    goal: 17,
    against: 'headers of a service in the browser',
    file: 'server/bff/proxy/answer-headers.ts',
    text: 'for (const name of passing) if (answer[name] !== undefined) headers[name] = answer[name];',
    becomes: 'Object.assign(headers, answer);',
    specs: [answers],
  },
  {
    goal: 17,
    against: 'a service that sends the browser elsewhere (Location)',
    file: 'server/bff/proxy/answer-headers.ts',
    text: 'if (location?.origin !== upstream.origin || !location.pathname.startsWith(`${prefix}/`)) return undefined;',
    becomes: 'if (!location) return undefined;',
    specs: [answers],
  },
  {
    goal: 18,
    against: 'another host name than the configured one',
    file: wire,
    text: 'if (host.length === 1 && given !== undefined && accepted.includes(given.toLowerCase())) return;',
    becomes: 'if (host.length === 1 && given !== undefined) return;',
    specs: [requests],
  },
  {
    goal: 18,
    against: 'a length that can be read in two ways',
    file: wire,
    text: 'if (!isClear) throw',
    becomes: 'if (false) throw',
    specs: ['server/bff/security/smuggling.spec.ts'],
  },
  {
    goal: 19,
    against: 'a tenant that is not the person’s',
    file: 'server/bff/proxy/tenant-of-request.ts',
    text: 'others.length > 0 || !tenants.includes(chosen)) {',
    becomes: 'others.length > 0) {',
    specs: [requests],
  },
  {
    goal: 20,
    against: 'a proof that is used twice',
    file: 'server/bff/proxy/upstream-proof.ts',
    text: 'return { authorization, proof: dpopProof(dpopKey, { ...call, accessToken: value, nonce }) };',
    becomes:
      'return { authorization, proof: ((globalThis as { proof?: string }).proof ??= dpopProof(dpopKey, { ...call, accessToken: value, nonce })) };',
    specs: ['server/bff/security/upstream-proof.spec.ts'],
  },
  {
    goal: 21,
    against: 'sign-ins, callbacks and logouts without number',
    file: 'server/bff/request/guard.ts',
    text: "if (limit) await count(limit, clientNetwork(request.ip ?? ''));",
    becomes: '',
    specs: [limits],
  },
  {
    goal: 21,
    against: 'one session that takes all there is',
    file: 'server/bff/request/guard.ts',
    text: "await count('session', session.idHash);",
    becomes: '',
    specs: [limits],
  },
  {
    goal: 21,
    against: 'bodies without end',
    file: 'server/bff/proxy/body-limit.ts',
    text: 'if (received > limit) call.destroy(tooLarge(limit));',
    becomes: '',
    specs: [limits],
  },
  {
    goal: 22,
    against: 'a service that never answers',
    file: 'server/bff/proxy/patience.ts',
    text: 'setTimeout(() => call.destroy(new UpstreamTimeout(`${what} took more than ${ms} ms`)), ms);',
    becomes: 'setTimeout(() => what, ms);',
    specs: ['server/bff/security/upstream-faults.spec.ts'],
  },
];
