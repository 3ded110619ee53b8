import type { Routes } from '@angular/router';
import { RunPageComponent } from './run-page.component.ts';
import { RunsPageComponent } from './runs-page.component.ts';

export const runsRoutes: Routes = [
  { path: '', component: RunsPageComponent },
  { path: ':runId', title: ({ params }) => String(params['runId']), component: RunPageComponent },
];
