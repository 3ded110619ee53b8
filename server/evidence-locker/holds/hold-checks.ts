import type { ErrorDetail } from '../../contracts/errors.ts';
import type { HoldDraft, HoldScope } from '../../contracts/evidence-locker/hold.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { BundleRow } from '../bundles/bundle-store.ts';

/** @throws AppError ERR_VALIDATION where the review is not to come, or the hold would end before it. */
export function checkDates({ reviewAt, expiresAt }: HoldDraft, now: Date): void {
  const details: ErrorDetail[] = [];
  if (new Date(reviewAt) <= now) details.push({ path: 'reviewAt', message: 'must be in the future' });
  if (expiresAt !== undefined && new Date(expiresAt) < new Date(reviewAt)) {
    details.push({ path: 'expiresAt', message: 'must not be before the review' });
  }
  if (details.length > 0) throw new AppError('ERR_VALIDATION', 'Correct the dates of the hold.', { details });
}

/** @throws AppError ERR_VALIDATION naming each bundle of the scope that the tenant does not have. */
export function refuseUnknownBundles(scope: HoldScope, found: readonly BundleRow[]): void {
  if (scope.type !== 'bundle') return;
  const known = new Set(found.map((bundle) => bundle.bundle_id));
  const details = scope.bundleIds
    .map((bundleId, index) => ({ bundleId, path: `scope.bundleIds.${index}` }))
    .filter(({ bundleId }) => !known.has(bundleId))
    .map(({ bundleId, path }) => ({ path, message: `${bundleId} is not a bundle of this tenant` }));
  if (details.length === 0) return;
  const which = details.length === 1 ? 'a bundle' : `${details.length} bundles`;
  throw new AppError('ERR_VALIDATION', `The scope names ${which} that this tenant does not have.`, { details });
}

/**
 * A hold must protect something when it is placed. A run whose bundle is not registered yet matches nothing, like a
 * run that never was: the locker cannot tell them apart, and a hold on a mistyped run must not look like protection.
 * Beside a run that has its bundle it may be named: its bundle is covered once it is registered.
 * @throws AppError ERR_HOLD_EMPTY
 */
export function refuseEmpty(scope: HoldScope, found: readonly BundleRow[]): void {
  if (found.some((bundle) => bundle.pruned_at === null)) return;
  if (found.length > 0) {
    throw new AppError('ERR_HOLD_EMPTY', 'Nothing is left to hold: every bundle of this scope has been pruned.', {
      details: found.map((bundle) => ({
        path: 'scope',
        message: `${bundle.bundle_id} (${bundle.file_name}) was pruned at ${bundle.pruned_at?.toISOString() ?? ''}`,
      })),
    });
  }
  const message =
    scope.type === 'run'
      ? 'No bundle of these runs is registered. Check the run ids; a running run can be held once it has succeeded.'
      : 'No bundle is in this scope. Check the digest.';
  throw new AppError('ERR_HOLD_EMPTY', message, { details: [{ path: 'scope', message: 'matches no bundle' }] });
}
