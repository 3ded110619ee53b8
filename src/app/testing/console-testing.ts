import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import type { EnvironmentProviders, Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { provideRouter, type Routes } from '@angular/router';
import type { Session, Tenants } from '../../../server/contracts/bff/session.ts';
import { operatorMetadataInterceptor } from '../operator/operator-metadata.interceptor.ts';
import { consoleHeadersInterceptor } from '../session/console-headers.interceptor.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { sessionEndedInterceptor } from '../session/session-ended.interceptor.ts';
import { provideIcons } from '../shared/ui/icons.ts';
import { BrowserLocation } from '../shared/util/browser-location.ts';
import { Clock } from '../shared/util/clock.ts';
import { STREAM_TRANSPORT } from '../shared/util/event-stream/event-streams.ts';
import { FakeBrowserLocation } from './fake-browser-location.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeStreamTransport } from './fake-stream-transport.ts';
import { signedIn, tenants } from './session-fixtures.ts';

// For every spec: what one leaves in the browser (a draft, a download under way) would change what the next one sees.
afterEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

/** The console's own providers, with everything outside of it (server, time, navigation, streams) in the spec's hand. */
export function provideConsoleTesting(routes: Routes = []): (Provider | EnvironmentProviders)[] {
  return [
    provideRouter(routes),
    provideHttpClient(
      withInterceptors([operatorMetadataInterceptor, consoleHeadersInterceptor, sessionEndedInterceptor]),
    ),
    provideHttpClientTesting(),
    provideIcons(),
    { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } },
    { provide: Clock, useClass: FakeClock },
    { provide: BrowserLocation, useClass: FakeBrowserLocation },
    { provide: STREAM_TRANSPORT, useClass: FakeStreamTransport },
  ];
}

export function fakeClock(): FakeClock {
  return TestBed.inject(Clock) as unknown as FakeClock;
}

export function fakeLocation(): FakeBrowserLocation {
  return TestBed.inject(BrowserLocation) as unknown as FakeBrowserLocation;
}

export function fakeStreams(): FakeStreamTransport {
  return TestBed.inject(STREAM_TRANSPORT) as FakeStreamTransport;
}

/** Signs Ada in and selects a tenant; what the tenant's profile answers is left to the spec. */
export async function signIn(tenant = 'acme', session: Session = signedIn, known: Tenants = tenants): Promise<void> {
  const http = TestBed.inject(HttpTestingController);
  const store = TestBed.inject(ConsoleSessionStore);
  const loading = store.load();
  http.expectOne('/bff/session').flush(session);
  await settled();
  http.expectOne('/console/tenants').flush(known);
  await loading;
  store.selectTenant(tenant);
  if (tenant !== known.selectedTenant) http.expectOne('/console/tenants/selected').flush(known);
}

/** Lets promises and effects that are due run. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  TestBed.tick();
}

/**
 * Harnesses wait until nothing is under way, also the calls that their click began; this answers those meanwhile:
 * `await whileAnswering(page.retry(), () => http.match(url).forEach(…))`.
 */
export async function whileAnswering(action: Promise<void>, answer: () => void | Promise<void>): Promise<void> {
  const progress = { ended: false };
  const finished = action.finally(() => (progress.ended = true));
  do {
    await settled();
    await answer();
  } while (!progress.ended);
  await finished;
}

/** What each spec ends with: no call unanswered, no call unexpected. */
export function verifyHttp(): void {
  TestBed.inject(HttpTestingController).verify();
}
