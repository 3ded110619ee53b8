import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { MatTooltipHarness } from '@angular/material/tooltip/testing';
import type { EvidenceBundle } from '../../../server/contracts/evidence-locker/bundle.ts';
import type { ErrorEnvelope } from '../../../server/contracts/errors.ts';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import type { Role } from '../../../server/contracts/roles.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { FreshActionDialogHarness } from '../session/fresh-action/fresh-action-dialog.harness.ts';
import { FormDrafts } from '../session/form-drafts.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { fakeClock, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import {
  artifacts,
  damaged,
  failedRun,
  pageOf,
  registeredBundle,
  signingKeys,
  succeededRun,
} from '../testing/run-fixtures.ts';
import { dialogs, openDialog } from '../testing/open-dialog.ts';
import { errorEnvelope, profileOfAcme } from '../testing/session-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { BundlePageComponent } from './bundle-page.component.ts';
import { BundlePageHarness } from './testing/bundle-page.harness.ts';

describe('BundlePageComponent', () => {
  const url = `/api/export/runs/${succeededRun.runId}`;
  const held: EvidenceBundle['heldBy'] = [{ holdId: 'hold-1234', name: 'Northwind v. Acme' }];
  let http: HttpTestingController;
  let page: BundlePageHarness;
  let fixture: ReturnType<typeof TestBed.createComponent<BundlePageComponent>>;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    TestBed.inject(MatDialog).closeAll();
    verifyHttp();
  });

  async function open(role: Role): Promise<void> {
    if (TestBed.inject(ConsoleSessionStore).state() !== 'signed-in') await signInAs(role);
    fixture = TestBed.createComponent(BundlePageComponent);
    fixture.componentRef.setInput('runId', succeededRun.runId);
    await settled();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, BundlePageHarness));
  }

  function answerRun(run: Run): void {
    http.expectOne(url).flush(run);
    http
      .expectOne((request) => request.url === '/evidence/bundles')
      .flush(pageOf([registeredBundle(run, run.heldBy ?? [])]));
  }

  async function show(run: Run, role: Role = 'tenant-admin'): Promise<void> {
    await open(role);
    answerRun(run);
    http.expectOne(`${url}/artifacts`).flush({ items: artifacts });
    http.expectOne('/api/export/keys').flush({ items: signingKeys });
    await settled();
  }

  /** Presses *Delete bundle*, says why, and answers the call. */
  async function remove(answer: Run | ErrorEnvelope, status = 200): Promise<void> {
    await page.press('Delete bundle');
    const dialog = await openDialog(FreshActionDialogHarness);
    await dialog.explain('No longer needed', 'INC-42');
    await dialog.press('Delete bundle');
    await settled();
    const deletion = http.expectOne({ method: 'DELETE', url: `${url}/bundle` });
    expect(deletion.request.headers.get('X-Stella-Operator-Reason')).toBe('No longer needed');
    expect(deletion.request.headers.get('X-Stella-Operator-Ticket')).toBe('INC-42');
    deletion.flush(answer, { status, statusText: '' });
    await settled();
    answerRun('code' in answer ? succeededRun : answer);
    await settled();
  }

  it('tells what the file is, who signed it, and how long it is kept', async () => {
    await show(succeededRun);
    expect(await page.heading()).toBe('run-20261122-01.tar.zst');
    expect(await page.chips()).toEqual(['Passed']);
    expect(await page.state()).toBe('Genuine: every check passed');
    expect(await page.fact('Size')).toContain('667,797 B');
    expect(await page.fact('Kept until')).toBe('in 29 days');
    expect((await page.rows())[0]).toContain('data/raw/advisories/a0.jsonl.zst');
  });

  it('shows the key that the bundle was signed with, not just the newest', async () => {
    await show(succeededRun);
    expect(await page.fact('Fingerprint')).toContain('aaaaaaaa…aaaaaaaa');
    expect((await page.commands()).join('\n')).toContain('ONE');
  });

  it('hands the file out by a link that names the tenant', async () => {
    await show(succeededRun);
    expect(await page.target('Download bundle')).toBe(`${url}/bundle?tenant=acme`);
    expect(await (await page.control('Download bundle')).getAttribute('download')).toBe('run-20261122-01.tar.zst');
  });

  it('offers a viewer neither the file nor its deletion', async () => {
    await show(succeededRun, 'viewer');
    expect([await page.has('Download bundle'), await page.has('Delete bundle')]).toEqual([false, false]);
    expect(await page.has('Place hold')).toBeFalse();
  });

  it('leads a responder to the hold form with this bundle', async () => {
    await show(succeededRun, 'incident-responder');
    expect(await page.target('Place hold')).toBe('/t/acme/holds/new?bundleId=bndl-1234');
  });

  it('disables the deletion of a held bundle and says which hold keeps it', async () => {
    await show({ ...succeededRun, heldBy: held });
    expect(await page.chips()).toEqual(['Passed', 'Held']);
    expect((await page.holds())[0]).toContain('Northwind v. Acme');
    expect(await page.isDisabled('Delete bundle')).toBeTrue();
    const tooltip = await TestbedHarnessEnvironment.loader(fixture).getHarness(
      MatTooltipHarness.with({ selector: 'button' }),
    );
    await (await tooltip.host()).focus();
    expect(await (await tooltip.host()).getAttribute('disabled')).toBeNull();
    await tooltip.show();
    expect(await tooltip.getTooltipText()).toBe('Kept by the legal hold “Northwind v. Acme”. Release it first.');
  });

  it('does nothing when the disabled deletion is pressed all the same', async () => {
    await show({ ...succeededRun, heldBy: held });
    await page.press('Delete bundle');
    expect(await dialogs().hasHarness(FreshActionDialogHarness)).toBeFalse();
  });

  it('says that holds are not known when the locker does not answer', async () => {
    await show({ ...succeededRun, heldBy: null });
    expect(await page.isDisabled('Delete bundle')).toBeFalse();
    expect((fixture.nativeElement as HTMLElement).textContent).toContain('the Evidence Locker does not answer');
  });

  it('verifies again and names the damaged file', async () => {
    await show(succeededRun);
    const verifying = page.press('Verify again');
    await settled();
    http.expectOne(`${url}/verify`).flush(damaged);
    await settled();
    answerRun({ ...succeededRun, verification: damaged });
    await verifying;
    expect(await page.state()).toBe('Damaged: data/raw/vex/v0.jsonl.zst');
    expect(await page.chips()).toEqual(['Failed']);
    expect(await page.rows()).toContain('data/raw/vex/v0.jsonl.zst Content differs from the manifest bb instead of aa');
  });

  it('asks before it deletes, naming the file and what is lost', async () => {
    await show(succeededRun);
    await page.press('Delete bundle');
    const dialog = await openDialog(FreshActionDialogHarness);
    expect(await dialog.text()).toContain('Delete the bundle of run-20261122-01?');
    expect(await dialog.text()).toContain(
      'run-20261122-01.tar.zst (652.1 KiB) is deleted for good. The run, its manifest and its timeline are kept.',
    );
    await dialog.press('Cancel');
  });

  it('deletes with the reason of the operator, and shows what is left', async () => {
    const succeeded = spyOn(TestBed.inject(Notices), 'succeeded');
    await show(succeededRun);
    await remove({ ...succeededRun, status: 'expired', expiresAt: '2026-11-22T10:00:00.000Z' });
    expect(succeeded).toHaveBeenCalledOnceWith('run-20261122-01.tar.zst is deleted');
    expect(await page.chips()).toEqual(['Deleted']);
    expect(await page.fact('Deleted')).toBe('just now');
    expect([await page.has('Download bundle'), await page.has('Delete bundle')]).toEqual([false, false]);
  });

  it('shows the holds that the server names when it refuses', async () => {
    await show({ ...succeededRun, heldBy: null });
    const message = 'run-20261122-01.tar.zst is under legal hold: “Northwind v. Acme” (hold-1234).';
    await remove(errorEnvelope('ERR_HELD', message), 409);
    expect((await page.errors())[0]).toContain('The bundle was not deleted');
    expect((await page.errors())[0]).toContain('Northwind v. Acme');
  });

  it('offers a fresh sign-in where the last one is too old, and shows no error beside it', async () => {
    await show(succeededRun);
    await remove(errorEnvelope('ERR_FRESH_AUTH_REQUIRED'), 401);
    const dialog = await openDialog(FreshActionDialogHarness);
    http.expectOne('/console/profile').flush(profileOfAcme);
    expect(await dialog.signInFirst()).toContain('Sign in again first');
    expect(await dialog.reason()).toEqual({ reason: 'No longer needed', ticket: 'INC-42' });
    expect(await page.errors()).toEqual([]);
  });

  /** As the deletion was left for a sign-in. */
  async function leaveDeletion(): Promise<void> {
    await signInAs('tenant-admin');
    TestBed.inject(FormDrafts).keep(`bundles/${succeededRun.runId}/delete`, {
      fields: { reason: 'No longer needed', ticket: 'INC-42' },
      keptAt: fakeClock().now(),
    });
  }

  it('asks again what it was left over by a sign-in, filled in, and deletes nothing by itself', async () => {
    await leaveDeletion();
    await show(succeededRun);
    const dialog = await openDialog(FreshActionDialogHarness);
    expect(await dialog.reason()).toEqual({ reason: 'No longer needed', ticket: 'INC-42' });
    http.expectNone({ method: 'DELETE', url: `${url}/bundle` });
  });

  it('does not ask again where a hold has come meanwhile', async () => {
    await leaveDeletion();
    await show({ ...succeededRun, heldBy: held });
    expect(await dialogs().hasHarness(FreshActionDialogHarness)).toBeFalse();
  });

  it('leads to the run where there is no bundle', async () => {
    await open('operator');
    http.expectOne(url).flush({ ...failedRun, runId: succeededRun.runId });
    http.expectOne((request) => request.url === '/evidence/bundles').flush(pageOf([]));
    http.expectOne(`${url}/artifacts`).flush({ items: [] });
    http.expectOne('/api/export/keys').flush({ items: signingKeys });
    expect((await page.emptyStates())[0]).toContain('This run has no bundle');
    expect(await page.target('Open the run')).toBe('/t/acme/runs/run-20261122-01');
  });

  it('says why the bundle is not there', async () => {
    await open('operator');
    const notFound = errorEnvelope('ERR_NOT_FOUND', 'There is no such run.');
    http.expectOne(url).flush(notFound, { status: 404, statusText: '' });
    http.expectOne((request) => request.url === '/evidence/bundles').flush(pageOf([]));
    http.expectOne(`${url}/artifacts`).flush(notFound, { status: 404, statusText: '' });
    http.expectOne('/api/export/keys').flush({ items: signingKeys });
    expect((await page.errors())[0]).toContain('There is no such run.');
  });
});
