/** Figures over scored examples. Every function takes scores and truths of the same length. */

const ranked = (scores: readonly number[]): number[] =>
  scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));

/** Probability that a violating example scores above one that is not; ties count half. NaN where a side is empty. */
export function auroc(scores: readonly number[], truths: readonly boolean[]): number {
  const order = ranked(scores);
  let wins = 0;
  let above = 0;
  const negatives = truths.filter((truth) => !truth).length;
  const positives = truths.length - negatives;
  for (let i = 0; i < order.length; ) {
    let ties = 0;
    let tiedNegatives = 0;
    const score = scores[order[i] ?? 0];
    while (i < order.length && scores[order[i] ?? 0] === score) {
      if (truths[order[i] ?? 0]) ties++;
      else tiedNegatives++;
      i++;
    }
    wins += tiedNegatives * (above + ties / 2);
    above += ties;
  }
  return wins / (positives * negatives);
}

/** Average precision: the mean precision at the rank of every violating example. */
export function averagePrecision(scores: readonly number[], truths: readonly boolean[]): number {
  let hits = 0;
  let sum = 0;
  for (const [rank, i] of ranked(scores).entries()) {
    if (!truths[i]) continue;
    hits++;
    sum += hits / (rank + 1);
  }
  return sum / hits;
}

/** The least threshold that flags (score >= threshold) at most `share` of the examples that are not violating. */
export function thresholdAt(scores: readonly number[], truths: readonly boolean[], share: number): number {
  const negatives = scores.filter((_, i) => !truths[i]).sort((a, b) => b - a);
  const allowed = Math.floor(share * negatives.length);
  const first = negatives[allowed];
  if (first === undefined) return 0;
  const above = scores.filter((score) => score > first).sort((a, b) => a - b)[0];
  return above === undefined ? first + Number.EPSILON : (above + first) / 2;
}

/** Share of the violating examples at or above the threshold. */
export const recallOver = (scores: readonly number[], truths: readonly boolean[], threshold: number): number =>
  share(
    scores.filter((_, i) => truths[i]),
    threshold,
  );

/** Recall where so large a share of the examples that are not violating is flagged. */
export const recallAt = (scores: readonly number[], truths: readonly boolean[], falseAlarms: number): number =>
  recallOver(scores, truths, thresholdAt(scores, truths, falseAlarms));

/** Share of the scores at or above the threshold. */
export const share = (scores: readonly number[], threshold: number): number =>
  scores.filter((score) => score >= threshold).length / scores.length;

/** Expected calibration error over ten bins of equal width. */
export function calibrationError(scores: readonly number[], truths: readonly boolean[]): number {
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const inBin = scores.map((_, i) => i).filter((i) => Math.min(9, Math.floor((scores[i] ?? 0) * 10)) === bin);
    if (inBin.length === 0) continue;
    const mean = inBin.reduce((sum, i) => sum + (scores[i] ?? 0), 0) / inBin.length;
    const rate = inBin.filter((i) => truths[i]).length / inBin.length;
    error += (inBin.length / scores.length) * Math.abs(mean - rate);
  }
  return error;
}
