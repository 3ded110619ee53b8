import { once } from 'node:events';
import { request as startRequest } from 'node:http';
import type { Patience } from '../proxy/patience.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import { openAnswer } from '../testing/open-answer.ts';
import { startRawUpstream, type RawUpstream, type Respond } from '../testing/raw-upstream.ts';
import type { Answer } from '../testing/send.ts';

const tenant = { 'X-Stella-Tenant': 'acme' };
const codeOf = (answer: Answer) => [answer.status, answer.json()['code']];
const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

// Goal 22
describe('When a client leaves', () => {
  let bff: BffUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    bff = await startBffUnderTest();
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(() => bff.close());

  for (const [title, path, type] of [
    ['a stream of events', '/api/export/events?tenant=acme', 'text/event-stream'],
    ['a download', '/api/export/runs/1/bundle?tenant=acme', 'application/zstd'],
    ['a long answer', '/api/export/runs?tenant=acme', 'application/json'],
  ] as const) {
    it(`${title} ends at the service within a second`, async () => {
      const gone = Promise.withResolvers<undefined>();
      bff.upstream.answer((_request, response) => {
        response.on('close', () => gone.resolve(undefined));
        response.writeHead(200, { 'Content-Type': type }).write('[1,');
      });
      const answer = await openAnswer(bff.origin, path, browser.headers());
      await answer.until('[1,');
      const leftAt = performance.now();
      answer.abort();
      await gone.promise;
      expect(performance.now() - leftAt).toBeLessThan(1000);
    });
  }

  it('a call that the service has not answered yet ends there too', async () => {
    const arrived = Promise.withResolvers<undefined>();
    const gone = Promise.withResolvers<undefined>();
    bff.upstream.answer((_request, response) => {
      response.on('close', () => gone.resolve(undefined));
      arrived.resolve(undefined);
    });
    const { hostname, port } = new URL(bff.origin);
    const request = startRequest({ hostname, port, path: '/api/export/runs', headers: browser.headers(tenant) });
    request.on('error', () => undefined).end();
    await arrived.promise;
    request.destroy();
    await gone.promise;
  });

  it('a body that is on its way is broken off, never completed', async () => {
    const { hostname, port } = new URL(bff.origin);
    for (const framing of [{ 'Content-Length': 1000 }, { 'Transfer-Encoding': 'chunked' }]) {
      const begun = bff.upstream.begun();
      const headers = browser.headers({ ...tenant, 'Content-Type': 'application/json', ...framing });
      const request = startRequest({ hostname, port, path: '/api/export/runs', method: 'POST', headers });
      request.on('error', () => undefined).write('{"profileId":');
      const atService = await begun;
      request.destroy();
      await new Promise((resolve) => atService.once('close', resolve));
      expect(atService.complete).toBeFalse();
    }
    expect(bff.upstream.arrivals).toEqual([]);
  });
});

// Goal 22
describe('What a service does wrong', () => {
  let bff: BffUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    const away = await startRawUpstream();
    await away.close();
    bff = await startBffUnderTest({ settings: { evidenceLockerUrl: away.url } });
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(() => bff.close());

  const call = (path = '/api/export/runs') => browser.call(path, { headers: tenant });

  it('is seen where it breaks off an answer, with and without a length', async () => {
    for (const headers of [{ 'Content-Length': '1000' }, {}]) {
      bff.upstream.answer((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/zstd', ...headers });
        response.write('half', () => response.destroy());
      });
      await expectAsync(call('/api/export/runs/1/bundle')).toBeRejected();
      await expectAsync(call()).toBeRejected();
    }
  });

  it('is an error with a trace id where it breaks off before it answers', async () => {
    bff.upstream.answer((request) => request.socket.destroy());
    const answer = await call();
    expect(codeOf(answer)).toEqual([502, 'ERR_UPSTREAM']);
    expect(answer.json()['traceId']).toBe(answer.headers['x-stella-trace-id'] ?? '');
  });

  it('is told without its address where it is not there', async () => {
    const answer = await browser.call('/evidence/bundles', { headers: tenant });
    expect(codeOf(answer)).toEqual([503, 'ERR_UNAVAILABLE']);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).not.toContain('127.0.0.1');
  });
});

