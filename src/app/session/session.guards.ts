import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { ConsoleSessionStore } from './console-session.store.ts';

/**
 * Selects the tenant that the URL names. Lets everything through: without a session AppComponent shows the sign-in page
 * under the same URL, and for a tenant that is not the person's the shell says so.
 */
export const tenantGuard: CanActivateFn = async (route) => {
  const session = inject(ConsoleSessionStore);
  await session.load();
  const tenant = route.paramMap.get('tenant');
  if (tenant !== null && session.state() === 'signed-in') session.selectTenant(tenant);
  return true;
};

/** `/` leads to the tenant that the person worked in last. */
export const startGuard: CanActivateFn = async () => {
  const [session, router] = [inject(ConsoleSessionStore), inject(Router)];
  await session.load();
  const tenant = session.startTenant();
  return tenant === undefined ? true : router.createUrlTree(['/t', tenant]);
};
