import { Component } from '@angular/core';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { fakeClock, provideConsoleTesting, settled, signIn, verifyHttp } from '../../testing/console-testing.ts';
import { profileOfAcme } from '../../testing/session-fixtures.ts';
import { ConsoleSessionStore } from '../console-session.store.ts';
import { DownloadDirective } from './download.directive.ts';
import { Downloads } from './downloads.ts';

const gibibyte = 1024 ** 3;

@Component({
  selector: 'app-spec-host',
  imports: [DownloadDirective],
  template: `<a href="#" [appDownload]="file">Download</a>`,
})
class HostComponent {
  readonly file = { fileName: 'run-1.tar.zst', bytes: gibibyte };
}

describe('Downloads', () => {
  let downloads: Downloads;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    await signIn();
    await settled();
    TestBed.inject(HttpTestingController).expectOne('/console/profile').flush(profileOfAcme);
    downloads = TestBed.inject(Downloads);
  });

  afterEach(() => verifyHttp());

  const names = (): string[] => downloads.perhapsUnderWay().map(({ fileName }) => fileName);

  it('names those that may still be under way, for as long as a slow line would take', () => {
    downloads.started('small.tar.zst', 600_000);
    downloads.started('big.tar.zst', gibibyte);
    expect(names()).toEqual(['small.tar.zst', 'big.tar.zst']);
    fakeClock().advance(31);
    expect(names()).toEqual(['big.tar.zst']);
    fakeClock().advance(1024);
    expect(names()).toEqual([]);
  });

  it('knows those of the other tabs, and forgets those that are over', () => {
    downloads.started('small.tar.zst', 600_000);
    fakeClock().advance(31);
    downloads.started('big.tar.zst', gibibyte);
    expect(Object.values(localStorage).join()).toContain('big.tar.zst');
    expect(Object.values(localStorage).join()).not.toContain('small.tar.zst');
  });

  it('names none to anybody else', () => {
    downloads.started('big.tar.zst', gibibyte);
    TestBed.inject(ConsoleSessionStore).end();
    downloads.started('later.tar.zst', gibibyte);
    expect(names()).toEqual([]);
  });

  it('is told of a download by its link', async () => {
    const fixture = TestBed.createComponent(HostComponent);
    await fixture.whenStable();
    const link = (fixture.nativeElement as HTMLElement).querySelector('a')!;
    expect(link.getAttribute('download')).toBe('run-1.tar.zst');
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
    expect(names()).toEqual(['run-1.tar.zst']);
  });
});
