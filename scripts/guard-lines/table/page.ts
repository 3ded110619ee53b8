import type { GuardLine } from '../guard-line.ts';

const page = 'server/bff/security/page.spec.ts';
const headers = 'server/bff/security/page-headers.spec.ts';

/** Goals 24 and 25. */
export const pageGuards: readonly GuardLine[] = [
  {
    goal: 24,
    against: 'scripts that are not the console’s',
    file: 'server/bff/page/content-security-policy.ts',
    text: "`script-src 'strict-dynamic' ${loaderHash}`",
    becomes: "`script-src 'self' 'unsafe-inline'`",
    specs: [page],
  },
  {
    goal: 24,
    against: 'strings that become script',
    file: 'server/bff/page/content-security-policy.ts',
    text: `"require-trusted-types-for 'script'",
    'trusted-types angular angular#components loader default',`,
    becomes: '',
    specs: [page],
  },
  {
    goal: 24,
    against: 'the console in a frame, and much else, on any answer',
    file: 'server/bff/request/security-headers.ts',
    text: 'response.setHeaders(headers);',
    becomes: '',
    specs: [headers],
  },
  {
    goal: 24,
    against: 'what a person’s browser keeps after they have signed out',
    file: 'server/bff/console/routes.ts',
    text: '\'Clear-Site-Data\': \'"cache", "storage"\'',
    becomes: "'X-Nothing': ''",
    specs: [headers],
  },
];
