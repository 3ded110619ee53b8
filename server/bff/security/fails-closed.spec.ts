import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describeSettings, loadConfig } from '../../kernel/config/config.ts';
import { StartError } from '../../kernel/start-error.ts';
import { openCuttableLink, type CuttableLink } from '../../testing/cuttable-link.ts';
import { makeTestStack, type TestStack } from '../../testing/make-test-stack.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { describeOnPostgres, makeTestDatabaseHome, type TestDatabaseHome } from '../../testing/test-database.ts';
import { contractRoutes } from '../request/route-table.ts';
import { createBrowser, type Browser } from '../testing/browser.ts';
import { startEchoUpstream, type EchoUpstream } from '../testing/echo-upstream.ts';
import { startFakeProvider, type FakeProvider } from '../testing/fake-provider.ts';
import { send, type Answer } from '../testing/send.ts';

const sessionCookie = '__Host-Http-session';
const program = fileURLToPath(new URL('../../main.ts', import.meta.url));
const acme = { 'X-Stella-Tenant': 'acme' };

/** security.md, goal 27: who cannot be asked lets nobody in, and sends nobody away. */
describeOnPostgres('Without its database the BFF', () => {
  let home: TestDatabaseHome;
  let link: CuttableLink;
  let upstream: EchoUpstream;
  let provider: FakeProvider;
  let stack: TestStack;
  let browser: Browser;

  beforeAll(async () => {
    home = await makeTestDatabaseHome();
    const url = new URL(home.url ?? '');
    link = await openCuttableLink({ host: url.hostname, port: Number(url.port || 5432) });
    [url.hostname, url.port] = ['127.0.0.1', String(link.port)];
    [upstream, provider] = [await startEchoUpstream(), await startFakeProvider()];
    const services = { EXPORT_CENTER_URL: upstream.url, EVIDENCE_LOCKER_URL: upstream.url };
    const env = { DATABASE_URL: url.href, OIDC_ISSUER: provider.url, ...services };
    stack = await makeTestStack({ roles: ['bff'], env });
  });
  beforeEach(async () => {
    browser = createBrowser(stack.config.publicOrigin);
    await browser.signIn();
    upstream.reset();
  });
  afterEach(() => link.restore());
  afterAll(async () => {
    await stack.close();
    await link.close();
    await Promise.all([upstream.close(), provider.close()]);
    await home.remove();
  });

  /** Cuts the link, and waits until nothing is believed any more that was read before. */
  async function loseDatabase(): Promise<void> {
    link.cut();
    let answer: Answer;
    do {
      answer = await browser.call('/bff/session');
      if (answer.status === 200) expect(answer.json()['authenticated']).toBeTrue();
    } while (answer.status === 200);
    upstream.reset();
  }

  function expectUnavailable(answer: Answer, context: string): void {
    expect(answer.status).withContext(context).toBe(503);
    // In JSON, or on the page that a navigation gets.
    expect(answer.body).withContext(context).toContain('ERR_UNAVAILABLE');
    expect(answer.headers['retry-after']).withContext(context).toBeDefined();
    // Whoever has a session keeps it: the cookie is the only way back to it.
    expect(answer.headers['set-cookie']).withContext(context).toBeUndefined();
    expect(answer.body)
      .withContext(context)
      .not.toMatch(/postgres|ECONN|Connection/);
  }

  it('answers 503 to every operation of a session, and asks no service', async () => {
    await loseDatabase();
    for (const { operation } of contractRoutes()) {
      const path = operation.path.replaceAll(/\{\w+\+?\}/g, 'x');
      const method = operation.method.toUpperCase();
      const isNavigation = ['login', 'stepUp', 'callback'].includes(operation.id);
      if (operation.id === 'backchannelLogout') continue;
      const answer = isNavigation ? await browser.navigate(path) : await browser.call(path, { method, headers: acme });
      if (operation.method === 'head') expect(answer.status).toBe(503);
      else expectUnavailable(answer, operation.id);
    }
    expect(upstream.arrivals).toEqual([]);
  });

  it('does not take a stranger for signed out who may be signed in', async () => {
    await loseDatabase();
    const stranger = createBrowser(stack.config.publicOrigin);
    stranger.cookies.set(sessionCookie, 'x'.repeat(43));
    expectUnavailable(await stranger.call('/bff/session'), 'a cookie that was never seen');
  });

  it('signs nobody in, and takes no logout for done', async () => {
    const newcomer = createBrowser(stack.config.publicOrigin);
    const callback = await newcomer.visitProvider('/bff/login');
    const logoutToken = await provider.signLogoutToken({
      iss: provider.url,
      aud: stack.config.clientId,
      sub: 'ada',
      jti: crypto.randomUUID(),
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 60,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    await loseDatabase();
    const signedIn = await newcomer.navigate(callback, 'cross-site');
    expect(signedIn.status).toBe(503);
    expect(newcomer.cookies.has(sessionCookie)).toBeFalse();
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const body = `logout_token=${logoutToken}`;
    const back = { method: 'POST', headers: form, body };
    expectUnavailable(await send(stack.config.publicOrigin, '/bff/backchannel-logout', back), 'back-channel logout');
    link.restore();
    expect((await send(stack.config.publicOrigin, '/bff/backchannel-logout', back)).status).toBe(200);
    expect((await browser.call('/bff/session')).json()).toEqual({ authenticated: false });
  });

  it('says so to whoever watches it, and goes on serving the page', async () => {
    await loseDatabase();
    const of = (path: string) => send(stack.config.publicOrigin, path);
    expect((await of('/health/liveness')).status).toBe(200);
    const readiness = await of('/health/readiness');
    expect(readiness.status).toBe(503);
    expect(JSON.stringify(readiness.json())).toContain('database');
    expect((await of('/status')).status).toBe(200);
  });

  it('recovers by itself, with every session as it was', async () => {
    await loseDatabase();
    link.restore();
    expect((await browser.call('/bff/session')).json()).toEqual(jasmine.objectContaining({ subject: 'ada' }));
    expect((await browser.call('/api/export/runs', { headers: acme })).status).toBe(200);
    expect(upstream.arrivals).toHaveSize(1);
  });
});

describe('A BFF that is configured wrongly', () => {
  let folder: string;
  const inFolder = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    await writeFile(inFolder('damaged'), 'what was a key once');
  });

  it('says why in one line, and ends', async () => {
    const env = { PATH: process.env['PATH'], OIDC_ISSUER: 'ftp://hunter2' };
    const child = spawn(process.execPath, [program, '--roles=bff'], { env });
    const exited = once(child, 'exit');
    const [said, served] = await Promise.all([text(child.stderr), text(child.stdout)]);
    expect(await exited).toEqual([1, null]);
    expect(said).toBe('OIDC_ISSUER must be an http(s) address without query or fragment.\n');
    expect(served).toBe('');
  });

  /** The program's own start, in this process. */
  async function expectRefusal(env: Readonly<Record<string, string>>, naming: string): Promise<void> {
    const refused = await makeTestStack({ roles: ['bff'], env }).then(
      (stack) => stack.close(),
      (error: unknown) => error,
    );
    expect(refused).withContext(naming).toBeInstanceOf(StartError);
    const { message } = refused as StartError;
    expect(message).toContain(naming);
    expect(message).not.toMatch(/\n|hunter2|what was a key once/);
  }

  it('does not start with a key that cannot be read or is none, and names its file', async () => {
    for (const setting of ['VAULT_KEYS_FILE', 'OIDC_CLIENT_PRIVATE_KEY_FILE']) {
      for (const name of ['damaged', 'missing']) await expectRefusal({ [setting]: inFolder(name) }, inFolder(name));
    }
  });

  it('does not start with half of TLS, or with what is no certificate', async () => {
    await expectRefusal({ TLS_CERT_FILE: inFolder('damaged') }, 'TLS_KEY_FILE');
    await expectRefusal({ TLS_KEY_FILE: inFolder('damaged') }, 'TLS_CERT_FILE');
    await expectRefusal({ TLS_CERT_FILE: inFolder('damaged'), TLS_KEY_FILE: inFolder('damaged') }, 'TLS_CERT_FILE');
  });

  it('does not start where it cannot keep or reach its data, or be reached', async () => {
    await expectRefusal({ DATA_DIR: inFolder('damaged') }, inFolder('damaged'));
    await expectRefusal({ DATABASE_URL: 'postgres://stella:hunter2@127.0.0.1:1/stella' }, 'DATABASE_URL');
    await expectRefusal({ HOST: 'no-such-host.invalid' }, 'no-such-host.invalid');
  });

  for (const { env, accepts } of describeSettings()) {
    const anything = /^a (?:text|folder|list)\b/.test(accepts) && !accepts.includes('IP');
    if (anything) continue;
    it(`does not start with a ${env} that is none, and does not repeat it`, () => {
      const given = 'hunter2://\u0000 \u2028';
      let refused: unknown;
      try {
        loadConfig({ [env]: given }, ['--roles=bff']);
      } catch (error) {
        refused = error;
      }
      expect(refused).toBeInstanceOf(StartError);
      expect((refused as StartError).message).toMatch(new RegExp(`^${env} must be .+\\.$`));
      expect((refused as StartError).message).not.toContain('hunter2');
    });
  }
});
