import type { Routes } from '@angular/router';
import { unsavedChangesGuard } from '../shared/ui/confirm/unsaved-changes.guard.ts';
import { ProfilesPageComponent } from './profiles-page.component.ts';

/** The pages with a form are loaded when they are opened: the contract's schemas, and zod, come with them. */
export const profilesRoutes: Routes = [
  { path: '', component: ProfilesPageComponent },
  {
    path: 'new',
    title: 'New profile',
    canDeactivate: [unsavedChangesGuard],
    loadComponent: () =>
      import('./new-profile-page.component.ts').then(({ NewProfilePageComponent }) => NewProfilePageComponent),
  },
  {
    path: ':profileId',
    title: ({ params }) => String(params['profileId']),
    canDeactivate: [unsavedChangesGuard],
    loadComponent: () => import('./profile-page.component.ts').then(({ ProfilePageComponent }) => ProfilePageComponent),
  },
];
