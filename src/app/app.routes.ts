import type { Routes } from '@angular/router';
import { startGuard, tenantGuard } from './session/session.guards.ts';
import { ShellComponent } from './shell/shell.component.ts';
import { NotFoundComponent } from './shell/states/not-found.component.ts';

/** The areas stand below their tenant. A route with a title is a breadcrumb too. */
export const routes: Routes = [
  {
    path: '',
    component: ShellComponent,
    children: [
      { path: '', pathMatch: 'full', canActivate: [startGuard], children: [] },
      {
        path: 't/:tenant',
        canActivate: [tenantGuard],
        children: [
          { path: '', pathMatch: 'full', redirectTo: 'overview' },
          {
            path: 'overview',
            title: 'Overview',
            loadChildren: () => import('./overview/overview.routes.ts').then(({ overviewRoutes }) => overviewRoutes),
          },
          {
            path: 'runs',
            title: 'Runs',
            loadChildren: () => import('./runs/runs.routes.ts').then(({ runsRoutes }) => runsRoutes),
          },
          {
            path: 'profiles',
            title: 'Profiles',
            loadChildren: () => import('./profiles/profiles.routes.ts').then(({ profilesRoutes }) => profilesRoutes),
          },
          {
            path: 'bundles',
            title: 'Bundles',
            loadChildren: () => import('./bundles/bundles.routes.ts').then(({ bundlesRoutes }) => bundlesRoutes),
          },
          {
            path: 'holds',
            title: 'Holds',
            loadChildren: () => import('./holds/holds.routes.ts').then(({ holdsRoutes }) => holdsRoutes),
          },
          {
            path: 'administration',
            title: 'Administration',
            loadChildren: () =>
              import('./administration/administration.routes.ts').then(
                ({ administrationRoutes }) => administrationRoutes,
              ),
          },
          {
            path: 'profile',
            title: 'Console profile',
            loadComponent: () =>
              import('./console-profile/console-profile.component.ts').then(
                ({ ConsoleProfileComponent }) => ConsoleProfileComponent,
              ),
          },
          { path: '**', title: 'Not found', component: NotFoundComponent },
        ],
      },
      { path: '**', title: 'Not found', component: NotFoundComponent },
    ],
  },
];
