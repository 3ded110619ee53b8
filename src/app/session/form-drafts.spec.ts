import { TestBed } from '@angular/core/testing';
import { HttpTestingController } from '@angular/common/http/testing';
import { provideConsoleTesting, signIn, verifyHttp } from '../testing/console-testing.ts';
import { tenants } from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from './console-session.store.ts';
import { FormDrafts } from './form-drafts.ts';

describe('FormDrafts', () => {
  let drafts: FormDrafts;

  beforeEach(async () => {
    sessionStorage.clear();
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    await signIn();
    drafts = TestBed.inject(FormDrafts);
    drafts.keep('holds/new', { name: 'Breach' });
  });

  afterEach(() => verifyHttp());

  it('gives back what was kept, until it is dropped', () => {
    expect(drafts.read('holds/new')).toEqual({ name: 'Breach' });
    drafts.drop('holds/new');
    expect(drafts.read('holds/new')).toBeUndefined();
  });

  it('keeps the drafts of one tenant from another', () => {
    TestBed.inject(ConsoleSessionStore).selectTenant('globex');
    TestBed.inject(HttpTestingController).expectOne('/console/tenants/selected').flush(tenants);
    expect(drafts.read('holds/new')).toBeUndefined();
  });

  it('keeps the drafts of one person from the next who signs in here', () => {
    TestBed.inject(ConsoleSessionStore).end();
    expect(drafts.read('holds/new')).toBeUndefined();
  });
});
