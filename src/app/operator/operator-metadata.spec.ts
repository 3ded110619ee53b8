import { headerValue } from './operator-metadata.ts';

describe('headerValue', () => {
  const decoded = (value: string): string =>
    value.startsWith("UTF-8''") ? decodeURIComponent(value.slice("UTF-8''".length)) : value;

  for (const text of ['INC-4711', 'Key rotation (planned), 100% sure; "quoted"', '~!@#$^&*()']) {
    it(`leaves visible ASCII as it is: ${text}`, () => expect(headerValue(text)).toBe(text));
  }

  for (const text of [
    'Überprüfung №1',
    '緊急',
    'line\nbreak',
    "it's 👍 (really)!",
    "UTF-8''%41",
    "utf-8''x",
    '\u007f',
  ]) {
    it(`carries ${JSON.stringify(text)} whole, as visible ASCII`, () => {
      const value = headerValue(text);
      expect(value).toMatch(/^UTF-8''[A-Za-z0-9._~%-]+$/);
      expect(decoded(value)).toBe(text);
    });
  }
});
