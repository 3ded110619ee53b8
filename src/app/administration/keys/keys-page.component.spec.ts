import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { SigningKey } from '../../../../server/contracts/export-center/keys.ts';
import { FreshActionDialogHarness } from '../../session/fresh-action/fresh-action-dialog.harness.ts';
import { provideConsoleTesting, settled, verifyHttp } from '../../testing/console-testing.ts';
import { openDialog } from '../../testing/open-dialog.ts';
import { PageHarness } from '../../testing/page.harness.ts';
import { errorEnvelope } from '../../testing/session-fixtures.ts';
import { signInAs } from '../../testing/sign-in-as.ts';
import { KeysPageComponent } from './keys-page.component.ts';

class KeysPageHarness extends PageHarness {
  static readonly hostSelector = 'app-keys-page';
}

const url = '/api/export/keys';

function keyOf(digit: string, current: boolean): SigningKey {
  const keyId = digit.repeat(64);
  return {
    ...{ keyId, current, fingerprint: `sha256:${keyId}`, algorithm: 'ECDSA-P256-SHA256' },
    publicKeyPem: `-----BEGIN PUBLIC KEY-----\n${digit}\n-----END PUBLIC KEY-----\n`,
    createdAt: '2026-11-20T10:00:00.000Z',
  };
}

describe('KeysPageComponent', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<KeysPageComponent>;
  let page: KeysPageHarness;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [...provideConsoleTesting(), provideRouter([])] });
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => verifyHttp());

  async function open(role: 'tenant-admin' | 'viewer'): Promise<void> {
    await signInAs(role);
    fixture = TestBed.createComponent(KeysPageComponent);
    await settled();
    http.expectOne(url).flush({ items: [keyOf('b', true), keyOf('a', false)] });
    await settled();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, KeysPageHarness));
  }

  const text = () => (fixture.nativeElement as HTMLElement).textContent;

  it('shows the current key first, and those before it', async () => {
    await open('viewer');
    expect(text().indexOf('b'.repeat(64))).toBeLessThan(text().indexOf('a'.repeat(64)));
    expect(text()).toContain('Kept for the bundles that it signed');
    expect(await page.has('Rotate key')).toBeFalse();
  });

  it('rotates with the reason of the operator, and shows the new key', async () => {
    await open('tenant-admin');
    await page.press('Rotate key');
    const dialog = await openDialog(FreshActionDialogHarness);
    expect(await dialog.text()).toContain('The old private key is destroyed.');
    await dialog.explain('Yearly rotation');
    await dialog.press('Rotate key');
    await settled();
    const request = http.expectOne(`${url}/rotate`);
    expect(request.request.headers.get('X-Stella-Operator-Reason')).toBe('Yearly rotation');
    const rotated = { items: [keyOf('c', true), keyOf('b', false), keyOf('a', false)] };
    request.flush(rotated);
    await settled();
    http.expectOne(url).flush(rotated);
    await settled();
    expect(text()).toContain('c'.repeat(64));
  });

  it('says why a rotation failed', async () => {
    await open('tenant-admin');
    await page.press('Rotate key');
    const dialog = await openDialog(FreshActionDialogHarness);
    await dialog.explain('Yearly rotation');
    await dialog.press('Rotate key');
    await settled();
    http.expectOne(`${url}/rotate`).flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    await settled();
    expect((await page.errors())[0]).toContain('The key was not rotated');
  });
});
