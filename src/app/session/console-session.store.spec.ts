import { HttpClient } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { fakeLocation, provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import {
  errorEnvelope,
  profileOfAcme,
  profileOfGlobex,
  signedIn,
  tenants,
  tokenFacts,
} from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from './console-session.store.ts';

describe('ConsoleSessionStore', () => {
  let store: ConsoleSessionStore;
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    store = TestBed.inject(ConsoleSessionStore);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => verifyHttp());

  it('is loading until the session has been read', async () => {
    const loading = store.load();
    expect(store.state()).toBe('loading');
    http.expectOne('/bff/session').flush({ authenticated: false });
    await loading;
    expect(store.state()).toBe('signed-out');
  });

  it('reads the session once, however many wait for it', async () => {
    const both = Promise.all([store.load(), store.load()]);
    http.expectOne('/bff/session').flush({ authenticated: false });
    await both;
  });

  it('says why it failed, and reads again on request', async () => {
    const failing = store.load();
    http.expectOne('/bff/session').flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    await failing;
    expect(store.state()).toBe('failed');
    expect(store.error()?.code).toBe('ERR_UNAVAILABLE');

    const reading = store.reload();
    expect(store.state()).toBe('loading');
    http.expectOne('/bff/session').flush({ authenticated: false });
    await reading;
    expect(store.state()).toBe('signed-out');
  });

  it('knows person, tenants and the rights in the selected tenant', async () => {
    await signIn();
    await settled();
    const request = http.expectOne('/console/profile');
    expect(request.request.headers.get('X-Stella-Tenant')).toBe('acme');
    request.flush(profileOfAcme);
    await settled();

    expect(store.session()?.displayName).toBe('Ada Admin');
    expect(store.tenant()?.displayName).toBe('Acme Corporation');
    expect(store.profile.value()?.userName).toBe('admin');
    expect(store.has('export:profile:manage')).toBeTrue();
    expect(store.has('evidence:hold')).toBeFalse();
  });

  it('takes the rights from the roles until the profile has come', async () => {
    await signIn('globex');
    expect(store.has('export:read')).toBeTrue();
    expect(store.has('export:run')).toBeFalse();
    await settled();
    http.expectOne('/console/profile').flush(profileOfGlobex);
  });

  it('forgets everything of the old tenant when another is selected, also what comes late', async () => {
    await signIn();
    store.readTokenFacts();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    const facts = http.expectOne('/console/token/introspect');
    await settled();

    store.selectTenant('globex');
    http.expectOne('/console/tenants/selected').flush({ ...tenants, selectedTenant: 'globex' });
    expect(store.profile.value()).toBeUndefined();
    expect(store.has('export:run')).toBeFalse();
    await settled();
    facts.flush(tokenFacts);
    await settled();

    const request = http.expectOne('/console/profile');
    expect(request.request.headers.get('X-Stella-Tenant')).toBe('globex');
    request.flush(profileOfGlobex);
    await settled();
    expect(store.profile.value()?.tenant).toBe('globex');
    expect(store.tokenFacts.value()).toBeUndefined();
  });

  it('keeps the last good profile when renewing it fails', async () => {
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    await settled();

    store.profile.reload();
    await settled();
    http.expectOne('/console/profile').flush(errorEnvelope('ERR_UPSTREAM'), { status: 502, statusText: '' });
    await settled();
    expect(store.profile.view()).toBe('ready');
    expect(store.profile.outdated()).toBeTrue();
    expect(store.profile.value()?.userName).toBe('admin');
    expect(store.profile.error()?.code).toBe('ERR_UPSTREAM');
  });

  it('asks nothing about a tenant in which the person has no role', async () => {
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    store.selectTenant('initech');
    await settled();
    expect(store.tenant()).toBeUndefined();
    expect(store.requestedTenant()).toBe('initech');
    expect(store.has('ui.read')).toBeFalse();
  });

  it('reads token facts only when a page wants them', async () => {
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    expect(store.tokenFacts.view()).toBe('loading');
    store.readTokenFacts();
    await settled();
    http.expectOne('/console/token/introspect').flush(tokenFacts);
    await settled();
    expect(store.tokenFacts.value()?.tokens[0]?.senderConstrained).toBe('dpop');
  });

  it('starts in the tenant worked in last, else in the first', async () => {
    await signIn('acme', signedIn, { ...tenants, selectedTenant: 'acme' });
    expect(store.startTenant()).toBe('acme');
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
  });

  it('has ended as soon as any call shows that the session is unknown', async () => {
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    TestBed.inject(HttpClient)
      .get('/api/export/runs')
      .subscribe({ error: () => undefined });
    http.expectOne('/api/export/runs').flush(errorEnvelope('ERR_UNAUTHENTICATED'), { status: 401, statusText: '' });
    await settled();
    expect(store.state()).toBe('ended');
    expect(store.session()).toBeUndefined();
    expect(store.tenants()).toEqual([]);
    expect(store.profile.value()).toBeUndefined();
  });

  it('signs in by leaving for the BFF, and comes back to the same page', () => {
    store.signIn();
    expect(fakeLocation().leftFor).toBe('/bff/login?returnTo=%2Ft%2Facme%2Fruns%3Fstatus%3Dfailed');
    store.confirmIdentity();
    expect(fakeLocation().leftFor).toBe('/bff/step-up?returnTo=%2Ft%2Facme%2Fruns%3Fstatus%3Dfailed');
  });

  it('signs out here first, then at the identity provider', async () => {
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    const leaving = store.signOut();
    http.expectOne({ method: 'POST', url: '/bff/logout' }).flush({ logoutUrl: 'http://127.0.0.1:4401/session/end' });
    await leaving;
    expect(store.state()).toBe('signed-out');
    expect(fakeLocation().leftFor).toBe('http://127.0.0.1:4401/session/end');
  });
});
