import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController } from '@angular/common/http/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { RouteReuseStrategy, Router, type Routes, TitleStrategy } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Title } from '@angular/platform-browser';
import { OperatorContextService } from '../operator/operator-context.service.ts';
import { startGuard, tenantGuard } from '../session/session.guards.ts';
import { TenantRouteReuseStrategy } from '../session/tenant-route-reuse.ts';
import {
  fakeClock,
  fakeLocation,
  fakeStreams,
  provideConsoleTesting,
  settled,
  verifyHttp,
  whileAnswering,
} from '../testing/console-testing.ts';
import { profileOfAcme, profileOfGlobex, signedIn, status, tenants } from '../testing/session-fixtures.ts';
import { PageNames } from '../shared/ui/page-names.ts';
import { PageTitleStrategy } from './page-title-strategy.ts';
import { ShellComponent } from './shell.component.ts';
import { ShellHarness } from './shell.harness.ts';

@Component({ selector: 'app-spec-page', template: '<h1>Page</h1><input type="search" aria-label="Search" />' })
class PageComponent {}

const page = { component: PageComponent };
const routes: Routes = [
  {
    path: '',
    component: ShellComponent,
    children: [
      { path: '', pathMatch: 'full', canActivate: [startGuard], children: [] },
      {
        path: 't/:tenant',
        canActivate: [tenantGuard],
        children: [
          { path: 'overview', title: 'Overview', ...page },
          {
            path: 'runs',
            title: 'Runs',
            children: [
              { path: '', pathMatch: 'full', ...page },
              { path: ':run', title: (route) => route.paramMap.get('run') ?? '', ...page },
            ],
          },
        ],
      },
    ],
  },
];

const streamOf = (tenant: string): string => `/api/export/events?tenant=${tenant}`;

