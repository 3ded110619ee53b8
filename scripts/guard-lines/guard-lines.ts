import type { GuardLine } from './guard-line.ts';

const requests = 'server/bff/security/requests.spec.ts';

/** One for each kind of guard between a browser and a token; docs/security.md tells what they are for. */
export const guardLines: readonly GuardLine[] = [
  {
    goal: 13,
    against: 'a call of another site, which cannot send the header',
    file: 'server/bff/request/admission.ts',
    text: "if (headers['x-stella-console'] !== '1') throw forgery('Send the header `X-Stella-Console: 1`.');",
    becomes: '',
    specs: [requests],
  },
];