// Goal 22
describe('Of a service that is not what it should be', () => {
  let upstream: RawUpstream;
  let bff: BffUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    upstream = await startRawUpstream();
    bff = await startBffUnderTest({ settings: { exportCenterUrl: upstream.url } });
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => upstream.reset());
  afterAll(async () => {
    await bff.close();
    await upstream.close();
  });

  const call = (path = '/api/export/runs', method = 'GET') => browser.call(path, { method, headers: tenant });

  it('nothing is passed on that is not HTTP', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
    for (const bytes of [
      '',
      'SSH-2.0-OpenSSH_9.2\r\n',
      'HTTP/1.1 200',
      'HTTP/1.1 99 Early\r\n\r\n',
      'HTTP/1.1 1000 Late\r\n\r\n',
      'HTTP/1.1 101 Switching Protocols\r\n\r\n',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      'HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n',
      `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      `${head}Content-Length: -2\r\n\r\n{}`,
      `${head}X: a\u0000b\r\n\r\n{}`,
      `${head}X: a\nb\r\n\r\n`,
      `${head}ETag: "a\u0001"\r\nContent-Length: 2\r\n\r\n{}`,
      `${head}X: ${'a'.repeat(100_000)}\r\n\r\n{}`,
    ]) {
      upstream.respond((socket) => socket.end(Buffer.from(bytes, 'latin1')));
      expect(codeOf(await call()))
        .withContext(JSON.stringify(bytes.slice(0, 80)))
        .toEqual([502, 'ERR_UPSTREAM']);
    }
    upstream.respond((socket) => socket.end(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`));
    await expectAsync(call()).toBeRejected();
  });

  /** As a server does whose patience with an idle connection is over. */
  const hangUpOnSecond: Respond = (socket, nth) => {
    if (nth === 1) socket.write(ok);
    else socket.destroy();
  };

  it('a read into a connection that it had closed is sent once more, with a proof of its own', async () => {
    upstream.respond(hangUpOnSecond);
    for (let count = 0; count < 3; count++) expect((await call()).status).toBe(200);
    expect(upstream.requests.map(({ connection }) => connection)).toEqual([1, 1, 2, 2, 3]);
    const proofs = upstream.requests.map(({ head }) => /\r\ndpop: (.+)/i.exec(head)?.[1]);
    expect(new Set(proofs).size).toBe(5);
  });

  it('a change into a connection that it had closed does not happen twice', async () => {
    for (const [method, path] of [
      ['POST', '/api/export/runs/1/cancel'],
      ['DELETE', '/api/export/runs/1/bundle'],
    ] as const) {
      upstream.reset();
      upstream.respond(hangUpOnSecond);
      await call();
      expect(codeOf(await call(path, method))).toEqual([502, 'ERR_UPSTREAM']);
      expect(upstream.requests).toHaveSize(2);
    }
  });

  it('a connection that is closed again and again is not tried for ever', async () => {
    upstream.respond((socket, nth, connection) => hangUpOnSecond(socket, nth + connection - 1, connection));
    await call();
    expect(codeOf(await call())).toEqual([502, 'ERR_UPSTREAM']);
    expect(upstream.requests).toHaveSize(3);
  });

  it('an idle connection is closed from here, a second before it said that it would', async () => {
    const closed = Promise.withResolvers<undefined>();
    upstream.respond((socket) => {
      socket.on('end', () => closed.resolve(undefined));
      socket.write(ok.replace('\r\n\r\n', '\r\nConnection: keep-alive\r\nKeep-Alive: timeout=2\r\n\r\n'));
    });
    await call();
    await closed.promise;
  });
});

// Goal 22
describe('The patience with a service', () => {
  const long: Patience = { connectMs: 20_000, firstByteMs: 20_000, idleMs: 20_000 };
  const short: Patience = { connectMs: 200, firstByteMs: 200, idleMs: 400 };
  const paths = ['/api/export/runs', '/api/export/events', '/api/export/runs/1/bundle'];
  let silent: RawUpstream;
  let bff: BffUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    silent = await startRawUpstream();
    const evidenceLockerUrl = silent.url.replace('http', 'https');
    bff = await startBffUnderTest({
      patience: { json: short, events: short, download: short },
      settings: { evidenceLockerUrl },
    });
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => bff.upstream.reset());
  afterAll(async () => {
    await bff.close();
    await silent.close();
  });

  it('ends where nothing comes, and the service learns of it', async () => {
    for (const path of paths) {
      const gone = Promise.withResolvers<undefined>();
      bff.upstream.answer((_request, response) => void response.on('close', () => gone.resolve(undefined)));
      expect(codeOf(await browser.call(path, { headers: tenant }))).toEqual([504, 'ERR_UPSTREAM_TIMEOUT']);
      await gone.promise;
    }
  });

  it('ends where an answer stops in the middle, which is seen to be cut', async () => {
    bff.upstream.answer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('[');
    });
    for (const path of paths) await expectAsync(browser.call(path, { headers: tenant })).toBeRejected();
  });

  it('ends where a connection does not come about', async () => {
    const answer = await browser.call('/evidence/bundles', { headers: tenant });
    expect(codeOf(answer)).toEqual([504, 'ERR_UPSTREAM_TIMEOUT']);
    expect(silent.requests).toEqual([]);
  });

  it('does not end while a client takes its time', async () => {
    const bytes = 64 * 1024 * 1024;
    bff.upstream.answer((_request, response) => void response.writeHead(200).end(Buffer.alloc(bytes)));
    const { hostname, port } = new URL(bff.origin);
    const headers = browser.headers(tenant);
    const request = startRequest({ hostname, port, path: '/api/export/runs/1/bundle', headers, agent: false }).end();
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    // Longer than the patience: a reader that stalls is what is tested here.
    await new Promise((resolve) => setTimeout(resolve, 3 * short.idleMs));
    let received = 0;
    for await (const piece of response) received += piece.length;
    expect(received).toBe(bytes);
  });

  it('is that of the kind of answer', async () => {
    const patience = { json: short, events: long, download: long };
    const other = await startBffUnderTest({ patience });
    other.upstream.answer((_request, response) => void response.writeHead(200).write('begun'));
    const headers = (await other.signedIn()).headers(tenant);
    const opened = await Promise.all(paths.map((path) => openAnswer(other.origin, path, headers)));
    const [json, ...others] = opened.map(({ ended }) => ended);
    expect(await json).toBe('cut');
    expect(await Promise.race([...others, Promise.resolve('both go on')])).toBe('both go on');
    for (const { abort } of opened) abort();
    await other.close();
  });
});
