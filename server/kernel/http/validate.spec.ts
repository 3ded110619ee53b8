import { acme, admin, describeThingApp, echoOf, errorOf } from './testing/thing-app.ts';

describeThingApp('Validation in an app', (things) => {
  describe('requests', () => {
    it('are refused with one detail a field', async () => {
      const refused = await errorOf(
        await things().post({ name: 7, inner: { count: 1.5, more: 1 }, extra: true, other: 1 }),
      );
      expect(refused.code).toBe('ERR_VALIDATION');
      expect(refused.details.map(({ path }) => path).sort()).toEqual([
        'extra',
        'inner.count',
        'inner.more',
        'name',
        'other',
      ]);
      const missing = await errorOf(await things().post({}));
      expect(missing.details).toEqual([{ path: 'name', message: 'is required' }]);
      const query = await errorOf(
        await things().app.fetchAs(admin, '/things/abc?limit=201&foo=1&__proto__=1&tenant=acme'),
      );
      expect(query.details.map(({ path }) => path).sort()).toEqual(['query.__proto__', 'query.foo', 'query.limit']);
    });

    it('of a megabyte are too large, and long texts not valid', async () => {
      expect(await errorOf(await things().post({ name: 'x'.repeat(1_100_000) }))).toEqual(
        jasmine.objectContaining({ status: 413, code: 'ERR_TOO_LARGE' }),
      );
      expect((await errorOf(await things().post({ name: 'x'.repeat(900_000) }))).code).toBe('ERR_VALIDATION');
    });

    it('must be JSON in UTF-8 that says so', async () => {
      const type = (value: string) => things().post('{"name":"a"}', { 'Content-Type': value });
      expect((await type('application/json; charset=utf-8')).status).toBe(202);
      for (const value of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/json; charset=latin1',
      ]) {
        expect(await errorOf(await type(value)))
          .withContext(value)
          .toEqual(jasmine.objectContaining({ status: 415, code: 'ERR_MEDIA_TYPE' }));
      }
      expect((await errorOf(await things().post('{"name":"a"}', { 'Content-Encoding': 'gzip' }))).code).toBe(
        'ERR_MEDIA_TYPE',
      );
    });

    it('with broken, deep or poisonous JSON are refused', async () => {
      const deep = `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      for (const body of [
        '{',
        '',
        'null',
        '[]',
        '"text"',
        deep,
        '{"name":"a","__proto__":{"x":1}}',
        '{"name":"a","inner":{"count":1,"__proto__":{}}}',
        '{"name":"a","\\u005f_proto__":1}',
      ]) {
        const refused = await errorOf(await things().post(body));
        expect(refused)
          .withContext(body.slice(0, 60))
          .toEqual(jasmine.objectContaining({ status: 400, code: 'ERR_VALIDATION' }));
      }
    });

    it('bring no body where none is declared', async () => {
      const init = (body: string) => ({
        method: 'PUT',
        headers: { ...acme, 'If-Match': '"1"', 'Content-Type': 'application/json' },
        body,
      });
      expect((await things().app.fetchAs(admin, '/things/abc', init('{}'))).status).toBe(200);
      expect((await errorOf(await things().app.fetchAs(admin, '/things/abc', init('{"a":1}')))).code).toBe(
        'ERR_VALIDATION',
      );
    });

    it('say which revision they change where declared', async () => {
      const put = (headers: Record<string, string>) =>
        things().app.fetchAs(admin, '/things/abc', { method: 'PUT', headers: { ...acme, ...headers } });
      expect(await echoOf(await put({ 'If-Match': '"12"' }))).toBe(12);
      expect(await errorOf(await put({}))).toEqual(
        jasmine.objectContaining({ status: 428, code: 'ERR_PRECONDITION_REQUIRED' }),
      );
      for (const value of ['12', 'W/"12"', '*', '"1", "2"', '"x"']) {
        expect((await errorOf(await put({ 'If-Match': value }))).code)
          .withContext(value)
          .toBe('ERR_VALIDATION');
      }
    });
  });
});
