import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { freePortsInARow } from '../../scripts/free-ports.ts';
import { startTap } from '../stack/tap.ts';
import type { BegunExchange, EndedExchange, Exchange, HeaderPair } from '../stack/traffic.ts';
import { piecesOfLog, piecesOfPages, piecesOfTraffic } from './pieces.ts';
import type { PageState } from './page-state.ts';
import { search } from './search.ts';
import { secretsOf, type Secret } from './secrets.ts';

const accessToken = [
  Buffer.from('{"alg":"ES256","typ":"at+jwt"}').toString('base64url'),
  Buffer.from('{"sub":"ada","aud":"urn:stellaops:export-center"}').toString('base64url'),
  'k7Jx0mYw3Qd9fZr2Vt8Lb5Nc1Pa4Hs6Gu-EoTiRyWqXvBnMzSdFgHjKlPoIuYtReWqAs',
].join('.');
const refreshToken = 'Zk3Vb8Qw1Er5Ty7Ui9Op2As4Df6Gh0Jk_Lz-XcCvBnM';
const code = 'Pq8Rt2Yu5Io1Lk7Jh4Gf9Ds3Az6Xc0Vb_Nm-QwErTyU';
const sessionId = 'Hy6Tg5Rf4De3Sw2Aq1Zx9Cv8Bn7Mk0Lj_Po-IuYtReW';

const browser: HeaderPair[] = [['User-Agent', 'Mozilla/5.0 (X11) Chrome/140']];

interface Parts {
  readonly tap?: Exchange['tap'];
  readonly url?: string;
  readonly requestHeaders?: HeaderPair[];
  readonly requestBody?: string;
  readonly status?: number;
  readonly answerHeaders?: HeaderPair[];
  readonly answerBody?: string | Buffer;
}

function exchange(parts: Parts): Exchange {
  const { tap = 'console', url = '/x', requestHeaders = browser, status = 200, answerHeaders = [] } = parts;
  const base64 = (body: string | Buffer = '') => Buffer.from(body).toString('base64');
  const bodies = { requestBody: base64(parts.requestBody), answerBody: base64(parts.answerBody) };
  return { id: 1, tap, method: 'GET', url, requestHeaders, ended: { kind: 'ended', id: 1, status, answerHeaders, ...bodies } };
} // prettier-ignore

/** What the BFF and the authority said to each other, and the cookie that came of it. */
const signIn = [
  exchange({
    tap: 'authority',
    url: '/token',
    requestHeaders: [['User-Agent', 'node']],
    requestBody: `grant_type=authorization_code&code=${code}`,
    answerBody: JSON.stringify({ access_token: accessToken, refresh_token: refreshToken, expires_in: 3600 }),
  }),
  exchange({ answerHeaders: [['Set-Cookie', `__Host-Http-session=${sessionId}; Path=/; Secure; HttpOnly`]] }),
];
const secrets = secretsOf(signIn);

function found(exchanges: readonly Exchange[]): string[] {
  return search(piecesOfTraffic(exchanges), secrets).map(({ what, place }) => `${what} in ${place}`);
}

function pageState(parts: Partial<PageState>): PageState {
  const empty = { url: 'http://localhost/', cookies: '', localStorage: '{}', sessionStorage: '{}', databases: '[]' };
  return { ...empty, caches: '[]', history: '[]', loaded: '[]', document: '<html></html>', fields: '[]', ...parts };
}

