import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withNavigationErrorHandler } from '@angular/router';
import { Notices } from '../shared/ui/notices/notices.ts';
import { fakeLocation, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { openOtherwise } from './opening-failure.ts';

const missing = new TypeError('Failed to fetch dynamically imported module: http://localhost/chunk-AB12.js');

describe('openOtherwise', () => {
  let http: HttpTestingController;
  let failed: jasmine.Spy;

  beforeEach(() => {
    const routes = [
      { path: '', children: [] },
      { path: 'runs', loadChildren: () => Promise.reject(missing) },
      { path: 'broken', loadChildren: () => Promise.reject(new Error('x is not a function')) },
    ];
    TestBed.configureTestingModule({
      providers: [
        provideConsoleTesting(),
        provideRouter(
          routes,
          withNavigationErrorHandler((error) => void openOtherwise(error)),
        ),
      ],
    });
    http = TestBed.inject(HttpTestingController);
    failed = spyOn(TestBed.inject(Notices), 'failed');
  });

  afterEach(() => verifyHttp());

  async function goTo(...urls: string[]): Promise<void> {
    for (const url of urls)
      await TestBed.inject(Router)
        .navigateByUrl(url)
        .catch(() => undefined);
    await settled();
  }

  it('opens the page anew where the console has been updated meanwhile', async () => {
    await goTo('/', '/runs');
    http.expectOne('/status').flush({});
    await settled();
    expect(fakeLocation().leftFor).toBe('/runs');
    expect(failed).not.toHaveBeenCalled();
  });

  it('says that the server cannot be reached, and stays', async () => {
    await goTo('/', '/runs');
    http.expectOne('/status').error(new ProgressEvent('error'));
    await settled();
    expect(failed).toHaveBeenCalledOnceWith(
      'The page could not be opened',
      jasmine.objectContaining({ code: 'OFFLINE' }),
    );
    expect(fakeLocation().leftFor).toBeUndefined();
  });

  it('does not open the first page again and again, nor what fails for another reason', async () => {
    await goTo('/runs');
    await goTo('/', '/broken');
    expect(fakeLocation().leftFor).toBeUndefined();
  });
});
