import {
  afterEveryRender,
  type EnvironmentProviders,
  inject,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
  RendererFactory2,
} from '@angular/core';
import { provideNoopAnimations } from '@angular/platform-browser/animations';

/**
 * The animations that ngx-charts is built on, switched off, for one lazy route, so that the console starts without them.
 * Their renderer takes elements away only when told that a rendering has ended, and Angular tells that to the renderer of
 * the root alone; hence the second provider.
 */
export function provideChartAnimations(): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideNoopAnimations(),
    provideEnvironmentInitializer(() => {
      const renderers = inject(RendererFactory2);
      afterEveryRender(() => {
        renderers.begin?.();
        renderers.end?.();
      });
    }),
  ]);
}
