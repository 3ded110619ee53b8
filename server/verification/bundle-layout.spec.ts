import { isSafePath } from './bundle-layout.ts';

describe('isSafePath', () => {
  for (const path of ['export.json', 'data/raw/advisories/a0.jsonl.zst', 'data/raw/sboms/a..b-1/sbom.json', 'päth/ü']) {
    it(`lets ${path} stay inside the folder`, () => expect(isSafePath(path)).toBeTrue());
  }

  for (const path of [
    '',
    '/etc/passwd',
    '../x',
    'a/../x',
    'a/..',
    './x',
    'a//b',
    'a/',
    'C:/x',
    'a\\b',
    'a\nb',
    'a\0b',
  ]) {
    it(`refuses ${JSON.stringify(path)}`, () => expect(isSafePath(path)).toBeFalse());
  }
});
