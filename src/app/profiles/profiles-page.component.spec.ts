import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { fakeStreams, provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme, profileOfGlobex } from '../testing/session-fixtures.ts';
import { ProfilesPageComponent } from './profiles-page.component.ts';
import { nightly, pageOf } from './testing/profile-fixtures.ts';
import { ProfilesPageHarness } from './testing/profile.harnesses.ts';

const events = '/api/export/events?tenant=acme';

describe('ProfilesPageComponent', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<ProfilesPageComponent>;
  let page: ProfilesPageHarness;

  function listed(): TestRequest {
    return http.expectOne(({ url }) => url === '/api/export/profiles');
  }

  async function open(inputs: Record<string, string> = {}, profile = profileOfAcme): Promise<void> {
    await signIn();
    fixture = TestBed.createComponent(ProfilesPageComponent);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    fixture.detectChanges();
    await settled();
    http.expectOne('/console/profile').flush(profile);
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, ProfilesPageHarness));
  }

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => verifyHttp());

  it('shows the shape of the table while it loads', async () => {
    await open();
    expect(await page.isLoading()).toBeTrue();
    listed().flush(pageOf());
  });

  it('says in words what each profile exports and how long it is kept', async () => {
    await open();
    listed().flush(pageOf(nightly));
    const [row] = await page.rows();
    for (const words of [
      'nightly-raw',
      'json:raw',
      'Advisories, VEX',
      'Go and npm',
      'Last 30 days',
      '5 min ago',
      'Ada Admin',
    ]) {
      expect(row).toContain(words);
    }
    expect(await page.state()).toBe('1 active profile');
  });

  it('asks for what the URL says', async () => {
    await open({ archived: 'any', sort: '-updatedAt', search: 'night', cursor: 'c1' });
    const { request } = listed();
    expect(request.params.toString()).toBe('limit=50&archived=any&sort=-updatedAt&search=night&cursor=c1');
  });

  it('keeps to active profiles by name where the URL says nothing that it knows', async () => {
    await open({ archived: 'maybe', sort: 'size' });
    expect(listed().request.params.toString()).toBe('limit=50&archived=false&sort=name');
  });

  it('opens a profile by its row', async () => {
    await open();
    listed().flush(pageOf(nightly));
    const navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
    await page.openRow(0);
    expect(navigate).toHaveBeenCalledWith(['/t', 'acme', 'profiles', 'prof-4k2f9a']);
  });

  it('offers the first profile to who may create one', async () => {
    await open();
    listed().flush(pageOf());
    expect((await page.emptyStates())[0]).toContain('Create the first profile');
  });

  it('offers nothing to who may not, and says who can', async () => {
    await open({}, { ...profileOfGlobex, tenant: 'acme' });
    listed().flush(pageOf());
    expect(await page.actions()).not.toContain('New profile');
    expect((await page.emptyStates())[0]).toContain('A tenant admin can create one.');
  });

  it('says what hides the profiles when none matches', async () => {
    await open({ search: 'zzz' });
    listed().flush(pageOf());
    expect((await page.emptyStates())[0]).toContain('No profile matches');
  });

  it('tells why the list could not be loaded, with the trace id, and loads it again', async () => {
    await open();
    listed().flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    expect((await page.errors())[0]).toContain('01HZY3M8Q4T7V9W2X5Z6A7B8C9');
    await page.press('Try again');
    listed().flush(pageOf(nightly));
    expect(await page.rows()).toHaveSize(1);
  });

  it('names the missing right', async () => {
    await open();
    listed().flush(errorEnvelope('ERR_SCOPE'), { status: 403, statusText: '' });
    expect((await page.emptyStates())[0]).toContain('export:read');
  });

  it('follows changes of its rows without a call of the person, and tells of others', async () => {
    await open();
    listed().flush(pageOf(nightly));
    await settled();
    fakeStreams().emit(events, {
      type: 'profile.changed',
      data: { profileId: 'prof-4k2f9a', revision: 3, archived: false },
    });
    await settled();
    const renewed = listed();
    expect(renewed.request.headers.get('X-Stella-Activity')).toBe('background');
    renewed.flush(pageOf({ ...nightly, revision: 3 }));
    fakeStreams().emit(events, {
      type: 'profile.changed',
      data: { profileId: 'prof-new1', revision: 1, archived: false },
    });
    await settled();
    await page.press('1 profile has changed');
    listed().flush(pageOf(nightly));
    expect(await page.actions()).not.toContain('1 profile has changed');
  });
});
