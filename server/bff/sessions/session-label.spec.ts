import { sessionLabel } from './session-label.ts';

describe('sessionLabel', () => {
  const since = new Date('2026-11-22T10:42:59Z');

  it('names browser and system', () => {
    const chromium =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36';
    expect(sessionLabel(chromium, since)).toBe('Chromium on Linux, since 10:42 UTC');
    const headless = chromium.replace('Chrome/', 'HeadlessChrome/');
    expect(sessionLabel(headless, since)).toBe('Chromium on Linux, since 10:42 UTC');
    const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1';
    expect(sessionLabel(safari, since)).toBe('Safari on iOS, since 10:42 UTC');
  });

  it('says little of what it does not know, and repeats nothing of it', () => {
    expect(sessionLabel(undefined, since)).toBe('A browser, since 10:42 UTC');
    expect(sessionLabel('<script>alert(1)</script>', since)).toBe('A browser, since 10:42 UTC');
  });
});
