import type { Routes } from '@angular/router';

export const bundlesRoutes: Routes = [];
