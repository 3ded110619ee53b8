import { fileNameEnding } from '../../../../kernel/streams/compress.ts';
import { type BundlePlan } from '../../bundle-plan.ts';

/**
 * `mirror-20251029-full.tar.zst`, for the day's second one `mirror-20251029-full-02.tar.zst` (bundles.md, "Kinds"). The day is
 * that of the run's plan, in UTC.
 */
export function mirrorFileName({ profile, createdAt, dayNumber, compression }: BundlePlan): string {
  const day = createdAt.slice(0, 10).replaceAll('-', '');
  const number = dayNumber === 1 ? '' : `-${String(dayNumber).padStart(2, '0')}`;
  return `mirror-${day}-${profile.variant}${number}.tar${fileNameEnding(compression.codec)}`;
}
