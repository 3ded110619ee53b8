import type { HttpEvent, HttpHandlerFn, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { EMPTY, from, type Observable, of, switchMap } from 'rxjs';
import { OPERATOR_ACTION, type OperatorAction } from './operator-action.ts';
import { OperatorContextService } from './operator-context.service.ts';
import { headerValue, type OperatorMetadata } from './operator-metadata.ts';
import { ReasonDialog } from './reason-dialog/reason-dialog.ts';

/**
 * Sends the operator's reason and ticket with requests marked as operator actions, and with no other. Where no reason is
 * set the person is asked; who declines has cancelled the request: it completes without an answer and nothing is sent.
 */
@Service()
export class OperatorMetadataInterceptor {
  readonly #context = inject(OperatorContextService);
  readonly #dialog = inject(ReasonDialog);

  intercept(request: HttpRequest<unknown>, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
    const action = request.context.get(OPERATOR_ACTION);
    if (action === undefined) return next(request);
    return this.#metadataFor(action).pipe(
      switchMap((metadata) => (metadata === undefined ? EMPTY : next(withMetadata(request, metadata)))),
    );
  }

  #metadataFor(action: OperatorAction): Observable<OperatorMetadata | undefined> {
    const current = this.#context.current();
    return current === undefined ? from(this.#dialog.ask(action)) : of(current);
  }
}

/** Angular takes functions; this one calls the service. */
export const operatorMetadataInterceptor: HttpInterceptorFn = (request, next) =>
  inject(OperatorMetadataInterceptor).intercept(request, next);

function withMetadata(request: HttpRequest<unknown>, { reason, ticket }: OperatorMetadata): HttpRequest<unknown> {
  return request.clone({
    setHeaders: {
      'X-Stella-Operator-Reason': headerValue(reason),
      ...(ticket !== undefined && { 'X-Stella-Operator-Ticket': headerValue(ticket) }),
    },
  });
}
