import type { CategoryScores } from './labels.ts';
import { CATEGORY_FACTS } from './labels.ts';
import { leadingCategory } from './policy.ts';

/** The named weights of the queue's order; they sum to 1, so that a priority lies in 0..1 (2 for an imminent threat). */
export const PRIORITY_WEIGHTS = {
  /** How grave the category is (label guide). */
  severity: 0.35,
  /** How sure the model is. */
  probability: 0.35,
  /** How many addresses carry the text: one decision closes them all. */
  reach: 0.15,
  /** New material spreads fastest in its first hours. */
  freshness: 0.1,
  /** A person took the trouble to report it. */
  tip: 0.05,
} as const;

export interface PriorityInput {
  violating: number;
  categories: CategoryScores;
  locations: number;
  ageHours: number;
  tips: number;
  imminentThreat: boolean;
  /** Nobody flagged it; people see it to check what is not flagged. */
  isSample?: boolean;
}

/** The least that a flagged case can have is 0.35 x 0.7 = 0.245 (glorification): whole samples lie under it. */
export const SAMPLE_FACTOR = 0.2;

/** Priority of a case; higher comes first. An imminent threat always tops everything else. */
export const priorityOf = (input: PriorityInput): number => {
  const w = PRIORITY_WEIGHTS;
  const base =
    w.severity * CATEGORY_FACTS[leadingCategory(input.categories)].severity +
    w.probability * input.violating +
    w.reach * Math.min(1, Math.log2(1 + Math.max(0, input.locations - 1)) / 4) +
    w.freshness * Math.exp(-Math.max(0, input.ageHours) / 24) +
    w.tip * Math.min(1, input.tips);
  const rounded = Math.round(base * (input.isSample === true ? SAMPLE_FACTOR : 1) * 1e6) / 1e6;
  // Waiting samples never push a flagged case down.
  if (input.isSample === true) return rounded;
  return input.imminentThreat ? 1 + rounded : rounded;
};
