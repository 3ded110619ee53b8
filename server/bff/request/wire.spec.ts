import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { refuseAmbiguity } from './wire.ts';

const local = new URL('http://localhost:4400');

function requestWith(headers: Record<string, string[]>): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.headersDistinct = headers;
  request.headers = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(', ')]));
  return request;
}

function codeOf(headers: Record<string, string[]>, origin = local): string | undefined {
  try {
    refuseAmbiguity(requestWith(headers), origin);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('refuseAmbiguity', () => {
  it('answers under the public origin only', () => {
    expect(codeOf({ host: ['localhost:4400'] })).toBeUndefined();
    expect(codeOf({ host: ['LOCALHOST:4400'] })).toBeUndefined();
    for (const host of [
      '127.0.0.1:4400',
      'localhost',
      'localhost:4401',
      'evil.example',
      'localhost:4400, evil.example',
    ]) {
      expect(codeOf({ host: [host] }))
        .withContext(host)
        .toBe('ERR_HOST');
    }
  });

  it('takes the default port with and without its number', () => {
    const origin = new URL('https://console.example');
    expect(codeOf({ host: ['console.example'] }, origin)).toBeUndefined();
    expect(codeOf({ host: ['console.example:443'] }, origin)).toBeUndefined();
    expect(codeOf({ host: ['console.example:80'] }, origin)).toBe('ERR_HOST');
  });

  it('refuses two hosts and none', () => {
    expect(codeOf({ host: ['localhost:4400', 'localhost:4400'] })).toBe('ERR_HOST');
    expect(codeOf({})).toBe('ERR_HOST');
  });

  it('refuses Expect and doubled framing', () => {
    const host = ['localhost:4400'];
    expect(codeOf({ host, expect: ['100-continue'] })).toBe('ERR_EXPECT');
    expect(codeOf({ host, 'content-length': ['1'], 'transfer-encoding': ['chunked'] })).toBe('ERR_VALIDATION');
    expect(codeOf({ host, 'content-length': ['1', '1'] })).toBe('ERR_VALIDATION');
  });
});
