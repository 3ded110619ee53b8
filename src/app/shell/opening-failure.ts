import { HttpClient, HttpContext } from '@angular/common/http';
import { inject } from '@angular/core';
import { type NavigationError, Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { BACKGROUND } from '../session/request-context.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { BrowserLocation } from '../shared/util/browser-location.ts';
import { isMissingPart, toPageError } from '../shared/util/page-error.ts';

/**
 * A page whose code cannot be loaded would leave its link without any effect. After an update of the console the old code is
 * gone: the page is then opened anew, with what was typed kept as a draft. Without a connection it is told.
 */
export async function openOtherwise({ error, url }: NavigationError): Promise<void> {
  const [http, router, location, notices] = [
    inject(HttpClient),
    inject(Router),
    inject(BrowserLocation),
    inject(Notices),
  ];
  // What fails at the first page would fail again after it was opened anew, and again.
  if (!isMissingPart(error) || !router.navigated) return;
  try {
    await firstValueFrom(http.get('/status', { context: new HttpContext().set(BACKGROUND, true) }));
    location.leaveFor(url);
  } catch (cause) {
    notices.failed('The page could not be opened', toPageError(cause));
  }
}
