import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { AuditLine } from '../../../../server/contracts/bff/audit.ts';
import type { Role } from '../../../../server/contracts/roles.ts';
import { Notices } from '../../shared/ui/notices/notices.ts';
import { FileSaver } from '../../shared/util/file-saver.ts';
import { provideConsoleTesting, settled, verifyHttp } from '../../testing/console-testing.ts';
import { pageOf } from '../../testing/run-fixtures.ts';
import { errorEnvelope } from '../../testing/session-fixtures.ts';
import { signInAs } from '../../testing/sign-in-as.ts';
import { AuditPageComponent } from './audit-page.component.ts';
import { auditLines, failedLine, refusedLine, signedInLine, switchedLine } from './testing/audit-fixtures.ts';
import { AuditPageHarness } from './testing/audit-page.harness.ts';

describe('AuditPageComponent', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<AuditPageComponent>;
  let page: AuditPageHarness;
  let navigate: jasmine.Spy;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
  });

  afterEach(() => verifyHttp());

  async function open(
    query: Readonly<Record<string, string | readonly string[]>> = {},
    role: Role = 'security-officer',
  ): Promise<void> {
    await signInAs(role);
    fixture = TestBed.createComponent(AuditPageComponent);
    for (const [name, value] of Object.entries(query)) fixture.componentRef.setInput(name, value);
    await settled();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, AuditPageHarness));
  }

  const requested = (): TestRequest => http.expectOne(({ url }) => url === '/console/audit');

  async function show(lines: readonly AuditLine[], more: Parameters<typeof pageOf>[1] = {}): Promise<void> {
    await open();
    requested().flush(pageOf(lines, more));
    await settled();
  }

  it('shows the shape of the list while it loads', async () => {
    await open();
    expect(await page.isLoading()).toBeTrue();
    requested().flush(pageOf([]));
  });

  it('tells who did what, when, from where and why, in words', async () => {
    await show([signedInLine, refusedLine, switchedLine, failedLine], { total: 1204 });
    const [signedIn, refused, switched, failed] = await page.rows();
    for (const words of [
      '2026-11-22 09:58:00 UTC',
      'Signed in',
      'Ada Admin',
      'sess-01234567…',
      '192.0.2.7',
      '01HZY3M8…',
    ])
      expect(signedIn).toContain(words);
    for (const words of ['Request refused', '40 times', 'Without the right to it']) expect(refused).toContain(words);
    expect(switched).toContain('To acme');
    for (const words of ['Sign-in failed', 'Nobody signed in', 'unheard_of']) expect(failed).toContain(words);
    expect(await page.state()).toBe('1,204 lines, the newest of 2026-11-22 09:58 UTC');
    expect(await page.foot()).toContain('4 of 1,204');
  });

  it('asks for what the URL says', async () => {
    await open({ kind: ['sign-in.failed', 'token.refused'], subject: 'u-7f3a', range: '24h' });
    const request = requested();
    expect(request.request.params.getAll('kind')).toEqual(['sign-in.failed', 'token.refused']);
    expect(request.request.params.get('subject')).toBe('u-7f3a');
    expect(request.request.params.get('from')).toBe('2026-11-21T10:00:00.000Z');
    request.flush(pageOf([signedInLine]));
    expect(await page.kinds()).toContain('2 kinds');
    expect(await page.people()).toEqual(['Ada Admin']);
    expect(await page.state()).toBe('1 line matches, of 2026-11-22 09:58 UTC');
  });

  it('puts each kind that is chosen into the URL, beside those chosen before', async () => {
    await open({ kind: 'sign-in.failed' });
    requested().flush(pageOf([failedLine]));
    await page.chooseKind('Tokens refused');
    const queryParamsHandling = 'merge';
    const both = { kind: ['sign-in.failed', 'token.refused'] };
    expect(navigate).toHaveBeenCalledOnceWith([], { queryParams: both, queryParamsHandling });
    await page.chooseKind('Sign-in failed');
    expect(navigate).toHaveBeenCalledWith([], { queryParams: { kind: null }, queryParamsHandling });
  });

  it('takes times as a person writes them, in place of a range', async () => {
    await open({ range: '7d' });
    requested().flush(pageOf([signedInLine]));
    await page.chooseTime('From', '2026-11-20 08:30');
    expect(navigate).toHaveBeenCalledOnceWith([], {
      queryParams: { from: '2026-11-20T08:30:00.000Z', range: null },
      queryParamsHandling: 'merge',
    });
  });

  it('says how a time is written, and forgets a wrong one when the filters change', async () => {
    await open({ subject: 'u-7f3a', from: '2026-11-20T08:30:00.000Z' });
    requested().flush(pageOf([signedInLine]));
    await page.chooseTime('To', 'tomorrow');
    expect(await page.wrongTimes()).toEqual(['Write the time as 2026-11-22 09:58, or a day alone']);
    expect(navigate).not.toHaveBeenCalled();
    fixture.componentRef.setInput('subject', undefined);
    await settled();
    requested().flush(pageOf([signedInLine]));
    expect(await page.times()).toEqual(['2026-11-20 08:30', '']);
    expect(await page.wrongTimes()).toEqual([]);
  });

  it('leads from a line to all lines of its person', async () => {
    await show([signedInLine]);
    expect(await page.target('Ada Admin')).toContain('subject=u-7f3a');
  });

  it('shows more on request, after what is there', async () => {
    await show(auditLines(50, 70), { total: 70, nextCursor: 'c-50' });
    await page.press('Show more');
    const request = requested();
    expect(request.request.params.get('cursor')).toBe('c-50');
    request.flush(pageOf(auditLines(20), { total: 70 }));
    await settled();
    expect((await page.rows()).length).toBe(70);
    expect(await page.foot()).toContain('70 of 70');
    expect(await page.has('Show more')).toBeFalse();
  });

  it('keeps what is there when more cannot be had', async () => {
    const failed = spyOn(TestBed.inject(Notices), 'failed');
    await show(auditLines(50), { total: 70, nextCursor: 'c-50' });
    await page.press('Show more');
    requested().flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    await settled();
    expect(failed).toHaveBeenCalledTimes(1);
    expect((await page.rows()).length).toBe(50);
    expect(await page.has('Show more')).toBeTrue();
  });

  it('never mixes the lines of two filters', async () => {
    await show(auditLines(50, 70), { total: 70, nextCursor: 'c-50' });
    await page.press('Show more');
    const late = requested();
    fixture.componentRef.setInput('subject', 'u-7f3a');
    await settled();
    requested().flush(pageOf([refusedLine]));
    await settled();
    late.flush(pageOf(auditLines(20), { total: 70 }));
    expect(await page.rows()).toHaveSize(1);
  });

  it('reads the newest lines again on request', async () => {
    await show([signedInLine]);
    await page.press('Refresh');
    requested().flush(pageOf([refusedLine, signedInLine]));
    expect(await page.rows()).toHaveSize(2);
  });

  it('says that the filters hide what there is, or that there is nothing', async () => {
    await open({ kind: 'token.refused' });
    requested().flush(pageOf([]));
    expect((await page.emptyStates())[0]).toContain('No line matches');
    fixture.componentRef.setInput('kind', undefined);
    await settled();
    requested().flush(pageOf([]));
    expect((await page.emptyStates())[0]).toContain('Nothing is recorded yet');
  });

  it('says why the list is not there, and loads it again on request', async () => {
    await open();
    requested().flush(errorEnvelope('ERR_UNAVAILABLE', 'The database does not answer.'), {
      status: 503,
      statusText: '',
    });
    expect((await page.errors())[0]).toContain('The database does not answer.');
    await page.press('Try again');
    requested().flush(pageOf([signedInLine]));
    expect(await page.rows()).toHaveSize(1);
  });

  it('names the missing right, and asks nothing', async () => {
    await open({}, 'operator');
    expect((await page.emptyStates())[0]).toContain('It needs the scope ui.audit in the tenant acme');
    expect(await page.has('Export')).toBeFalse();
  });

  describe('export', () => {
    let save: jasmine.Spy<FileSaver['save']>;
    let succeeded: jasmine.Spy<Notices['succeeded']>;

    beforeEach(() => {
      save = spyOn(TestBed.inject(FileSaver), 'save');
      succeeded = spyOn(TestBed.inject(Notices), 'succeeded');
    });

    it('walks all pages of the filtered list into one file', async () => {
      await open({ subject: 'u-7f3a' });
      requested().flush(pageOf(auditLines(50, 250), { total: 250, nextCursor: 'c-50' }));
      await page.export(/NDJSON/);
      const first = requested();
      expect(first.request.params.get('limit')).toBe('200');
      expect(first.request.params.get('subject')).toBe('u-7f3a');
      expect(first.request.headers.get('X-Stella-Tenant')).toBe('acme');
      first.flush(pageOf(auditLines(200, 250), { total: 250, nextCursor: 'c-200' }));
      await settled();
      expect(await page.exportProgress()).toContain('200 of 250 lines read');
      const second = requested();
      expect(second.request.params.get('cursor')).toBe('c-200');
      // Two have come meanwhile; they are newer than what is read.
      second.flush(pageOf(auditLines(50), { total: 252 }));
      await settled();
      const [fileName, file] = save.calls.mostRecent().args;
      expect(fileName).toBe('audit-acme-2026-11-22T10-00-00Z.ndjson');
      const lines = (await file.text()).trimEnd().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as AuditLine).id)).toEqual(auditLines(250).map(({ id }) => id));
      expect(succeeded).toHaveBeenCalledOnceWith('250 lines are saved as audit-acme-2026-11-22T10-00-00Z.ndjson');
      expect(await page.exportProgress()).toBeUndefined();
    });

    it('writes CSV', async () => {
      await show([signedInLine]);
      await page.export(/CSV/);
      requested().flush(pageOf([signedInLine]));
      await settled();
      const [fileName, file] = save.calls.mostRecent().args;
      expect(fileName).toBe('audit-acme-2026-11-22T10-00-00Z.csv');
      expect(file.type).toBe('text/csv;charset=utf-8');
      expect((await file.text()).split('\r\n')).toHaveSize(3);
    });

    it('says before and after that a file holds ten thousand lines, and which', async () => {
      await show(auditLines(50), { total: 48_210, nextCursor: 'c-50' });
      expect(await page.exportMenu()).toContain('The newest 10,000 of 48,210 lines. Narrow the filter for the rest.');
      await page.export(/NDJSON/);
      for (let read = 0; read < 50; read++) {
        requested().flush(pageOf(auditLines(200), { total: 48_210, nextCursor: `c-${read}` }));
        await settled();
      }
      expect(succeeded.calls.mostRecent().args[0]).toContain('The newest 10,000 of 48,210 lines are saved as');
      expect((await save.calls.mostRecent().args[1].text()).trimEnd().split('\n')).toHaveSize(10_000);
    });

    it('saves nothing where a page is missing, and says why', async () => {
      const failed = spyOn(TestBed.inject(Notices), 'failed');
      await show([signedInLine]);
      await page.export(/CSV/);
      requested().flush(errorEnvelope('ERR_RATE_LIMIT'), { status: 429, statusText: '' });
      await settled();
      expect(save).not.toHaveBeenCalled();
      expect(failed.calls.mostRecent().args[0]).toBe('The lines could not be exported');
      expect(await page.isDisabled('Export')).toBeFalse();
    });

    it('is cancelled by the person', async () => {
      await show([signedInLine]);
      await page.export(/CSV/);
      await page.press('Cancel');
      requested().flush(pageOf(auditLines(200), { total: 400, nextCursor: 'c-200' }));
      await settled();
      expect(save).not.toHaveBeenCalled();
      expect(await page.exportProgress()).toBeUndefined();
    });

    it('has nothing to do where there is no line', async () => {
      await show([]);
      expect(await page.isDisabled('Export')).toBeTrue();
    });
  });
});
