import type { HttpInterceptorFn } from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import { tap } from 'rxjs';
import { toPageError } from '../shared/util/page-error.ts';
import { ConsoleSessionStore } from './console-session.store.ts';

/** Tells the store when a call shows that the session is over. */
export const sessionEndedInterceptor: HttpInterceptorFn = (request, next) => {
  const injector = inject(Injector);
  return next(request).pipe(
    tap({
      error: (cause: unknown) => {
        if (toPageError(cause).code === 'ERR_UNAUTHENTICATED') injector.get(ConsoleSessionStore).end();
      },
    }),
  );
};
