import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { isConsoleCall, isTenantCall } from './console-session.client.ts';
import { BACKGROUND, TENANT } from './request-context.ts';
import { SelectedTenant } from './selected-tenant.ts';

/** The headers that every call of the console carries (contract.md, section 1); calls elsewhere get none of them. */
export const consoleHeadersInterceptor: HttpInterceptorFn = (request, next) => {
  if (!isConsoleCall(request.url)) return next(request);
  const tenant = request.context.get(TENANT) ?? inject(SelectedTenant).id();
  const headers: Record<string, string> = { 'X-Stella-Console': '1' };
  if (tenant !== undefined && isTenantCall(request.url)) headers['X-Stella-Tenant'] = tenant;
  if (request.context.get(BACKGROUND)) headers['X-Stella-Activity'] = 'background';
  return next(request.clone({ setHeaders: headers }));
};
