import type { Request } from 'express';
import { upstreamHeaders, type UpstreamIdentity } from './request-headers.ts';

const identity: UpstreamIdentity = {
  host: '127.0.0.1:4402',
  authorization: 'DPoP token',
  proof: 'proof',
  tenant: 'acme',
  traceId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
};

function sent(headers: Record<string, string | string[]>): Record<string, string> {
  const headersDistinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()]));
  const get = (name: string) => headersDistinct[name.toLowerCase()]?.join(', ');
  const request = { headersDistinct, get } as unknown as Request;
  return upstreamHeaders(request, identity);
}

const own = {
  host: '127.0.0.1:4402',
  authorization: 'DPoP token',
  dpop: 'proof',
  'x-stella-tenant': 'acme',
  'x-stella-trace-id': '01ARZ3NDEKTSV4RRFFQ69G5FAV',
};

describe('upstreamHeaders', () => {
  it('passes on the contract’s headers and nothing else', () => {
    const passing = {
      accept: 'application/json',
      'accept-language': 'de',
      'content-type': 'application/json; charset=utf-8',
      'content-length': '12',
      'if-match': '"3"',
      'if-none-match': 'W/"a", "b"',
      range: 'bytes=0-99',
      'if-range': '"sha256:aa"',
      'last-event-id': '42',
      'idempotency-key': '7a0a4d2e-6a1f-4d0c-9a53-0c6a54a8a9b1',
    };
    expect(sent(passing)).toEqual({ ...own, ...passing });
  });

  it('drops whatever could name an identity, in any spelling', () => {
    const names = [
      'authorization', 'dpop', 'cookie', 'x-stella-tenant', 'x_stella_tenant', 'x-stella_tenant', 'x-stella-trace-id',
      'x-stella-console', 'x-stella-activity', 'x-stella-subject', 'x-forwarded-for', 'x-forwarded-host',
      'x-forwarded-uri', 'x_forwarded_for', 'forwarded', 'x-real-ip', 'x-original-url', 'x-rewrite-url', 'via',
      'connection', 'keep-alive', 'te', 'trailer', 'upgrade', 'proxy-authorization', 'proxy-connection', 'http2-settings',
      'origin', 'referer', 'user-agent', 'sec-fetch-site', 'accept-encoding', 'x-http-method-override',
    ]; // prettier-ignore
    expect(sent(Object.fromEntries(names.map((name) => [name, 'evil'])))).toEqual(own);
  });

  it('re-emits the operator’s words', () => {
    const reason = "UTF-8''%C3%9Cberpr%C3%BCfung%20%E2%84%961";
    expect(sent({ 'x-stella-operator-reason': reason })['x-stella-operator-reason']).toBe(reason);
    expect(sent({ 'x-stella-operator-reason': '  audit ' })['x-stella-operator-reason']).toBe('audit');
    expect(sent({ 'x-stella-operator-reason': '   ' })).toEqual(own);
    expect(
      sent({ 'x-stella-operator-reason': 'audit', 'x-stella-operator-ticket': 'CASE-7' })['x-stella-operator-ticket'],
    ).toBe('CASE-7');
  });

  const refused: Record<string, string | string[]>[] = [
    { 'idempotency-key': 'not-a-uuid' },
    { 'last-event-id': '1\r\nx: y' },
    { range: 'items=0-1' },
    { 'if-match': 'unquoted' },
    { accept: ['a/b', 'c/d'] },
    { 'content-type': 'json\u0000' },
    { 'x-stella-operator-reason': ['one', 'two'] },
    { 'x-stella-operator-reason': 'Ü' },
  ];
  for (const headers of refused) {
    it(`refuses ${JSON.stringify(headers)}`, () => {
      expect(() => sent(headers)).toThrowMatching((error: { code?: string }) => error.code === 'ERR_VALIDATION');
    });
  }
});
