import { parseRequestTarget } from './request-target.ts';

describe('parseRequestTarget', () => {
  for (const target of [
    '/',
    '/api/export/runs',
    '/api/export/runs/run-20251029-01/artifacts/advisories/GHSA-1.json',
    '/evidence/holds/hold-abcd?x=%2e%2e%2f&y=a//b',
    '/api/export/profiles/%C3%BC',
  ]) {
    it(`keeps ${target} as it is`, () => {
      const { path, query } = parseRequestTarget(target);
      expect(query ? `${path}?${query}` : path).toBe(target);
    });
  }

  for (const target of [
    '',
    '*',
    'http://evil.example/api/export/runs',
    'localhost:4400',
    '//evil.example/x',
    '/api//export',
    '/api/export/../evidence',
    '/api/export/..',
    '/api/./export',
    '/api/export/%2e%2e/evidence',
    '/api/export/.%2E/evidence',
    '/api/export/..%2f..%2fevidence',
    '/api/export\\runs',
    '/api/export/%5cruns',
    '/api/export/runs%00',
    '/api/export/runs%0d%0aX:1',
    '/api/export/runs%7f',
    '/api/export/%252e%252e/',
    '/api/export/runs;a=b',
    '/api/export/runs%3ba=b',
    '/api/export/%zz',
    '/api/export/%2',
    '/api/export/%c0%ae%c0%ae/x',
    '/api/export/%c0%af',
    '/api/export/%ff',
    '/api/export/%ed%a0%80',
    '/api/export/%c2%85',
    '/api/export/a b',
    '/api/export/\u00fc',
    '/api/export/runs#x',
    '/api/export/runs?a=\u0000',
    `/${'a'.repeat(9000)}`,
  ]) {
    it(`refuses ${JSON.stringify(target.slice(0, 60))}`, () => {
      expect(() => parseRequestTarget(target)).toThrowMatching((error: { code?: string }) => error.code === 'ERR_PATH');
    });
  }
});
