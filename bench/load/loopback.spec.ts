import { addressOf, getRequest, loopbackUrl } from './loopback.ts';

describe('The target of a load', () => {
  it('is a server of this machine', () => {
    expect(loopbackUrl('http://127.0.0.1:80/a').pathname).toBe('/a');
    expect(addressOf(loopbackUrl('http://[::1]:8080/'))).toEqual({ host: '::1', port: 8080, noDelay: true });
    for (const url of ['http://console.example/', 'https://localhost/', 'http://127.0.0.2/']) {
      expect(() => loopbackUrl(url))
        .withContext(url)
        .toThrowError(/not on this machine/);
    }
  });

  it('is asked with the headers given', () => {
    const request = getRequest(new URL('http://localhost:8/a?b=c'), { cookie: 'd=e' });

    expect(request.toString()).toBe('GET /a?b=c HTTP/1.1\r\nhost: localhost:8\r\ncookie: d=e\r\n\r\n');
  });
});
