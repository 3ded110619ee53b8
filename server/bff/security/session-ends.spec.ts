import { sql } from 'kysely';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import { openAnswer, type OpenAnswer } from '../testing/open-answer.ts';

type Instance = Awaited<ReturnType<BffUnderTest['secondInstance']>>;

// Goals 11, 12
describe('When a session ends', () => {
  let bff: BffUnderTest;
  let second: Instance;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    second = await bff.secondInstance();
  }, startTimeoutMs);
  beforeEach(() => {
    bff.provider.behave();
    bff.upstream.reset();
    bff.upstream.answer((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': here\n\n'),
    );
  });
  afterAll(async () => {
    await second.close();
    await bff.close();
  });

  const signInAs = (subject: string) => {
    bff.provider.person = { ...bff.provider.person, subject, sid: `sid-of-${subject}` };
    return bff.signedIn();
  };

  /** An event stream and a download of a session, on each of the instances. */
  function openEverywhere(browser: Browser): Promise<OpenAnswer[]> {
    const paths = ['/api/export/events?tenant=acme', '/api/export/runs/1/bundle?tenant=acme'];
    const headers = browser.headers({ Host: new URL(bff.origin).host });
    const opened = [bff.origin, second.url].flatMap((address) =>
      paths.map(async (path) => {
        const answer = await openAnswer(address, path, headers);
        await answer.until(': here');
        return answer;
      }),
    );
    return Promise.all(opened);
  }

  const sessionName = async (browser: Browser) => {
    const { items } = (await browser.call('/bff/sessions')).json() as { items: Record<string, unknown>[] };
    return String(items.find(({ current }) => current)?.['sessionId']);
  };

  async function backchannelLogout(subject: string) {
    const iat = Math.floor(Date.now() / 1000);
    const token = await bff.provider.signLogoutToken({
      iss: bff.provider.url,
      aud: 'stella-console',
      iat,
      exp: iat + 60,
      jti: `ends-${subject}`,
      sub: subject,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    const body = new URLSearchParams({ logout_token: token }).toString();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length };
    return bff.browser().bare('/bff/backchannel-logout', { method: 'POST', headers, body });
  }

  type End = (of: Browser, subject: string) => Promise<{ readonly status: number }>;
  const ends: Readonly<Record<string, End>> = {
    'by signing out': (browser) => browser.call('/bff/logout', { method: 'POST' }),
    'on another instance': (browser) => browser.callAt(second.url, '/bff/logout', { method: 'POST' }),
    'by its name': async (browser, subject) => {
      const other = await signInAs(subject);
      return other.callAt(second.url, `/bff/sessions/${await sessionName(browser)}`, { method: 'DELETE' });
    },
    'with all others': async (_browser, subject) => {
      const other = await signInAs(subject);
      return other.call('/bff/sessions', { method: 'DELETE' });
    },
    'by the provider': (_browser, subject) => backchannelLogout(subject),
    'by signing in again': async (browser) => ({ status: (await browser.signIn()).status }),
  };
  for (const [how, end] of Object.entries(ends)) {
    it(`${how}, its streams and downloads end within 2 s on every instance, and nobody else’s`, async () => {
      const subject = how.replaceAll(' ', '-');
      const [browser, bystander] = [await signInAs(subject), await signInAs(`not-${subject}`)];
      const opened = await openEverywhere(browser);
      const others = await openEverywhere(bystander);
      const startedAt = performance.now();
      expect((await end(browser, subject)).status).toBeLessThan(400);
      expect(await Promise.all(opened.map(({ ended }) => ended))).toEqual(['cut', 'cut', 'cut', 'cut']);
      expect(performance.now() - startedAt).toBeLessThan(2000);
      for (const other of others) {
        expect(await Promise.race([other.ended, Promise.resolve('open')])).toBe('open');
        other.abort();
      }
    });
  }

  it('and the word of it is lost, its streams and downloads end within 2 s all the same', async () => {
    const browser = await signInAs('unannounced');
    const opened = await openEverywhere(browser);
    const startedAt = performance.now();
    await sql`delete from bff.sessions where subject = 'unannounced'`.execute(bff.database.query());
    expect(await Promise.all(opened.map(({ ended }) => ended))).toEqual(['cut', 'cut', 'cut', 'cut']);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('because nobody was there for 15 minutes, its streams and downloads end too', async () => {
    const browser = await signInAs('away');
    const opened = await openEverywhere(browser);
    bff.advance(901);
    expect(await Promise.all(opened.map(({ ended }) => ended))).toEqual(['cut', 'cut', 'cut', 'cut']);
  });

  it('its cookie leads nowhere, on any instance', async () => {
    const browser = await signInAs('leaver');
    const cookies = [...browser.cookies];
    // Both instances have just read it.
    for (const instance of [bff.origin, second.url]) {
      expect((await browser.callAt(instance, '/bff/session')).json()['authenticated']).toBeTrue();
    }
    await browser.call('/bff/logout', { method: 'POST' });
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    const here = await browser.call('/bff/session');
    expect(here.json()).toEqual({ authenticated: false });
    // Another instance has heard of it by now, or does within the second that it believes what it knows.
    const startedAt = performance.now();
    while ((await browser.callAt(second.url, '/bff/session')).json()['authenticated'] === true) {
      expect(performance.now() - startedAt).toBeLessThan(1000);
    }
  });
});
