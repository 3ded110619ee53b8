import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { pageOf } from '../testing/run-fixtures.ts';
import { errorEnvelope } from '../testing/session-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { StartRunDialogComponent } from './start-run-dialog.component.ts';
import { StartRunDialogHarness } from './start-run-dialog.harness.ts';

describe('StartRunDialogComponent', () => {
  const profiles = [
    { profileId: 'prof-1', name: 'everything-raw', kind: 'json', variant: 'raw' },
    { profileId: 'prof-2', name: 'npm-weekly', kind: 'json', variant: 'raw' },
  ];
  let http: HttpTestingController;
  let dialog: StartRunDialogHarness;
  let close: jasmine.Spy;
  let navigate: jasmine.Spy;

  async function open(profileId?: string, known = profiles): Promise<void> {
    close = jasmine.createSpy('close');
    TestBed.configureTestingModule({
      providers: [
        ...provideConsoleTesting(),
        { provide: MatDialogRef, useValue: { close } },
        { provide: MAT_DIALOG_DATA, useValue: { profileId } },
      ],
    });
    http = TestBed.inject(HttpTestingController);
    navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
    await signInAs('operator');
    const fixture = TestBed.createComponent(StartRunDialogComponent);
    await settled();
    http.expectOne(({ url }) => url === '/api/export/profiles').flush(pageOf(known));
    dialog = await TestbedHarnessEnvironment.harnessForFixture(fixture, StartRunDialogHarness);
  }

  afterEach(() => verifyHttp());

  async function start(answer: (submission: TestRequest) => void): Promise<TestRequest> {
    const starting = dialog.start();
    await settled();
    const submission = http.expectOne('/api/export/runs');
    answer(submission);
    await starting;
    return submission;
  }

  const refuse = (submission: TestRequest): void =>
    submission.flush(errorEnvelope('ERR_UNAVAILABLE', 'The queue is closed.'), { status: 503, statusText: '' });

  it('starts a run of the first profile, and opens it', async () => {
    await open();
    const { request } = await start((submission) => submission.flush({ runId: 'run-20261122-05' }));
    expect(request.body).toEqual({ profileId: 'prof-1', priority: 'normal', allowEmpty: false });
    expect(close).toHaveBeenCalledTimes(1);
    expect(navigate).toHaveBeenCalledOnceWith(['/t', 'acme', 'runs', 'run-20261122-05']);
  });

  it('begins with the profile that is to run again', async () => {
    await open('prof-2');
    expect(await dialog.profile()).toContain('npm-weekly');
  });

  it('says why the run was not started, and repeats the same submission under the same key', async () => {
    await open();
    const first = await start(refuse);
    expect(await dialog.error()).toContain('The queue is closed.');
    const second = await start(refuse);
    expect(second.request.headers.get('Idempotency-Key')).toBe(first.request.headers.get('Idempotency-Key'));
  });

  it('sends another choice under another key', async () => {
    await open();
    const first = await start(refuse);
    await dialog.chooseProfile(/npm-weekly/);
    const second = await start(refuse);
    expect(second.request.headers.get('Idempotency-Key')).not.toBe(first.request.headers.get('Idempotency-Key'));
  });

  it('says what to do where there is no profile', async () => {
    await open(undefined, []);
    expect(await dialog.empty()).toContain('Ask a tenant admin to create one.');
  });
});
