import type { Routes } from '@angular/router';
import { AuditPageComponent } from './audit/audit-page.component.ts';

export const administrationRoutes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'audit' },
  { path: 'audit', title: 'Audit', component: AuditPageComponent },
];
