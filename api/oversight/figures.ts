import type { Case } from '#core/case.ts';
import type { Order } from '#core/order.ts';
import type { CaseFacets } from '#store/cases.ts';

export interface Rate {
  numerator: number;
  denominator: number;
}
interface Bucket {
  key: string;
  count: number;
}

/** States that a person's "violating" leads to; `cleared` is the other answer. */
export const FOUND_VIOLATING: Case['state'][] = ['confirmed', 'signed', 'in_takedown', 'resolved'];
export const FOUND_NOT_VIOLATING: Case['state'][] = ['cleared'];
/** States of an order whose hour has begun. */
export const CLOCK_BEGUN: Order['state'][] = [
  'received',
  'executed',
  'impossible',
  'needs_clarification',
  'overdue',
  'verified',
];

export const countOf = (buckets: readonly Bucket[], keys: readonly string[]): number =>
  buckets.filter(({ key }) => keys.includes(key)).reduce((sum, { count }) => sum + count, 0);

/** Of what people decided, how much was violating: by the keys of one facet. */
export const precisionBy = (
  violating: CaseFacets,
  cleared: CaseFacets,
  facet: 'languages' | 'categories' | 'purposes',
): (Rate & { key: string })[] => {
  const no = new Map(cleared[facet].map(({ key, count }) => [key, count]));
  const yes = new Map(violating[facet].map(({ key, count }) => [key, count]));
  return [...new Set([...yes.keys(), ...no.keys()])].sort().map((key) => {
    const numerator = yes.get(key) ?? 0;
    return { key, numerator, denominator: numerator + (no.get(key) ?? 0) };
  });
};

/** The middle value (the mean of the two middle ones); null where there is none. */
export const median = (values: readonly number[]): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

export const undoneRate = (cases: readonly Case[]): Rate => {
  const decisions = cases.flatMap((subject) => subject.decisions);
  return { numerator: decisions.filter(({ undoneAt }) => undoneAt !== null).length, denominator: decisions.length };
};

/** From the opening of a case to the first decision that stood, in seconds. */
export const reviewSeconds = (cases: readonly Case[]): number[] =>
  cases.flatMap((subject) => {
    const first = subject.decisions.find(({ undoneAt }) => undoneAt === null);
    return first === undefined ? [] : [seconds(subject.openedAt, first.at)];
  });

/** From the operator's receipt to the removal, in seconds. */
export const removalSeconds = (orders: readonly Order[]): number[] =>
  orders.flatMap(({ receipt, executedAt }) =>
    receipt === null || executedAt === null ? [] : [Math.max(0, seconds(receipt.receivedAt, executedAt))],
  );