describe('ShellComponent', () => {
  let http: HttpTestingController;
  let shell: ShellHarness;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideConsoleTesting(routes),
        { provide: RouteReuseStrategy, useClass: TenantRouteReuseStrategy },
        { provide: TitleStrategy, useExisting: PageTitleStrategy },
      ],
    });
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => verifyHttp());

  async function open(url: string): Promise<void> {
    const opening = RouterTestingHarness.create(url);
    await settled();
    http.expectOne('/bff/session').flush(signedIn);
    await settled();
    http.expectOne('/console/tenants').flush(tenants);
    const { fixture } = await opening;
    await settled();
    await answerTenant();
    shell = await TestbedHarnessEnvironment.loader(fixture).getHarness(ShellHarness);
  }

  /** Answers what the shell itself asks whenever a tenant is selected. */
  async function answerTenant(): Promise<void> {
    http.match('/status').forEach((request) => request.flush(status));
    http.match('/console/preferences').forEach((request) => request.flush({ theme: 'system', timeZone: 'utc' }));
    http.match('/console/tenants/selected').forEach((request) => request.flush(tenants));
    for (const request of http.match('/console/profile')) {
      request.flush(request.request.headers.get('X-Stella-Tenant') === 'acme' ? profileOfAcme : profileOfGlobex);
    }
    await settled();
    answerRuns(2);
    await settled();
  }

  function answering(action: Promise<void>, answer: () => void = () => undefined): Promise<void> {
    return whileAnswering(action, async () => {
      answer();
      await answerTenant();
    });
  }

  function answerRuns(total: number): void {
    for (const request of http.match(({ url }) => url === '/api/export/runs')) {
      expect(request.request.headers.get('X-Stella-Activity')).toBe('background');
      request.flush({ items: [], nextCursor: null, total });
    }
  }

  it('keeps tenant, environment, build and the page’s place in sight', async () => {
    await open('/t/acme/runs/run-20261122-01');
    expect(await shell.tenant()).toContain('Acme Corporation');
    expect(await shell.environment()).toBe('demo');
    expect(await shell.build()).toBe('0.1.0 · 7a8952d');
    expect(await shell.breadcrumbs()).toEqual(['Runs', 'run-20261122-01']);
    expect(await shell.currentPage()).toBe('Runs');
    expect(TestBed.inject(Title).getTitle()).toBe('run-20261122-01 · acme · Stella Console');
  });

  it('calls a page by the name of what it shows, once that has been read', async () => {
    await open('/t/acme/runs/run-20261122-01');
    TestBed.inject(PageNames).tell('run-20261122-01', 'The first run');
    await settled();
    expect(await shell.breadcrumbs()).toEqual(['Runs', 'The first run']);
    expect(TestBed.inject(Title).getTitle()).toBe('The first run · acme · Stella Console');
  });

  it('lists the pages that the person’s rights open', async () => {
    await open('/t/acme/overview');
    expect(await shell.pages()).toEqual(['Overview', 'Runs', 'Profiles', 'Bundles', 'Holds', 'Administration']);
  });

  it('switches to the same area of another tenant and follows its stream instead', async () => {
    await open('/t/acme/runs/run-20261122-01');
    expect(fakeStreams().urls).toEqual([streamOf('acme')]);
    await answering(shell.switchTenant('Globex'));
    expect(TestBed.inject(Router).url).toBe('/t/globex/runs');
    expect(await shell.tenant()).toContain('Globex');
    expect(fakeStreams().urls).toEqual([streamOf('globex')]);
  });

  it('says that a tenant is none of the person’s, and asks nothing about it', async () => {
    await open('/t/initech/overview');
    expect(await shell.content()).toContain('You have no role in a tenant named initech');
    expect(await shell.content()).toContain('Go to Acme Corporation');
    expect(await shell.pages()).toEqual([]);
    expect(fakeStreams().urls).toEqual([]);
  });

  it('counts the runs under way, and again when one begins or ends', async () => {
    await open('/t/acme/overview');
    expect(await shell.runningJobs()).toBe('2 runs under way');
    fakeStreams().emit(streamOf('acme'), { type: 'run.progress' });
    fakeStreams().emit(streamOf('acme'), { type: 'run.succeeded' });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await settled();
    answerRuns(1);
    await settled();
    expect(await shell.runningJobs()).toBe('1 run under way');
  });

  it('says how live the page is, in words', async () => {
    await open('/t/acme/overview');
    fakeStreams().report(streamOf('acme'), { kind: 'live' });
    expect(await shell.connection()).toContain('Live');
    const now = fakeClock().now();
    fakeStreams().report(streamOf('acme'), { kind: 'reconnecting', retryAt: now + 8000, lastContactAt: now });
    expect(await shell.connection()).toContain('Reconnecting in 8 s');
    fakeClock().advance(40);
    expect(await shell.connection()).toContain('Stale since 10:00 UTC');
  });

  it('looks at the session when a stream is refused', async () => {
    await open('/t/acme/overview');
    fakeStreams().report(streamOf('acme'), { kind: 'refused', status: 401 });
    await settled();
    http.expectOne('/bff/session').flush(signedIn);
  });

  it('warns two minutes before the session ends, and prolongs it', async () => {
    await open('/t/acme/overview');
    expect(await shell.banner()).toBeUndefined();
    fakeClock().advance(13 * 60 + 15);
    await settled();
    http.expectOne('/bff/session').flush(signedIn);
    expect(await shell.banner()).toContain('1:45');
    await answering(shell.staySignedIn(), () =>
      http
        .match('/bff/session/extend')
        .forEach((request) => request.flush({ ...signedIn, idleExpiresAt: fakeClock().inSeconds(900) })),
    );
    expect(await shell.banner()).toBeUndefined();
  });

  it('shows the operator’s reason while it is set, and clears it on request', async () => {
    await open('/t/acme/overview');
    expect(await shell.operatorReason()).toBeUndefined();
    TestBed.inject(OperatorContextService).set({ reason: 'Key rotation', ticket: 'INC-42' });
    expect(await shell.operatorReason()).toBe('INC-42Key rotation');
    await shell.clearOperatorReason();
    expect(await shell.operatorReason()).toBeUndefined();
  });

  it('is driven by keyboard', async () => {
    await open('/t/acme/overview');
    await answering(shell.press('g', 'r'));
    expect(TestBed.inject(Router).url).toBe('/t/acme/runs');
    await shell.press('t');
    expect(await shell.tenantMenuIsOpen()).toBeTrue();
    expect(await shell.skipToContent()).toBeTrue();
    await shell.press('/');
    expect(document.activeElement?.getAttribute('type')).toBe('search');
  });

  it('takes the choice of theme from its menu', async () => {
    await open('/t/acme/overview');
    await answering(shell.choose('Dark'), () =>
      http
        .match({ method: 'PUT', url: '/console/preferences' })
        .forEach((request) => request.flush({ theme: 'dark', timeZone: 'utc' })),
    );
    expect(document.documentElement.getAttribute('data-theme')).toBe('dark');
    document.documentElement.removeAttribute('data-theme');
    localStorage.removeItem('stella.theme');
  });

  it('signs out', async () => {
    await open('/t/acme/overview');
    await answering(shell.signOut(), () =>
      http.match('/bff/logout').forEach((request) => request.flush({ logoutUrl: 'http://127.0.0.1:4401/session/end' })),
    );
    expect(fakeLocation().leftFor).toBe('http://127.0.0.1:4401/session/end');
  });
});
