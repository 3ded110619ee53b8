import type { Routes } from '@angular/router';
import { AuditPageComponent } from './audit/audit-page.component.ts';
import { KeysPageComponent } from './keys/keys-page.component.ts';

export const administrationRoutes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'audit' },
  { path: 'audit', title: 'Audit', component: AuditPageComponent },
  { path: 'keys', title: 'Signing keys', component: KeysPageComponent },
];
