import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { refuseAmbiguity } from './wire.ts';

const local = new URL('http://localhost:4400');

function requestWith(headers: Record<string, string[]>, httpVersion: string): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.httpVersion = httpVersion;
  request.headersDistinct = headers;
  request.headers = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(', ')]));
  return request;
}

function codeOf(headers: Record<string, string[]>, origin = local, httpVersion = '1.1'): string | undefined {
  try {
    refuseAmbiguity(requestWith(headers, httpVersion), origin);
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

  it('refuses what asks for more than an answer', () => {
    const host = ['localhost:4400'];
    expect(codeOf({ host, expect: ['100-continue'] })).toBe('ERR_EXPECT');
    expect(codeOf({ host, upgrade: ['websocket'] })).toBe('ERR_UPGRADE');
  });

  it('refuses names that another server could take for ours, and takes other underscores', () => {
    const host = ['localhost:4400'];
    for (const name of ['x_stella_tenant', 'x-stella_tenant', 'x_forwarded_for']) {
      expect(codeOf({ host, [name]: ['acme'] }))
        .withContext(name)
        .toBe('ERR_VALIDATION');
    }
    expect(codeOf({ host, x_request_start: ['1'] })).toBeUndefined();
  });

  it('lets a connection be kept or closed, and nothing else', () => {
    const host = ['localhost:4400'];
    for (const connection of ['keep-alive', 'Close', 'keep-alive, TE', '']) {
      expect(codeOf({ host, connection: [connection] }))
        .withContext(connection)
        .toBeUndefined();
    }
    for (const connection of ['authorization', 'close, x-stella-tenant', 'cookie,close', 'upgrade']) {
      expect(codeOf({ host, connection: [connection] }))
        .withContext(connection)
        .toBe('ERR_VALIDATION');
    }
  });

  it('takes one plain length, or chunks', () => {
    const host = ['localhost:4400'];
    expect(codeOf({ host, 'content-length': ['0'] })).toBeUndefined();
    expect(codeOf({ host, 'content-length': ['1024'] })).toBeUndefined();
    expect(codeOf({ host, 'transfer-encoding': ['Chunked'] })).toBeUndefined();
    for (const headers of [
      { 'content-length': ['1'], 'transfer-encoding': ['chunked'] },
      { 'content-length': ['1', '1'] },
      { 'content-length': ['010'] },
      { 'content-length': ['+1'] },
      { 'transfer-encoding': ['chunked', 'chunked'] },
      { 'transfer-encoding': ['gzip, chunked'] },
      { 'transfer-encoding': ['identity'] },
    ]) {
      expect(codeOf({ host, ...headers }))
        .withContext(JSON.stringify(headers))
        .toBe('ERR_VALIDATION');
    }
  });

  it('takes nothing more from a connection on which it refused something', () => {
    const good = requestWith({ host: ['localhost:4400'] }, '1.1');
    expect(() => refuseAmbiguity(good, local)).not.toThrow();
    good.headersDistinct['host'] = ['evil.example'];
    expect(() => refuseAmbiguity(good, local)).toThrow();
    good.headersDistinct['host'] = ['localhost:4400'];
    expect(() => refuseAmbiguity(good, local)).toThrow();
  });

  it('speaks HTTP/1.1, and HTTP/1.0 without chunks', () => {
    const host = ['localhost:4400'];
    expect(codeOf({ host }, local, '1.0')).toBeUndefined();
    expect(codeOf({ host, 'transfer-encoding': ['chunked'] }, local, '1.0')).toBe('ERR_VALIDATION');
    expect(codeOf({ host }, local, '2.0')).toBe('ERR_VALIDATION');
    expect(codeOf({ host }, local, '0.9')).toBe('ERR_VALIDATION');
  });
});
