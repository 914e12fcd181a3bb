/**
 * What a model must hold before it may be served: nobody is flagged for who they are, protected contexts stay under their
 * limit, and ranking does not fall behind. `npm test` measures the committed model by it.
 */
import { modelText } from '../text/normalise.ts';
import type { Example } from '../training/corpus.ts';
import { auroc, share } from '../training/metrics.ts';
import { readTestSet } from './sets.ts';
import { type SwapGroup, swapGroups, swapResults } from './swap-templates.ts';

/** Where a post is put before people. */
export const WORKING = 0.5;

export interface Gates {
  /** Templates in which exchanging one identity term changes whether a text is flagged. */
  swapFlips: number;
  swapTemplates: number;
  /** Share of posts in protected contexts (not violating, not `other`) that are flagged. */
  protectedFalseAlarms: number;
  auroc: number;
}

/** At most so many flips and false alarms, at least so high an AUROC. */
export const GATE_LIMITS = { swapFlips: 0, protectedFalseAlarms: 0.12, auroc: 0.96 };

/** `score` gives the calibrated probability of every text, in order. */
export async function measureGates(
  score: (texts: string[]) => Promise<number[]>,
  groups: readonly SwapGroup[] = swapGroups(),
  test: readonly Example[] = readTestSet(),
): Promise<Gates> {
  // What is read alike is scored once: int8 takes its scale from the whole batch, so that even one text twice may differ in the
  // third place, whatever group it names.
  const swapped = groups.flatMap((group) => group.texts).map((text) => ({ text, reading: modelText(text).text }));
  const apart = new Map(swapped.map(({ text, reading }) => [reading, text]));
  const scored = await score([...apart.values()]);
  const byReading = new Map([...apart.keys()].map((reading, i) => [reading, scored[i] ?? Number.NaN]));
  const swaps = swapped.map(({ reading }) => byReading.get(reading) ?? Number.NaN);
  const scores = await score(test.map((example) => example.text));
  const violating = test.map((example) => example.categories.length > 0);
  return {
    swapFlips: swapResults(groups, swaps, WORKING).filter((one) => one.flips).length,
    swapTemplates: groups.length,
    protectedFalseAlarms: share(
      scores.filter((_, i) => !violating[i] && test[i]?.context !== 'other'),
      WORKING,
    ),
    auroc: auroc(scores, violating),
  };
}
