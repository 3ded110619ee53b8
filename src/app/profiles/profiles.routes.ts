import type { Routes } from '@angular/router';

export const profilesRoutes: Routes = [];
