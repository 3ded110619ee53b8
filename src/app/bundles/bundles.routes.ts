import type { Routes } from '@angular/router';
import { BundlePageComponent } from './bundle-page.component.ts';
import { BundlesPageComponent } from './bundles-page.component.ts';

export const bundlesRoutes: Routes = [
  { path: '', component: BundlesPageComponent },
  { path: ':runId', title: ({ params }) => String(params['runId']), component: BundlePageComponent },
];
