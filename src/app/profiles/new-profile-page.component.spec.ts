import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme, profileOfGlobex } from '../testing/session-fixtures.ts';
import { NewProfilePageComponent } from './new-profile-page.component.ts';
import { nightly } from './testing/profile-fixtures.ts';
import { NewProfilePageHarness } from './testing/profile.harnesses.ts';

const sources = {
  generation: 1,
  counts: { advisories: 1749, vex: 7, sboms: 3 },
  formats: [],
  newestDocumentAt: null,
  lastImport: null,
  currentImport: null,
};

describe('NewProfilePageComponent', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<NewProfilePageComponent>;
  let page: NewProfilePageHarness;
  let navigate: jasmine.Spy;

  function created(): TestRequest {
    return http.expectOne(({ method, url }) => method === 'POST' && url === '/api/export/profiles');
  }

  async function open(profile = profileOfAcme, inputs: Readonly<Record<string, string>> = {}): Promise<void> {
    fixture = TestBed.createComponent(NewProfilePageComponent);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    fixture.detectChanges();
    await settled();
    http.match('/console/profile').forEach((request) => request.flush(profile));
    http.expectOne('/api/export/sources').flush(sources);
    page = await manualChangeDetection(() =>
      TestbedHarnessEnvironment.harnessForFixture(fixture, NewProfilePageHarness),
    );
  }

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
    await signIn();
  });

  afterEach(() => verifyHttp());

  it('sends what was typed, once, under a key, and opens the profile', async () => {
    await open();
    await page.type('Name', 'nightly-raw');
    await page.type('Ecosystems', 'Go\n npm \n\n');
    await page.type('Labels', 'team=platform');
    await page.press('Create profile');
    const { request } = created();
    expect(request.body).toEqual({
      name: 'nightly-raw',
      description: '',
      kind: 'json',
      variant: 'raw',
      include: ['advisories', 'vex', 'sboms'],
      selectors: { products: [], ecosystems: ['Go', 'npm'], sbomSubjects: [] },
      policySnapshotMode: 'none',
      trivy: null,
      encryption: { enabled: false, mode: 'age', recipients: [], strict: false },
      base: null,
      redaction: [],
      compression: { codec: 'zstd', level: 10 },
      distribution: ['http'],
      retention: { mode: 'days', value: 30 },
      labels: { team: 'platform' },
    });
    expect(request.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('forgets the draft and opens the profile once it is created', async () => {
    await open();
    await page.type('Name', 'nightly-raw');
    await page.press('Create profile');
    created().flush(nightly, { status: 201, statusText: '' });
    await settled();
    expect(navigate).toHaveBeenCalledWith(['/t', 'acme', 'profiles', 'prof-4k2f9a']);
    expect(fixture.componentInstance.hasUnsavedChanges()).toBeFalse();
    expect(sessionStorage.length).toBe(0);
  });

  it('says at each field which rule of the contract it breaks, and sends nothing', async () => {
    await open();
    await page.type('Name', 'Nightly!');
    await page.type('Level', '23');
    await page.type('Days', '');
    await page.type('Labels', 'Team=x');
    await page.press('Create profile');
    expect(await page.errorsAt('Name')).toEqual(['Use lower-case letters, digits and inner hyphens.']);
    expect(await page.errorsAt('Level')).toEqual(['At most 22.']);
    expect(await page.errorsAt('Days')).toEqual(['Give a number.']);
    expect(await page.errorsAt('Labels')).toEqual(['“Team” is not a label name.']);
  });

  it('leads to the first field that breaks a rule, and names the line that does', async () => {
    await open();
    document.body.append(fixture.nativeElement as HTMLElement);
    await page.type('Name', 'nightly-raw');
    await page.type('Products', `pkg:golang/*\n${'x'.repeat(600)}`);
    await page.type('Level', '23');
    await page.press('Create profile');
    expect(await page.errorsAt('Products')).toEqual([`“${'x'.repeat(31)}…”: at most 512 characters.`]);
    expect(document.activeElement).toBe((fixture.nativeElement as HTMLElement).querySelectorAll('textarea')[1]!);
  });

  it('begins like another profile, as another kind where a run needs one', async () => {
    await open(profileOfAcme, { from: 'prof-4k2f9a', packs: 'mirror:full' });
    http.expectOne('/api/export/profiles/prof-4k2f9a').flush(nightly);
    await settled();
    expect(await page.typed('Name')).toBe('nightly-raw-full');
    expect(await page.typed('Ecosystems')).toBe('Go\nnpm');
    expect(await page.state()).toBe('Begins like nightly-raw');
    expect(fixture.componentInstance.hasUnsavedChanges()).toBeFalse();
    await page.press('Create profile');
    expect(created().request.body).toEqual(
      jasmine.objectContaining({ kind: 'mirror', variant: 'full', selectors: nightly.selectors }),
    );
  });

  it('says why it cannot begin like a profile that is not there', async () => {
    await open(profileOfAcme, { from: 'prof-gone' });
    http
      .expectOne('/api/export/profiles/prof-gone')
      .flush(errorEnvelope('ERR_NOT_FOUND', 'There is no such profile.'), { status: 404, statusText: '' });
    await settled();
    expect((await page.errors()).join()).toContain('There is no such profile.');
    expect(await page.has('Create profile')).toBeFalse();
  });

  it('shows what the server refuses at the field that it names', async () => {
    await open();
    await page.type('Name', 'nightly-raw');
    await page.press('Create profile');
    const refusal = {
      ...errorEnvelope('ERR_CONFLICT', 'Choose another name.'),
      details: [{ path: 'name', message: 'is taken' }],
    };
    created().flush(refusal, { status: 409, statusText: '' });
    await settled();
    expect(await page.errorsAt('Name')).toEqual(['Is taken.']);
    expect((await page.errors())[0]).toContain('Choose another name.');
    await page.type('Name', 'nightly-raw-2');
    expect(await page.errorsAt('Name')).toEqual([]);
  });

  it('repeats under the same key when the answer got lost, and under a new one when it was refused', async () => {
    await open();
    await page.type('Name', 'nightly-raw');
    await page.press('Create profile');
    const lost = created();
    lost.error(new ProgressEvent('error'));
    await settled();
    await page.press('Try again');
    const repeated = created();
    expect(repeated.request.headers.get('Idempotency-Key')).toBe(lost.request.headers.get('Idempotency-Key'));
    repeated.flush(errorEnvelope('ERR_CONFLICT'), { status: 409, statusText: '' });
    await settled();
    await page.press('Create profile');
    expect(created().request.headers.get('Idempotency-Key')).not.toBe(lost.request.headers.get('Idempotency-Key'));
  });

  it('finds what was typed again after the page was left by force', async () => {
    await open();
    await page.type('Description', 'For Frankfurt');
    fixture.destroy();
    await open();
    expect(await page.typed('Description')).toBe('For Frankfurt');
    fixture.componentInstance.discardChanges();
    expect(await page.typed('Description')).toBe('');
  });

  it('says what is missing to who may not create profiles', async () => {
    await open({ ...profileOfGlobex, tenant: 'acme' });
    expect((await page.emptyStates())[0]).toContain('export:profile:manage');
  });
});
