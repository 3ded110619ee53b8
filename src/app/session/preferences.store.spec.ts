import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Notices } from '../shared/ui/notices/notices.ts';
import { DisplayZone } from '../shared/util/display-zone.ts';
import { provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme } from '../testing/session-fixtures.ts';
import { PreferencesStore } from './preferences.store.ts';

describe('PreferencesStore', () => {
  let http: HttpTestingController;
  let store: PreferencesStore;
  const shownTheme = (): string | null => document.documentElement.getAttribute('data-theme');

  beforeEach(() => {
    localStorage.removeItem('stella.theme');
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    store = TestBed.inject(PreferencesStore);
  });

  afterEach(() => {
    localStorage.removeItem('stella.theme');
    document.documentElement.removeAttribute('data-theme');
    verifyHttp();
  });

  async function signInAndRead(
    answer: (request: ReturnType<HttpTestingController['expectOne']>) => void,
  ): Promise<void> {
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    answer(http.expectOne('/console/preferences'));
    await settled();
  }

  it('follows the system until the person chose', async () => {
    await settled();
    expect(shownTheme()).toBeNull();
  });

  it('applies what was saved, theme and time zone', async () => {
    await signInAndRead((request) => request.flush({ theme: 'dark', timeZone: 'local' }));
    expect(shownTheme()).toBe('dark');
    expect(TestBed.inject(DisplayZone).choice()).toBe('local');
  });

  it('applies a choice at once and saves it behind', async () => {
    await signInAndRead((request) => request.flush({ theme: 'system', timeZone: 'utc' }));
    const saving = store.choose({ theme: 'light' });
    await settled();
    expect(shownTheme()).toBe('light');
    const request = http.expectOne({ method: 'PUT', url: '/console/preferences' });
    expect(request.request.body).toEqual({ theme: 'light', timeZone: 'utc' });
    request.flush({ theme: 'light', timeZone: 'utc' });
    await saving;
    expect(localStorage.getItem('stella.theme')).toBe('light');
  });

  it('goes on with the browser’s own choice when the BFF keeps none', async () => {
    await signInAndRead((request) => request.flush(errorEnvelope('ERR_NOT_FOUND'), { status: 404, statusText: '' }));
    expect(store.preferences()).toEqual({ theme: 'system', timeZone: 'utc' });
  });

  it('says so when a choice could not be saved', async () => {
    const failed = spyOn(TestBed.inject(Notices), 'failed');
    const saving = store.choose({ timeZone: 'local' });
    http.expectOne('/console/preferences').flush(errorEnvelope('ERR_INTERNAL'), { status: 500, statusText: '' });
    await saving;
    expect(failed).toHaveBeenCalledTimes(1);
    expect(store.preferences().timeZone).toBe('local');
  });
});
