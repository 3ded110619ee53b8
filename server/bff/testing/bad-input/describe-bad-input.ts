import fc, { type IAsyncProperty } from 'fast-check';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../bff-under-test.ts';
import type { Browser } from '../browser.ts';
import { body, call, cookieLines, headerLines, ownCookie, query, type HeaderLine } from './arbitraries.ts';
import { checkArrivals } from './check-arrivals.ts';
import { exchange, type Outcome } from './exchange.ts';

interface Request {
  readonly method: string;
  readonly target: string;
  /** Beside those that every call of the console has; `Cookie` takes the place of its own. */
  readonly headers?: readonly HeaderLine[];
  /** UTF-8. */
  readonly body?: string;
}

const ownPaths = [
  '/bff/login', '/bff/callback', '/bff/step-up', '/bff/session', '/bff/sessions', '/bff/sessions/sess-0123456789abcdef',
  '/console/audit', '/console/tenants', '/console/profile', '/console/preferences', '/console/token/introspect', '/status',
  '/health/readiness', '/.well-known/openapi', '/', '/t/acme/runs',
]; // prettier-ignore
const passedOn = ['/api/export/runs', '/api/export/events', '/evidence/bundles', '/api/export/runs/1/bundle'];

/**
 * What no client can bring about, however it asks with a session in hand: an answer of 5xx, or anything at a service that
 * the contract does not declare, or that says who asks in the client's own words. A failure names the seed and the path
 * that lead to it; `fc.assert(property, { seed, path })` does it again.
 */
export function describeBadInput(numRuns: number): void {
  describe(`Bad input, ${numRuns} times each:`, () => {
    let bff: BffUnderTest;
    let browser: Browser;
    let arrivals = 0;

    beforeAll(async () => {
      bff = await startBffUnderTest({ rateLimits: unlimited });
      browser = await bff.signedIn();
    }, startTimeoutMs);
    afterAll(() => bff.close());

    /** Sends it and checks what every request must keep to. */
    async function send(request: Request): Promise<Outcome> {
      bff.upstream.reset();
      const outcome = await exchange(bff.origin, bytesOf(request, browser));
      if (typeof outcome === 'number' && outcome >= 500) throw new Error(`answered ${outcome}`);
      checkArrivals(bff, request);
      arrivals += bff.upstream.arrivals.length;
      return outcome;
    }

    async function check<Values>(property: IAsyncProperty<Values>): Promise<void> {
      arrivals = 0;
      await fc.assert(property, { numRuns });
      // Were all refused at the first glance, nothing would have been tried.
      expect(arrivals).toBeGreaterThan(numRuns / 50);
    }
    const specTimeoutMs = 20_000 + numRuns * 40;

    it('paths', () => check(fc.asyncProperty(call, async (line) => {
      await send(line);
    })), specTimeoutMs); // prettier-ignore

    it('headers', () => check(fc.asyncProperty(fc.constantFrom('GET', 'POST'), headerLines, async (verb, headers) => {
      await send({ method: verb, target: '/api/export/runs', headers });
    })), specTimeoutMs); // prettier-ignore

    it('query strings', () => check(fc.asyncProperty(fc.constantFrom(...ownPaths, ...passedOn), query, async (path, asked) => {
      await send({ method: 'GET', target: `${path}?${asked}` });
    })), specTimeoutMs); // prettier-ignore

    it('cookies', () => check(fc.asyncProperty(fc.constantFrom('/api/export/runs', '/bff/session'), cookieLines, async (path, lines) => {
      const own = browser.cookies.get(sessionCookie) ?? '';
      const headers = lines.map((line) => ({ name: 'Cookie', value: line.replaceAll(ownCookie, own) }));
      await send({ method: 'GET', target: path, headers });
      const values = valuesOf(sessionCookie, lines.join(';'));
      const isOwn = values.length === 1 && values[0] === ownCookie;
      if (!isOwn && bff.upstream.arrivals.length > 0) throw new Error('passed on with another cookie');
    })), specTimeoutMs); // prettier-ignore

    it('bodies', () => check(fc.asyncProperty(fc.constantFrom(...takingBodies), body, async ([verb, path], text) => {
      const outcome = await send({ method: verb, target: path, body: text });
      const [arrival] = bff.upstream.arrivals;
      if (outcome === 200 && arrival && arrival.body !== utf8(text)) throw new Error('passed on with another body');
    })), specTimeoutMs); // prettier-ignore
  });
}

const rate = { points: 10_000_000, seconds: 10 };
const unlimited = { signIn: rate, callback: rate, backchannelLogout: rate, session: rate };

const takingBodies = [
  ['POST', '/api/export/runs'],
  ['PUT', '/api/export/profiles/x'],
  ['PUT', '/console/preferences'],
  ['PUT', '/console/tenants/selected'],
  ['POST', '/bff/session/extend'],
  ['POST', '/bff/backchannel-logout'],
] as const;

const sessionCookie = '__Host-Http-session';

/** All values that a cookie header gives to one name. */
function valuesOf(name: string, header: string): string[] {
  const pairs = header.split(';').map((pair) => pair.split('='));
  return pairs.filter(([given]) => given?.trim() === name).map(([, ...value]) => value.join('=').trim());
}

/** What the text is once it has travelled as UTF-8, where a lone surrogate has no place. */
function utf8(text: string): string {
  return Buffer.from(text).toString();
}

function bytesOf({ method: verb, target: path, headers = [], body: text }: Request, browser: Browser): string {
  const { host } = new URL(String(browser.headers()['Origin']));
  const own = browser.headers({ Host: host, 'X-Stella-Tenant': 'acme', Connection: 'close' });
  if (headers.some(({ name }) => name === 'Cookie')) delete own['Cookie'];
  const bytes = text === undefined ? '' : Buffer.from(text).toString('latin1');
  if (text !== undefined) Object.assign(own, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  const lines = [
    ...Object.entries(own).map(([name, value]) => `${name}: ${String(value)}`),
    ...headers.map(({ name, value }) => `${name}: ${value}`),
  ];
  return `${verb} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${bytes}`;
}
