import type { Routes } from '@angular/router';

export const holdsRoutes: Routes = [];
