/** Middle value; the mean of the two middle ones for an even count. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/**
 * Quantile by linear interpolation between the closest ranks (R's and NumPy's default, type 7).
 * @param q 0 to 1
 * @throws RangeError without samples
 */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) throw new RangeError('No samples');
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = (sorted.length - 1) * q;
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? 0;
  return below + (above - below) * (rank - Math.floor(rank));
}

/**
 * Median of the ratios round by round, `samples[i] / reference[i]`: what slows a whole round (another program on this
 * machine) slows both sides of one ratio.
 */
export function pairedRatio(samples: readonly number[], reference: readonly number[]): number {
  return median(samples.map((sample, round) => sample / (reference[round] ?? Number.NaN)));
}
