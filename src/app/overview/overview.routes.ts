import type { Routes } from '@angular/router';
import { provideChartAnimations } from './chart-animations.ts';
import { OverviewPageComponent } from './overview-page.component.ts';

export const overviewRoutes: Routes = [
  { path: '', component: OverviewPageComponent, providers: [provideChartAnimations()] },
];
