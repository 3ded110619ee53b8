import { HttpClient, HttpContext } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideConsoleTesting, verifyHttp } from '../testing/console-testing.ts';
import { inBackground, TENANT } from './request-context.ts';
import { SelectedTenant } from './selected-tenant.ts';

describe('consoleHeadersInterceptor', () => {
  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    TestBed.inject(SelectedTenant).select('acme');
  });

  afterEach(() => verifyHttp());

  function headersOf(url: string, context = new HttpContext()): Record<string, string | null> {
    TestBed.inject(HttpClient).get(url, { context }).subscribe();
    const test = TestBed.inject(HttpTestingController).expectOne(url);
    test.flush({});
    const { headers } = test.request;
    return {
      console: headers.get('X-Stella-Console'),
      tenant: headers.get('X-Stella-Tenant'),
      activity: headers.get('X-Stella-Activity'),
    };
  }

  for (const url of ['/api/export/runs', '/evidence/holds', '/console/profile']) {
    it(`names console and tenant to ${url}`, () => {
      expect(headersOf(url)).toEqual({ console: '1', tenant: 'acme', activity: null });
    });
  }

  for (const url of ['/bff/session', '/status']) {
    it(`names no tenant to ${url}, which depends on none`, () => {
      expect(headersOf(url)).toEqual({ console: '1', tenant: null, activity: null });
    });
  }

  for (const url of ['https://example.org/api/export/runs', '/apix/runs', '//evil.example/api/export/runs']) {
    it(`adds nothing to ${url}`, () => {
      expect(headersOf(url)).toEqual({ console: null, tenant: null, activity: null });
    });
  }

  it('marks what no person did', () => {
    expect(headersOf('/api/export/runs', inBackground())['activity']).toBe('background');
  });

  it('keeps a call in the tenant that it was made for', () => {
    expect(headersOf('/api/export/runs', new HttpContext().set(TENANT, 'globex'))['tenant']).toBe('globex');
  });
});
