import { type Static, Type } from 'typebox';
import type { CategoryScores } from './labels.ts';
import { CATEGORIES, CATEGORY_FACTS, type Category } from './labels.ts';
import { Probability, Strict } from './schema.ts';

/** Thresholds as versioned data. `byLanguage` overrides `default` for a language. */
const Threshold = Strict({
  default: Probability,
  byLanguage: Type.Record(Type.String({ pattern: '^[a-z]{2}$' }), Probability),
});
export const Policy = Strict({
  version: Type.String({ minLength: 1 }),
  violating: Threshold,
  categories: Strict({
    threat: Threshold,
    instruction: Threshold,
    incitement: Threshold,
    solicitation: Threshold,
    recruitment: Threshold,
    glorification: Threshold,
  }),
  /** Share of unflagged posts that people see all the same, so that misses are found. */
  samplingShare: Probability,
});
export type Policy = Static<typeof Policy>;

export interface Routing {
  flagged: boolean;
  reason: string;
}

const thresholdFor = (threshold: Static<typeof Threshold>, lang: string): number =>
  threshold.byLanguage[lang] ?? threshold.default;

/**
 * Decides whether people see a post. The violating head must pass its threshold; a category alone may also carry it.
 */
export const route = (
  scores: { violating: number; categories: CategoryScores; lang: string },
  policy: Policy,
): Routing => {
  const floor = thresholdFor(policy.violating, scores.lang);
  if (scores.violating >= floor)
    return { flagged: true, reason: `violating ${scores.violating.toFixed(2)} at or over ${floor.toFixed(2)}` };
  for (const category of CATEGORIES) {
    const limit = thresholdFor(policy.categories[category], scores.lang);
    if (scores.categories[category] >= limit)
      return {
        flagged: true,
        reason: `${category} ${scores.categories[category].toFixed(2)} at or over ${limit.toFixed(2)}`,
      };
  }
  return { flagged: false, reason: `violating ${scores.violating.toFixed(2)} under ${floor.toFixed(2)}` };
};

/** The category with the greatest severity-weighted score: what the case is sorted and titled by. */
export const leadingCategory = (categories: CategoryScores): Category => {
  let best: Category = 'threat';
  let value = -1;
  for (const category of CATEGORIES) {
    const weighted = categories[category] * CATEGORY_FACTS[category].severity;
    if (weighted > value) {
      best = category;
      value = weighted;
    }
  }
  return best;
};
