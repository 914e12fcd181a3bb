/**
 * What a model must hold before it may be served: nobody is flagged for who they are, protected contexts stay under their
 * limit, and ranking does not fall behind. `npm test` measures the committed model by it.
 */
import { auroc, share } from '../training/metrics.ts';
import { readTestSet } from './sets.ts';
import { swapGroups, swapResults } from './swap-templates.ts';

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

/** `score` gives the calibrated probability of every text, in order. */
export async function measureGates(score: (texts: string[]) => Promise<number[]>): Promise<Gates> {
  const groups = swapGroups();
  const swaps = await score(groups.flatMap((group) => group.texts));
  const test = readTestSet();
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
