import type { AuditLine } from '../../contracts/bff/audit.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';

/** security.md, goal 26: who may read what, as `GET /console/audit` shows it. */
describe('The audit trail', () => {
  let bff: BffUnderTest;
  let officer: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    bff.provider.person = { subject: 'usr-officer', tenants: { acme: ['security-officer'] }, sid: 'sid-officer' };
    officer = await bff.signedIn();
  }, startTimeoutMs);
  afterAll(() => bff.close());

  const linesOf = async (browser: Browser, query = ''): Promise<AuditLine[]> =>
    (await browser.call(`/console/audit${query}`)).json()['items'] as AuditLine[];

  it('shows a sign-in with all that is known of it', async () => {
    const [line] = await linesOf(officer);
    expect(line).toEqual({
      id: jasmine.any(Number),
      at: jasmine.any(String),
      kind: 'sign-in.succeeded',
      subject: 'usr-officer',
      displayName: jasmine.any(String),
      tenant: null,
      session: jasmine.stringMatching(/^sess-[0-9a-f]{16}$/),
      clientAddress: jasmine.any(String),
      reason: null,
      times: 1,
      traceId: jasmine.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    });
  });
});
