import type { Selectors } from '../../../contracts/export-center/profile.ts';

/** Selects everything. */
export const noSelectors: Selectors = { products: [], ecosystems: [], sbomSubjects: [] };
