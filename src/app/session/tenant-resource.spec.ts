import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { EventStreams } from '../shared/util/event-stream/event-streams.ts';
import type { StreamState } from '../shared/util/event-stream/stream.ts';
import type { Loaded } from '../shared/util/loaded.ts';
import { fakeStreams, provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme } from '../testing/session-fixtures.ts';
import { tenantResource } from './tenant-resource.ts';

const events = '/api/export/events?tenant=acme';

describe('tenantResource', () => {
  let http: HttpTestingController;
  let names: Loaded<string>;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
    names = TestBed.runInInjectionContext(() => tenantResource<string>(() => ({ url: '/names' })));
    TestBed.inject(EventStreams).events(events).subscribe();
    await connection({ kind: 'live' });
    http.expectOne('/console/profile').flush(profileOfAcme);
  });

  afterEach(() => verifyHttp());

  async function connection(state: StreamState): Promise<void> {
    fakeStreams().report(events, state);
    await settled();
  }

  async function drop(): Promise<void> {
    await connection({ kind: 'reconnecting', retryAt: 0, lastContactAt: undefined });
  }

  it('reads again what no server answered, once the events come in again', async () => {
    await drop();
    http.expectOne('/names').error(new ProgressEvent('error'));
    await settled();
    expect(names.view()).toBe('error');
    await connection({ kind: 'live' });
    http.expectOne('/names').flush('ada');
    await settled();
    expect(names.value()).toBe('ada');
  });

  it('leaves alone what was read, and what would be refused again', async () => {
    http.expectOne('/names').flush(errorEnvelope('ERR_NOT_FOUND'), { status: 404, statusText: '' });
    await settled();
    await drop();
    await connection({ kind: 'live' });
    expect(names.view()).toBe('error');
  });
});
