import { type Static, Type } from 'typebox';
import type { CategoryScores } from './labels.ts';
import { CATEGORIES, CATEGORY_FACTS, type Category } from './labels.ts';
import { Probability, Strict } from './schema.ts';

/** Thresholds as versioned data. `byLanguage` overrides `default` for a language. */
export const Threshold = Strict({
  default: Probability,
  byLanguage: Type.Record(Type.String({ pattern: '^[a-z]{2}$' }), Probability, { additionalProperties: false }),
});
/** Names one policy for ever; it stands in every assessment that was routed by it. */
export const PolicyVersion = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,63}$' });
export const Policy = Strict({
  version: PolicyVersion,
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
  /** Share of unflagged posts shown because they are nearest to a threshold: what the model learns most from. */
  uncertainShare: Probability,
  /** Share of unflagged posts shown because they are farthest from everything seen before. */
  novelShare: Probability,
  /** Uncertain and novel posts of one day (UTC) together; quality samples are not counted, or their rate would mean nothing. */
  dailyCap: Type.Integer({ minimum: 0, maximum: 100_000 }),
});
export type Policy = Static<typeof Policy>;

/** What a policy in dry run says of a post, beside the live one. */
export const DRY_RUN_EFFECTS = ['both', 'neither', 'newly_flagged', 'no_longer_flagged'] as const;
export type DryRunEffect = (typeof DRY_RUN_EFFECTS)[number];
export const DryRunVerdict = Strict({ policy: PolicyVersion, effect: Type.Enum(DRY_RUN_EFFECTS) });
export type DryRunVerdict = Static<typeof DryRunVerdict>;

export const effectOf = (isFlagged: boolean, wouldBeFlagged: boolean): DryRunEffect => {
  if (isFlagged) return wouldBeFlagged ? 'both' : 'no_longer_flagged';
  return wouldBeFlagged ? 'newly_flagged' : 'neither';
};

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

/**
 * How far an unflagged text stays under the nearest threshold, 0..1. A threshold of 1 is a category that never flags by
 * itself, so it is not one to be near to.
 */
export const marginOf = (
  scores: { violating: number; categories: CategoryScores; lang: string },
  policy: Policy,
): number => {
  const distances = [thresholdFor(policy.violating, scores.lang) - scores.violating];
  for (const category of CATEGORIES) {
    const limit = thresholdFor(policy.categories[category], scores.lang);
    if (limit < 1) distances.push(limit - scores.categories[category]);
  }
  return Math.max(0, Math.min(...distances));
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
