import type { HttpInterceptorFn } from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import { tap } from 'rxjs';
import { toPageError } from '../shared/util/page-error.ts';
import { ConsoleSessionStore } from './console-session.store.ts';
import { FreshSignIn } from './fresh-sign-in.ts';

/** Tells the store when a call shows that the session is over, and asks for a fresh sign-in where one is needed. */
export const sessionEndedInterceptor: HttpInterceptorFn = (request, next) => {
  const injector = inject(Injector);
  return next(request).pipe(
    tap({
      error: (cause: unknown) => {
        const { code } = toPageError(cause);
        if (code === 'ERR_UNAUTHENTICATED') injector.get(ConsoleSessionStore).end();
        if (code === 'ERR_FRESH_AUTH_REQUIRED') void injector.get(FreshSignIn).ask();
      },
    }),
  );
};
