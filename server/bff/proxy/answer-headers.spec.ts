import { answerHeaders } from './answer-headers.ts';

const from = { upstream: new URL('http://127.0.0.1:4402'), prefix: '/api/export' };

describe('answerHeaders', () => {
  it('passes on what the contract promises', () => {
    const headers = {
      'content-type': 'application/zstd',
      etag: '"x"',
      'x-stella-signature': 's',
      'accept-ranges': 'bytes',
    };
    expect(answerHeaders(headers, from)).toEqual(jasmine.objectContaining(headers));
  });

  it('drops what is the BFF’s own to say', () => {
    const headers = answerHeaders(
      {
        connection: 'x-secret',
        'x-secret': '1',
        'keep-alive': 'timeout=5',
        'transfer-encoding': 'chunked',
        'set-cookie': ['__Host-Http-session=stolen'],
        server: 'nginx',
        'x-powered-by': 'Express',
        'content-security-policy': "script-src 'unsafe-inline'",
        'access-control-allow-origin': '*',
        'clear-site-data': '"cookies"',
        'x-stella-trace-id': 'other',
        'dpop-nonce': 'n',
        refresh: '0;url=https://evil.example',
        link: '<https://evil.example>; rel=preload',
      },
      from,
    );
    expect(headers).toEqual({ 'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'" });
  });

  for (const type of ['text/html', 'Text/HTML; charset=utf-8', 'image/svg+xml', 'application/xhtml+xml', 'text/xml']) {
    it(`makes ${type} an attachment`, () => {
      const headers = answerHeaders({ 'content-type': type, 'content-disposition': 'inline' }, from);
      expect(headers?.['content-disposition']).toBe('attachment');
    });
  }

  it('keeps a location below the prefix, as a path', () => {
    expect(answerHeaders({ location: '/api/export/runs/1' }, from)?.['location']).toBe('/api/export/runs/1');
    expect(answerHeaders({ location: 'http://127.0.0.1:4402/api/export/runs/1?a=b' }, from)?.['location']).toBe(
      '/api/export/runs/1?a=b',
    );
  });

  for (const location of [
    'https://evil.example/api/export/x',
    '//evil.example/api/export/x',
    '/evidence/x',
    '/api/export/../../bff/logout',
    'javascript:alert(1)',
    'http://127.0.0.1:9999/api/export/x',
  ]) {
    it(`refuses the location ${location}`, () => expect(answerHeaders({ location }, from)).toBeUndefined());
  }

  it('passes on the challenge that asks for a fresh sign-in, and no other', () => {
    const fresh = 'DPoP error="insufficient_user_authentication", max_age="300"';
    expect(answerHeaders({ 'www-authenticate': fresh }, from)?.['www-authenticate']).toBe(fresh);
    const other = `Basic realm="x", ${fresh}`;
    expect(answerHeaders({ 'www-authenticate': other }, from)?.['www-authenticate']).toBeUndefined();
  });
});
