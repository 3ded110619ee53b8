import { localReturnTo } from './return-to.ts';

describe('localReturnTo', () => {
  for (const path of ['/', '/t/acme/runs', '/t/acme/runs?status=failed&sort=-createdAt#row-3']) {
    it(`keeps ${path}`, () => expect(localReturnTo(path)).toBe(path));
  }

  for (const elsewhere of [
    undefined,
    '',
    'runs',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/%09/evil.example',
    '/%2f/evil.example',
    '/%5cevil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    'https:evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/bff/logout',
    '/x/../bff/login',
    '/\u00a0x',
    `/${'x'.repeat(500)}`,
  ]) {
    it(`goes home instead of ${JSON.stringify(elsewhere?.slice(0, 40))}`, () => {
      expect(localReturnTo(elsewhere)).toBe('/');
    });
  }
});
