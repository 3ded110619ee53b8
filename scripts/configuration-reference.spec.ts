import { readFileSync } from 'node:fs';
import { configurationReference, referenceFile } from './configuration-reference.ts';

describe('the configuration reference', () => {
  it('says what the schema says; `node scripts/configuration-reference.ts` makes it again', () => {
    expect(readFileSync(referenceFile, 'utf8')).toBe(configurationReference());
  });
});
