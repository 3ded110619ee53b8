import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { Profile } from '../../../server/contracts/export-center/profile.ts';
import { Confirmations } from '../shared/ui/confirm/confirmations.ts';
import { fakeStreams, provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme, profileOfGlobex } from '../testing/session-fixtures.ts';
import { ProfilePageComponent } from './profile-page.component.ts';
import { firstRevision, nightly, pageOf } from './testing/profile-fixtures.ts';
import { ProfilePageHarness } from './testing/profile.harnesses.ts';

const url = '/api/export/profiles/prof-4k2f9a';
const viewerOfAcme = { ...profileOfGlobex, tenant: 'acme' };
const theirs: Profile = {
  ...nightly,
  revision: 3,
  retention: { mode: 'days', value: 90 },
  updatedBy: 'Grace Admin',
  updatedAt: '2026-11-22T09:59:00.000Z',
};

describe('ProfilePageComponent', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<ProfilePageComponent>;
  let page: ProfilePageHarness;

  function sent(method: string, path = url): TestRequest {
    return http.expectOne((request) => request.method === method && request.url === path);
  }

  /** Answers what the page reads beside the profile. */
  function answerTheRest(...revisions: readonly Profile[]): void {
    http.match(`${url}/revisions`).forEach((request) => request.flush(pageOf(...revisions)));
    http.match(({ url }) => url === '/api/export/runs').forEach((request) => request.flush(pageOf()));
    http.match('/api/export/sources').forEach((request) =>
      request.flush({
        generation: 1,
        counts: { advisories: 1749, vex: 7, sboms: 3 },
        formats: [],
        newestDocumentAt: null,
        lastImport: null,
        currentImport: null,
      }),
    );
  }

  async function open(profile: Profile = nightly, person = profileOfAcme): Promise<void> {
    fixture = TestBed.createComponent(ProfilePageComponent);
    fixture.componentRef.setInput('profileId', profile.profileId);
    fixture.detectChanges();
    await settled();
    http.match('/console/profile').forEach((request) => request.flush(person));
    sent('GET').flush(profile);
    await settled();
    answerTheRest(profile, firstRevision);
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, ProfilePageHarness));
  }

  async function editAndSave(): Promise<TestRequest> {
    await page.type('Description', 'Only at night');
    await page.type('Impact', 'None');
    await page.press('Save revision');
    return sent('PUT');
  }

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
  });

  afterEach(() => verifyHttp());

  it('shows the difference before anything is saved', async () => {
    await open();
    expect(await page.differences()).toEqual([]);
    expect(await page.actions()).not.toContain('Save revision');
    await page.type('Description', 'Only at night');
    await page.type('Ecosystems', '');
    expect(await page.differences()).toEqual(['Description', 'Ecosystems']);
    expect(await page.actions()).toContain('Save revision');
  });

  it('writes the next revision of exactly the one that was read, with its change record', async () => {
    await open();
    const { request } = await editAndSave();
    expect(request.headers.get('If-Match')).toBe('"2"');
    expect(request.body).toEqual({
      ...draftPartOf(nightly),
      description: 'Only at night',
      changeRecord: { impact: 'None', expectedBundleBytes: 4_194_304 },
    });
  });

  it('stands on the new revision once it is saved', async () => {
    await open();
    (await editAndSave()).flush({ ...nightly, description: 'Only at night', revision: 3 });
    await settled();
    answerTheRest(nightly, firstRevision);
    expect(await page.state()).toBe('Revision 3');
    expect(await page.differences()).toEqual([]);
    expect(await page.typed('Impact')).toBe('');
    expect(await page.errors()).toEqual([]);
    expect(fixture.componentInstance.hasUnsavedChanges()).toBeFalse();
  });

  it('does not save without a change record', async () => {
    await open();
    await page.type('Description', 'Only at night');
    await page.press('Save revision');
    expect(await page.errorsAt('Impact')).toEqual(['Fill this in.']);
  });

  it('says who came first, keeps what was typed, and takes over the rest', async () => {
    await open();
    (await editAndSave()).flush(errorEnvelope('ERR_REVISION'), { status: 412, statusText: '' });
    await settled();
    sent('GET').flush(theirs);
    await settled();
    answerTheRest(theirs, nightly, firstRevision);
    expect((await page.errors())[0]).toContain('Grace Admin saved revision 3 1 min ago');
    expect((await page.errors())[0]).toContain('Changed there: Kept for.');
    expect(await page.typed('Description')).toBe('Only at night');
    expect(await page.typed('Days')).toBe('90');
    expect(await page.differences()).toEqual(['Description']);
    await page.press('Save revision');
    const { request } = sent('PUT');
    expect(request.headers.get('If-Match')).toBe('"3"');
    expect((request.body as Profile).retention).toEqual({ mode: 'days', value: 90 });
  });

  it('follows a revision of somebody else as it is saved', async () => {
    await open();
    fakeStreams().emit('/api/export/events?tenant=acme', {
      type: 'profile.changed',
      data: { profileId: nightly.profileId, revision: 3, archived: false },
    });
    await settled();
    const renewed = sent('GET');
    expect(renewed.request.headers.get('X-Stella-Activity')).toBe('background');
    renewed.flush(theirs);
    await settled();
    answerTheRest(theirs, nightly, firstRevision);
    expect(await page.typed('Days')).toBe('90');
    expect((await page.errors())[0]).toContain('Grace Admin');
  });

  it('shows refusals of the server at the fields that they name', async () => {
    await open();
    const details = [
      { path: 'changeRecord.ticket', message: 'is not open' },
      { path: 'selectors.ecosystems.0', message: 'is unknown' },
    ];
    (await editAndSave()).flush({ ...errorEnvelope('ERR_VALIDATION'), details }, { status: 400, statusText: '' });
    await settled();
    expect(await page.errorsAt('Ticket (optional)')).toEqual(['Is not open.']);
    expect(await page.errorsAt('Ecosystems')).toEqual(['Is unknown.']);
  });

  it('finds a revision that was being written again, on top of what came since', async () => {
    await open();
    await page.type('Description', 'Only at night');
    fixture.destroy();
    await open(theirs);
    expect(await page.typed('Description')).toBe('Only at night');
    expect(await page.typed('Days')).toBe('90');
    expect((await page.errors())[0]).toContain('Grace Admin saved revision 3');
    await page.press('Discard');
    expect(await page.typed('Description')).toBe('Everything, every night');
  });

  it('starts a run of the saved revision, and not while something is unsaved', async () => {
    await open();
    await page.type('Description', 'Only at night');
    await page.press('Start run');
    await page.press('Discard');
    const navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
    await page.press('Start run');
    const started = sent('POST', '/api/export/runs');
    expect(started.request.body).toEqual({ profileId: 'prof-4k2f9a' });
    expect(started.request.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    started.flush({
      runId: 'run-20261122-01',
      status: 'pending',
      estimateSeconds: null,
      links: { self: '', events: '' },
    });
    await settled();
    expect(navigate).toHaveBeenCalledWith(['/t', 'acme', 'runs', 'run-20261122-01']);
  });

  it('archives after a confirmation, and shows the profile as it is then', async () => {
    await open();
    const ask = spyOn(TestBed.inject(Confirmations), 'ask').and.resolveTo(true);
    await page.press('Archive profile');
    expect(ask.calls.mostRecent().args[0].heading).toBe('Archive nightly-raw?');
    const archived = sent('DELETE');
    expect(archived.request.headers.get('If-Match')).toBe('"2"');
    archived.flush({ ...nightly, archived: true });
    await settled();
    expect(await page.state()).toBe('Revision 2, archived: no further runs');
    expect(await page.actions()).not.toContain('Start run');
    expect(await page.fact('Ecosystems')).toContain('Go');
  });

  it('does not archive without the confirmation', async () => {
    await open();
    spyOn(TestBed.inject(Confirmations), 'ask').and.resolveTo(false);
    await page.press('Archive profile');
    expect(await page.state()).toBe('Revision 2');
  });

  it('tells the history: who, why, and what changed', async () => {
    await open();
    const [newest, oldest] = await page.revisions();
    for (const words of ['Revision 2', 'Only Go and npm', '4.0 MiB', 'OPS-7', 'Changed: Ecosystems'])
      expect(newest).toContain(words);
    expect(oldest).toContain('Created');
  });

  it('lets a viewer read it, and says what is missing for more', async () => {
    await open(nightly, viewerOfAcme);
    expect(await page.fact('Kept for')).toBe('30 days');
    const actions = await page.actions();
    for (const action of ['Start run', 'Archive profile', 'Save revision']) expect(actions).not.toContain(action);
    expect(await (await page.host()).text()).toContain('Changing it needs the scope export:profile:manage in acme');
  });

  it('tells why it could not be loaded', async () => {
    fixture = TestBed.createComponent(ProfilePageComponent);
    fixture.componentRef.setInput('profileId', 'prof-gone');
    fixture.detectChanges();
    await settled();
    http.match('/console/profile').forEach((request) => request.flush(profileOfAcme));
    sent('GET', '/api/export/profiles/prof-gone').flush(errorEnvelope('ERR_NOT_FOUND', 'There is no such profile.'), {
      status: 404,
      statusText: '',
    });
    await settled();
    answerTheRest();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, ProfilePageHarness));
    expect((await page.errors())[0]).toContain('There is no such profile.');
  });
});

function draftPartOf(profile: Profile): object {
  const {
    name,
    description,
    kind,
    variant,
    include,
    selectors,
    policySnapshotMode,
    trivy,
    encryption,
    base,
    redaction,
    compression,
    distribution,
    retention,
    labels,
  } = profile;
  return {
    name,
    description,
    kind,
    variant,
    include,
    selectors,
    policySnapshotMode,
    trivy,
    encryption,
    base,
    redaction,
    compression,
    distribution,
    retention,
    labels,
  };
}
