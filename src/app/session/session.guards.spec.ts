import { Component } from '@angular/core';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, RouteReuseStrategy, type Routes } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { profileOfAcme, profileOfGlobex, signedIn, tenants } from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from './console-session.store.ts';
import { startGuard, tenantGuard } from './session.guards.ts';
import { TenantRouteReuseStrategy } from './tenant-route-reuse.ts';

let built = 0;

@Component({ selector: 'app-spec-page', template: 'page' })
class PageComponent {
  readonly number = ++built;
}

const routes: Routes = [
  { path: '', pathMatch: 'full', canActivate: [startGuard], children: [] },
  { path: 't/:tenant', canActivate: [tenantGuard], children: [{ path: 'runs', component: PageComponent }] },
];

describe('session guards', () => {
  let http: HttpTestingController;
  let router: Router;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideConsoleTesting(routes), { provide: RouteReuseStrategy, useClass: TenantRouteReuseStrategy }],
    });
    http = TestBed.inject(HttpTestingController);
    router = TestBed.inject(Router);
  });

  afterEach(() => verifyHttp());

  async function open(url: string, session: object = signedIn): Promise<void> {
    const opening = RouterTestingHarness.create(url);
    await settled();
    http.expectOne('/bff/session').flush(session);
    await settled();
    http.match('/console/tenants').forEach((request) => request.flush(tenants));
    await opening;
    await settled();
  }

  it('selects the tenant that the URL names and records the switch', async () => {
    await open('/t/globex/runs');
    const recorded = http.expectOne({ method: 'PUT', url: '/console/tenants/selected' });
    expect(recorded.request.body).toEqual({ tenant: 'globex' });
    recorded.flush({ ...tenants, selectedTenant: 'globex' });
    http.expectOne('/console/profile').flush(profileOfGlobex);
    expect(TestBed.inject(ConsoleSessionStore).tenantId()).toBe('globex');
  });

  it('leads from the start page to the tenant worked in last', async () => {
    await open('/');
    http.match('/console/profile').forEach((request) => request.flush(profileOfAcme));
    expect(router.url).toBe('/t/acme');
  });

  it('keeps the URL of a person who has to sign in first', async () => {
    await open('/t/globex/runs', { authenticated: false });
    expect(router.url).toBe('/t/globex/runs');
    expect(TestBed.inject(ConsoleSessionStore).tenantId()).toBeUndefined();
  });

  it('builds the page anew in another tenant, and only then', async () => {
    await open('/t/acme/runs');
    http.expectOne('/console/profile').flush(profileOfAcme);
    const first = built;
    await router.navigateByUrl('/t/acme/runs?status=failed');
    expect(built).toBe(first);
    await router.navigateByUrl('/t/globex/runs');
    expect(built).toBe(first + 1);
    http.expectOne('/console/tenants/selected').flush(tenants);
    await settled();
    http.expectOne('/console/profile').flush(profileOfGlobex);
  });
});
