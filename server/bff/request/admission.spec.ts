import { admissionOf, refuseForgery, type Admission } from './admission.ts';
import { contractRoutes } from './route-table.ts';

const origin = 'https://console.example';

describe('admission', () => {
  it('leaves the custom header out for a closed list of operations only', () => {
    const without = contractRoutes().filter(({ operation }) => admissionOf(operation) !== 'app');
    expect(without.map(({ operation }) => operation.id).sort()).toEqual([
      'backchannelLogout',
      'callback',
      'downloadArtifact',
      'downloadBundle',
      'getStatus',
      'login',
      'stepUp',
      'streamEvents',
      'streamEvidenceEvents',
      'streamRunEvents',
    ]);
  });

  const app = { 'x-stella-console': '1', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', origin };
  const navigation = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };

  const passing: readonly (readonly [string, Admission, string, Record<string, string>])[] = [
    ['a read of the app', 'app', 'GET', { 'x-stella-console': '1', 'sec-fetch-site': 'same-origin' }],
    ['a change by the app', 'app', 'POST', app],
    ['an event stream', 'stream', 'GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['a download by link', 'stream', 'GET', navigation],
    ['a login by link', 'navigation', 'GET', navigation],
    ['a login by the address bar', 'navigation', 'GET', { ...navigation, 'sec-fetch-site': 'none' }],
    ['the way back from the provider', 'return', 'GET', { ...navigation, 'sec-fetch-site': 'cross-site' }],
    ['a signed logout token', 'open', 'POST', {}],
  ];
  for (const [title, admission, method, headers] of passing) {
    it(`lets ${title} pass`, () => expect(() => refuseForgery({ method, headers }, admission, origin)).not.toThrow());
  }

  const refused: readonly (readonly [string, Admission, string, Record<string, string>])[] = [
    ['a call without any sign of the console', 'app', 'GET', {}],
    ['a call with only Fetch Metadata', 'app', 'GET', { 'sec-fetch-site': 'same-origin' }],
    ['a call with only the custom header', 'app', 'GET', { 'x-stella-console': '1' }],
    ['a call from a sibling site', 'app', 'GET', { ...app, 'sec-fetch-site': 'same-site' }],
    ['a call from the address bar', 'app', 'GET', { ...app, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['a change from another origin', 'app', 'POST', { ...app, origin: 'https://evil.example' }],
    ['a change from an opaque origin', 'app', 'DELETE', { ...app, origin: 'null' }],
    ['a change that hides its origin', 'app', 'PUT', { 'x-stella-console': '1', 'sec-fetch-site': 'same-origin' }],
    ['a doubled header', 'app', 'GET', { ...app, 'x-stella-console': '1, 1' }],
    ['a stream for another site', 'stream', 'GET', { 'sec-fetch-site': 'cross-site' }],
    ['a download linked from elsewhere', 'stream', 'GET', { ...navigation, 'sec-fetch-site': 'cross-site' }],
    ['a download from the address bar', 'stream', 'GET', { ...navigation, 'sec-fetch-site': 'none' }],
    ['a login started by another site', 'navigation', 'GET', { ...navigation, 'sec-fetch-site': 'cross-site' }],
    ['a login fetched by a script', 'navigation', 'GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['a callback loaded as an image', 'return', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ];
  for (const [title, admission, method, headers] of refused) {
    it(`refuses ${title}`, () => {
      expect(() => refuseForgery({ method, headers }, admission, origin)).toThrowMatching(
        (error: { code?: string }) => error.code === 'ERR_CSRF',
      );
    });
  }
});
