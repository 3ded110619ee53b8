import { APP_BASE_HREF } from '@angular/common';
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  type ApplicationConfig,
  inject,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import { MAT_TOOLTIP_DEFAULT_OPTIONS } from '@angular/material/tooltip';
import {
  provideRouter,
  RouteReuseStrategy,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withRouterConfig,
} from '@angular/router';
import { routes } from './app.routes.ts';
import { operatorMetadataInterceptor } from './operator/operator-metadata.interceptor.ts';
import { consoleHeadersInterceptor } from './session/console-headers.interceptor.ts';
import { PreferencesStore } from './session/preferences.store.ts';
import { ReturnAddress } from './session/return-address.ts';
import { sessionEndedInterceptor } from './session/session-ended.interceptor.ts';
import { TenantRouteReuseStrategy } from './session/tenant-route-reuse.ts';
import { provideIcons } from './shared/ui/icons.ts';
import { openOtherwise } from './shell/opening-failure.ts';
import { PageTitleStrategy } from './shell/page-title-strategy.ts';

export const appConfig: ApplicationConfig = {
  providers: [
    // The page has no <base>, which the content security policy forbids.
    { provide: APP_BASE_HREF, useValue: '/' },
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      withNavigationErrorHandler((error) => void openOtherwise(error)),
      withRouterConfig({ paramsInheritanceStrategy: 'always' }),
    ),
    { provide: RouteReuseStrategy, useClass: TenantRouteReuseStrategy },
    { provide: TitleStrategy, useExisting: PageTitleStrategy },
    provideHttpClient(
      withInterceptors([operatorMetadataInterceptor, consoleHeadersInterceptor, sessionEndedInterceptor]),
    ),
    // Begins at once, so that the chosen theme stands before the first page is drawn.
    provideAppInitializer(() => void inject(PreferencesStore)),
    provideAppInitializer(() => inject(ReturnAddress).comeBack()),
    provideIcons(),
    { provide: MAT_TOOLTIP_DEFAULT_OPTIONS, useValue: { showDelay: 300, hideDelay: 0, touchendHideDelay: 1500 } },
  ],
};
