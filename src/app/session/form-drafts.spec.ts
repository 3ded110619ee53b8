import { TestBed } from '@angular/core/testing';
import { HttpTestingController } from '@angular/common/http/testing';
import type { Session } from '../../../server/contracts/bff/session.ts';
import { provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { profileOfAcme, signedIn, tenants } from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from './console-session.store.ts';
import { FormDrafts } from './form-drafts.ts';

describe('FormDrafts', () => {
  let drafts: FormDrafts;

  beforeEach(async () => {
    await begin();
    drafts.keep('holds/new', { name: 'Breach' });
  });

  afterEach(() => verifyHttp());

  async function begin(session?: Session): Promise<void> {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    await signIn('acme', session);
    drafts = TestBed.inject(FormDrafts);
    await settled();
    TestBed.inject(HttpTestingController).expectOne('/console/profile').flush(profileOfAcme);
  }

  const nobodyElse: Session = { ...(signedIn as Extract<Session, { authenticated: true }>), subject: 'u-other' };

  it('gives back what was kept, until it is dropped', () => {
    expect(drafts.read('holds/new')).toEqual({ name: 'Breach' });
    drafts.drop('holds/new');
    expect(drafts.read('holds/new')).toBeUndefined();
  });

  it('gives it back after signing in again', async () => {
    TestBed.inject(ConsoleSessionStore).end();
    await begin();
    expect(drafts.read('holds/new')).toEqual({ name: 'Breach' });
  });

  it('gives it back even where a sign-out in another tab has emptied the storage of this one', async () => {
    sessionStorage.clear();
    window.dispatchEvent(new Event('pagehide'));
    await begin();
    expect(drafts.read('holds/new')).toEqual({ name: 'Breach' });
  });

  it('keeps the drafts of one tenant from another', () => {
    TestBed.inject(ConsoleSessionStore).selectTenant('globex');
    TestBed.inject(HttpTestingController).expectOne('/console/tenants/selected').flush(tenants);
    expect(drafts.read('holds/new')).toBeUndefined();
    expect(drafts.count()).toBe(1);
  });

  it('keeps nothing of a page that goes away with its session', () => {
    TestBed.inject(ConsoleSessionStore).end();
    drafts.keep('holds/new', { name: 'Leak' });
    drafts.drop('holds/new');
    expect(drafts.read('holds/new')).toBeUndefined();
    expect(Object.values(sessionStorage)).toEqual(['{"name":"Breach"}']);
  });

  it('leaves nothing of one person to the next who signs in here', async () => {
    TestBed.inject(ConsoleSessionStore).end();
    await begin(nobodyElse);
    expect(drafts.read('holds/new')).toBeUndefined();
    expect(sessionStorage.length).toBe(0);
  });

  it('drops all of them on request, for good', () => {
    drafts.keep('profiles/new', { name: 'nightly' });
    expect(drafts.count()).toBe(2);
    drafts.dropAll();
    window.dispatchEvent(new Event('pagehide'));
    expect(drafts.count()).toBe(0);
    expect(sessionStorage.length).toBe(0);
  });
});
