/** Whether a distribution has shifted. */

/** Counts of scores in 0..1 by tenths; a score of 1 belongs to the last. */
export const BINS = 10;
/** Added to every bin, so that an empty one does not make the index endless. */
const SMOOTHING = 0.5;

/**
 * Population stability index of `now` against `before`: the sum over bins of (p - q) ln(p / q). Under 0.1 is usually read as
 * no shift, over 0.25 as a large one. Null where one side is empty.
 */
export const stabilityIndex = (now: readonly number[], before: readonly number[]): number | null => {
  const [nowTotal, beforeTotal] = [now, before].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  if (nowTotal === undefined || beforeTotal === undefined || nowTotal === 0 || beforeTotal === 0) return null;
  const share = (counts: readonly number[], bin: number, total: number): number =>
    ((counts[bin] ?? 0) + SMOOTHING) / (total + SMOOTHING * BINS);
  let index = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const [p, q] = [share(now, bin, nowTotal), share(before, bin, beforeTotal)];
    index += (p - q) * Math.log(p / q);
  }
  return Math.round(index * 1e4) / 1e4;
};
