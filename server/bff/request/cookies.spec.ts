import { hostOnlyCookie, readCookies } from './cookies.ts';

describe('cookies', () => {
  it('reads names and values', () => {
    expect([...readCookies('a=1; __Host-Http-session=x=y;  b = 2 ; broken')]).toEqual([
      ['a', '1'],
      ['__Host-Http-session', 'x=y'],
      ['b', '2'],
    ]);
    expect(readCookies(undefined).size).toBe(0);
  });

  it('believes none of two cookies of one name', () => {
    expect(readCookies('s=1; s=2').has('s')).toBeFalse();
    expect(readCookies('s=1; s=2; s=3').has('s')).toBeFalse();
  });

  it('writes cookies that only this host and no script can use', () => {
    expect(hostOnlyCookie('__Host-Http-session', 'v', { sameSite: 'Strict' })).toBe(
      '__Host-Http-session=v; Path=/; Secure; HttpOnly; SameSite=Strict',
    );
    expect(hostOnlyCookie('__Host-Http-login', '', { sameSite: 'Lax', maxAge: 0 })).toContain(
      'SameSite=Lax; Max-Age=0',
    );
  });
});
