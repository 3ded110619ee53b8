import { PageHarness } from '../../testing/page.harness.ts';

/** The list of bundles. */
export class BundlesPageHarness extends PageHarness {
  static readonly hostSelector = 'app-bundles-page';
}
