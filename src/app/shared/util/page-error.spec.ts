import { HttpErrorResponse } from '@angular/common/http';
import { errorEnvelope } from '../../testing/session-fixtures.ts';
import { toPageError } from './page-error.ts';

describe('toPageError', () => {
  it('shows the server’s own words and trace id', () => {
    const error = toPageError(new HttpErrorResponse({ status: 409, error: errorEnvelope('ERR_HELD', 'Two holds.') }));
    expect(error.code).toBe('ERR_HELD');
    expect(error.message).toBe('Two holds.');
    expect(error.traceId).toBe('01HZY3M8Q4T7V9W2X5Z6A7B8C9');
    expect(error.retryable).toBeFalse();
  });

  it('finds the answer inside what a resource wrapped', () => {
    const answer = new HttpErrorResponse({ status: 503, error: errorEnvelope('ERR_UNAVAILABLE') });
    expect(toPageError(new Error('wrapped', { cause: answer })).code).toBe('ERR_UNAVAILABLE');
  });

  it('holds 5xx and 429 for worth another try', () => {
    for (const [code, status] of [
      ['ERR_UPSTREAM', 502],
      ['ERR_RATE_LIMIT', 429],
    ] as const) {
      expect(toPageError(new HttpErrorResponse({ status, error: errorEnvelope(code) })).retryable).toBeTrue();
    }
  });

  it('says that no server answered', () => {
    const error = toPageError(new HttpErrorResponse({ status: 0, error: new ProgressEvent('error') }));
    expect(error.code).toBe('OFFLINE');
    expect(error.traceId).toBeNull();
  });

  it('says that a part of the console did not come, in the words of each browser', () => {
    for (const words of [
      'Failed to fetch dynamically imported module: http://localhost/chunk-AB12.js',
      'error loading dynamically imported module: http://localhost/chunk-AB12.js',
      'Importing a module script failed.',
    ]) {
      const error = toPageError(new TypeError(words));
      expect(error.code).toBe('OFFLINE');
      expect(error.message).toContain('Check the connection');
    }
  });

  for (const body of [
    '<html>Bad gateway</html>',
    null,
    { code: 'ERR_MADE_UP', message: 'x', details: [], traceId: 'x' },
  ]) {
    it(`does not take ${JSON.stringify(body)} for an envelope`, () => {
      const error = toPageError(new HttpErrorResponse({ status: 502, error: body }));
      expect(error.code).toBe('UNEXPECTED');
      expect(error.message).toContain('502');
    });
  }

  it('never shows the words of a programming error', () => {
    expect(toPageError(new TypeError('x is undefined')).message).not.toContain('undefined');
  });
});