test.describe('The search for tokens', () => {
  test('knows each secret that was issued', () => {
    expect(secrets).toEqual([
      { kind: 'authorization code', value: code },
      { kind: 'access token', value: accessToken },
      { kind: 'refresh token', value: refreshToken },
      { kind: 'session cookie', value: sessionId },
    ] satisfies Secret[]);
  });

  test('finds nothing where all is as it should be', () => {
    const rightly = [
      ...signIn,
      exchange({ requestHeaders: [...browser, ['Cookie', `a=b; __Host-Http-session=${sessionId}`]] }),
      exchange({ url: `/bff/callback?code=${code}&state=s`, answerBody: 'eyJhbGciOiJFUzI1NiJ9 alone is no token' }),
      exchange({
        tap: 'authority',
        status: 303,
        answerHeaders: [['Location', `http://localhost/bff/callback?code=${code}`]],
        answerBody: `Redirecting to http://localhost/bff/callback?code=${code}`,
      }),
    ];
    expect(found(rightly)).toEqual([]);
  });

  const planted: Record<string, [Exchange, string]> = {
    'in an address': [exchange({ url: `/x?t=${refreshToken}` }), 'refresh token in address'],
    'in a percent-encoded address': [exchange({ url: `/x?to=%2F%3Ft%3D${refreshToken}` }), 'refresh token in address'],
    'in a header of a request': [exchange({ requestHeaders: [...browser, ['Authorization', accessToken]] }), 'access token in request'],
    'in a cookie': [exchange({ requestHeaders: [...browser, ['Cookie', `t=${refreshToken}`]] }), 'refresh token in request'],
    'in the body of a request': [exchange({ requestBody: `t=${refreshToken}` }), 'refresh token in request body'],
    'in a header of an answer': [exchange({ answerHeaders: [['X-Debug', refreshToken]] }), 'refresh token in answer'],
    'in the body of an answer': [exchange({ answerBody: `{"t":"${refreshToken}"}` }), 'refresh token in answer body'],
    'in a compressed answer': [
      exchange({ answerHeaders: [['Content-Encoding', 'br']], answerBody: brotliCompressSync(`"${refreshToken}"`) }),
      'refresh token in answer body',
    ],
    'in an event': [exchange({ url: '/api/export/events', answerBody: `: hello\n\ndata: ${refreshToken}\n\n` }), 'refresh token in answer body'],
    'in Base64, wherever it begins': [exchange({ answerBody: Buffer.from(`{"ab":"${refreshToken}"}`).toString('base64') }), 'refresh token in answer body'],
    'in hexadecimal': [exchange({ answerBody: Buffer.from(refreshToken).toString('hex') }), 'refresh token in answer body'],
    'as the signature alone': [exchange({ answerBody: accessToken.split('.')[2] ?? '' }), 'access token in answer body'],
    'as the claims alone': [exchange({ answerBody: accessToken.split('.')[1] ?? '' }), 'access token in answer body'],
    'that nobody issued': [exchange({ answerBody: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.' }), 'something like a JWT in answer body'],
    'as the code, elsewhere than on the way back': [exchange({ url: `/t/acme?code=${code}` }), 'authorization code in address'],
    'as the session, outside of its cookie': [exchange({ answerBody: sessionId }), 'session cookie in answer body'],
    'at the authority, in a page of it': [exchange({ tap: 'authority', answerBody: refreshToken }), 'refresh token in answer body'],
  }; // prettier-ignore

  for (const [where, [leak, message]] of Object.entries(planted)) {
    test(`finds one ${where}`, () => {
      expect(found([...signIn, leak]).join('\n')).toContain(message);
    });
  }

  for (const what of ['url', 'cookies', 'localStorage', 'sessionStorage', 'history', 'document', 'fields'] as const) {
    test(`finds one in a page: ${what}`, () => {
      const pages = [pageState({}), pageState({ [what]: `"${accessToken}"` })];
      expect(search(piecesOfPages(pages), secrets).map((finding) => finding.what)).toContain('access token');
    });
  }

  test('finds one in a line of the log', () => {
    const log = `{"level":"info"}\n{"level":"trace","message":"redeemed ${refreshToken}"}\n`;
    expect(search(piecesOfLog(log), secrets)).toEqual([
      { place: expect.stringMatching(/^log: .*"trace"/), what: 'refresh token' },
    ]);
  });

  test('finds one that came through a tap, in a stream that the browser cut off', async () => {
    const leak: RequestListener = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(`data: ${accessToken}\n\n`);
    };
    expect(found([...signIn, await throughTap(leak)]).join('\n')).toContain(
      'access token in answer body of GET console',
    );
  });
});

/** The exchange of a caller that leaves after the first piece of the answer, as a tap records it. */
async function throughTap(serve: RequestListener): Promise<Exchange> {
  const port = await freePortsInARow(1);
  const behind = process.platform === 'darwin' ? '::1' : '127.0.0.2';
  const server = createServer(serve).listen(port, behind);
  await once(server, 'listening');
  const begun = Promise.withResolvers<BegunExchange>();
  const ended = Promise.withResolvers<EndedExchange>();
  const tap = await startTap({
    ...{ name: 'console', host: '127.0.0.1', port, behind },
    record: (line) => (line.kind === 'begun' ? begun.resolve(line) : ended.resolve(line)),
  });
  const leaving = new AbortController();
  const answer = await fetch(`http://127.0.0.1:${port}/events`, {
    headers: { 'User-Agent': 'Mozilla/5.0' },
    signal: leaving.signal,
  });
  await answer.body?.getReader().read();
  leaving.abort();
  const exchanged = { ...(await begun.promise), ended: await ended.promise };
  tap.close();
  server.closeAllConnections();
  server.close();
  return exchanged;
}
