import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { type FieldTree, form } from '@angular/forms/signals';
import type { DryRun } from '../../../server/contracts/export-center/dry-run.ts';
import { provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { PageHarness, settledAround, textsOf } from '../testing/page.harness.ts';
import { errorEnvelope } from '../testing/session-fixtures.ts';
import { DryRunPanelComponent } from './dry-run-panel.component.ts';
import { draftOf, newProfileFields, type ProfileFields } from './profile-fields.ts';
import { profileRules } from './profile-rules.ts';

class PanelHarness extends PageHarness {
  static readonly hostSelector = 'app-dry-run-panel';
  readonly #remarks = this.locatorForAll('.remarks li');

  async remarks(): Promise<string[]> {
    return settledAround(async () => textsOf(await this.#remarks()));
  }
}

const forecast: DryRun = {
  evidence: [
    {
      kind: 'advisories',
      documents: 1749,
      bytes: 4_194_304,
      samples: [{ id: 'GO-2020-0001', source: 'advisories', subject: null }],
    },
  ],
  estimate: { likeRuns: 4, bytes: { p50: 667_648, p95: 700_000 }, seconds: { p50: 3, p95: 8 } },
  quota: { limit: 4, active: 0, fits: true },
  base: null,
  recipients: [],
  targets: [{ target: 'http', reachable: true, reason: null }],
  nextRuns: [],
  blockers: [],
  warnings: [],
};

describe('DryRunPanelComponent', () => {
  const draft = { ...draftOf(newProfileFields), name: 'nightly-raw' };
  let http: HttpTestingController;
  let fixture: ComponentFixture<DryRunPanelComponent>;
  let fields: FieldTree<ProfileFields>;
  let panel: PanelHarness;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signInAs('tenant-admin');
    fixture = TestBed.createComponent(DryRunPanelComponent);
    fields = TestBed.runInInjectionContext(() =>
      form(signal({ ...newProfileFields, name: 'nightly-raw' }), profileRules),
    );
    fixture.componentRef.setInput('draft', draft);
    fixture.componentRef.setInput('fields', fields);
    fixture.detectChanges();
    panel = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, PanelHarness));
  });

  afterEach(() => verifyHttp());

  it('shows what a run would pack, and how long such runs take', async () => {
    await panel.press('What would it pack?');
    const call = http.expectOne('/api/export/profiles/dry-run');
    expect(call.request.body).toEqual(draft);
    call.flush(forecast);
    await settled();
    expect(await panel.remarks()).toEqual(['Nothing stops a run.']);
    expect(await panel.fact('Advisories')).toContain('1,749, 4.0 MiB');
    expect(await panel.fact('Advisories')).toContain('GO-2020-0001 and 1,748 more');
    expect(await panel.fact('Bundle')).toBe('About 652.0 KiB');
    expect(await panel.fact('Duration')).toContain('Mostly 3.0 s, at times 8.0 s');
  });

  it('puts what would stop a run first', async () => {
    await panel.press('What would it pack?');
    http.expectOne('/api/export/profiles/dry-run').flush({
      ...forecast,
      estimate: { likeRuns: 0, bytes: null, seconds: null },
      base: { runId: null, present: false },
      blockers: [{ path: 'base', message: 'The base of this delta is missing.' }],
      warnings: [{ path: '', message: 'Two files were refused.' }],
    } satisfies DryRun);
    await settled();
    expect(await panel.remarks()).toEqual(['The base of this delta is missing.', 'Two files were refused.']);
    expect(await panel.fact('Builds on')).toBe('No run');
    expect(await panel.fact('Duration')).toContain('Not known yet');
  });

  it('says that it is out of date once the form has changed', async () => {
    await panel.press('What would it pack?');
    http.expectOne('/api/export/profiles/dry-run').flush(forecast);
    await settled();
    fixture.componentRef.setInput('draft', { ...draft, description: 'Other' });
    await settled();
    expect((fixture.nativeElement as HTMLElement).textContent).toContain('The form has changed since');
  });

  it('marks what breaks a rule instead of asking, until it is changed', async () => {
    fields.name().value.set('Nightly!');
    await panel.press('What would it pack?');
    expect(await panel.errors()).toEqual(['Correct the marked fields first.']);
    expect(fields.name().touched()).toBeTrue();
    fields.name().value.set('nightly-raw');
    fixture.componentRef.setInput('draft', { ...draft });
    await settled();
    expect(await panel.errors()).toEqual([]);
  });

  it('tells why it failed', async () => {
    await panel.press('What would it pack?');
    http
      .expectOne('/api/export/profiles/dry-run')
      .flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    await settled();
    expect((await panel.errors())[0]).toContain('The dry run failed');
  });
});
