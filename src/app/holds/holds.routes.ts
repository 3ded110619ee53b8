import type { Routes } from '@angular/router';
import { unsavedChangesGuard } from '../shared/ui/confirm/unsaved-changes.guard.ts';
import { HoldPageComponent } from './hold-page.component.ts';
import { HoldsPageComponent } from './holds-page.component.ts';

/** The page with the form is loaded when it is opened: the contract's schemas, and zod, come with it. */
export const holdsRoutes: Routes = [
  { path: '', component: HoldsPageComponent },
  {
    path: 'new',
    title: 'New hold',
    canDeactivate: [unsavedChangesGuard],
    loadComponent: () =>
      import('./place-hold-page.component.ts').then(({ PlaceHoldPageComponent }) => PlaceHoldPageComponent),
  },
  { path: ':holdId', title: ({ params }) => String(params['holdId']), component: HoldPageComponent },
];
