import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { admin, describeThingApp, echoOf, errorOf, secret } from './testing/thing-app.ts';

describeThingApp('An app', (things) => {
  it('hands the handler what it declared, typed and with defaults', async () => {
    const response = await things().app.fetchAs(admin, '/things/abc?kind=x&tenant=acme');
    expect(response.status).toBe(200);
    expect(await echoOf(response)).toEqual({
      params: { id: 'abc' },
      query: { limit: 50, kind: 'x' },
      tenant: 'acme',
      subject: 'user-1',
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.has('x-powered-by')).toBeFalse();
    expect(response.headers.has('etag')).toBeFalse();
  });

  it('answers with the declared status and the headers of the reply', async () => {
    const response = await things().post({ name: 'a' });
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/things/special');
  });

  it('serves its OpenAPI document', async () => {
    expect(await (await things().app.fetch('/.well-known/openapi')).json()).toEqual({ openapi: '3.1.0' });
  });

  describe('tracing', () => {
    it('makes a trace id, echoes it, and names it in the log line and in an error', async () => {
      const response = await things().app.fetch('/nowhere');
      const { traceId, timestamp } = await errorOf(response);
      expect(traceId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(response.headers.get('x-stella-trace-id')).toBe(traceId);
      expect(things().lines).toContain(
        jasmine.objectContaining({ traceId, status: 404, errorCode: 'ERR_NOT_FOUND', path: '/nowhere' }),
      );
    });

    it('takes the trace id of its caller where it is a ULID, and only then', async () => {
      const given = '01KAJ7Z9V7Q5T2M4X8N3C6B1AD';
      const kept = await things().app.fetch('/nowhere', { headers: { 'X-Stella-Trace-Id': given } });
      expect(kept.headers.get('x-stella-trace-id')).toBe(given);
      const replaced = await things().app.fetch('/nowhere', { headers: { 'X-Stella-Trace-Id': 'x"}{' } });
      expect(replaced.headers.get('x-stella-trace-id')).toMatch(/^[0-9A-Z]{26}$/);
    });

    it('logs neither query nor token', async () => {
      await things().app.fetchAs(admin, '/things/abc?kind=verysecret&tenant=acme');
      const logged = JSON.stringify(things().lines);
      expect(logged).not.toContain('verysecret');
      expect(logged).not.toContain('eyJ');
    });
  });

  describe('addresses', () => {
    it('answers an unknown path with 404 and another method with 405 and Allow', async () => {
      expect((await errorOf(await things().app.fetch('/things'))).code).toBe('ERR_NOT_FOUND');
      const response = await things().app.fetch('/things/abc', { method: 'PATCH' });
      expect(response.headers.get('allow')).toBe('GET, PUT, DELETE');
      expect(await errorOf(response)).toEqual(jasmine.objectContaining({ status: 405, code: 'ERR_METHOD' }));
    });

    it('prefers a fixed path, and knows the methods of both that fit', async () => {
      expect((await things().post({ name: 'a' })).status).toBe(202);
      const read = await things().app.fetchAs(admin, '/things/special?tenant=acme');
      expect(read.status).toBe(200);
      const response = await things().app.fetch('/things/special', { method: 'PATCH' });
      expect(response.headers.get('allow')).toBe('POST, GET, PUT, DELETE');
    });

    it('reads a parameter of several segments, decoded', async () => {
      expect(await echoOf(await things().app.fetch('/files/a/b%20c/d.json'))).toBe('a/b c/d.json');
    });

    it('answers HEAD like GET without a body', async () => {
      const response = await things().app.fetch('/files/a', { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('');
    });

    it('refuses an address that is not well-formed', async () => {
      expect(await errorOf(await things().app.fetch('/files/%E0%A4%A'))).toEqual(
        jasmine.objectContaining({ status: 400, code: 'ERR_PATH' }),
      );
    });

    it('answers a name that nothing can have like one that nothing has', async () => {
      expect((await errorOf(await things().app.fetchAs(admin, '/things/UPPER?tenant=acme'))).code).toBe(
        'ERR_NOT_FOUND',
      );
    });

    it('answers what is no HTTP at all with the envelope', async () => {
      const socket = connect(things().app.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n');
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"code":"ERR_VALIDATION"');
    });

    it('answers headers that are too large with 431', async () => {
      const response = await things().app.fetch('/nowhere', { headers: { 'X-Large': 'x'.repeat(20_000) } });
      expect(await errorOf(response)).toEqual(jasmine.objectContaining({ status: 431, code: 'ERR_HEADERS' }));
    });
  });

  describe('faults', () => {
    it('say nothing of themselves to the caller and all to the log', async () => {
      const refused = await errorOf(await things().app.fetch('/failing'));
      expect(refused).toEqual(jasmine.objectContaining({ status: 500, code: 'ERR_INTERNAL' }));
      expect(JSON.stringify(refused)).not.toContain('password');
      const logged = things().lines.find((line) => line['level'] === 'error' && line['traceId'] === refused.traceId);
      expect(logged?.['error']).toEqual(jasmine.objectContaining({ message: secret }));
    });

    it('include answers that do not fit the contract, while specs run', async () => {
      expect((await errorOf(await things().app.fetch('/wrong-answer'))).code).toBe('ERR_INTERNAL');
    });
  });
});
