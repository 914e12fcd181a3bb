/** When a source is visited next, and why. Pure: the same history gives the same time. */
import { type Static, Type } from 'typebox';
import { Strict, Timestamp } from './schema.ts';

/** What one visit brought and cost. */
export const VisitYield = Strict({
  at: Timestamp,
  /** Items and versions that were new. */
  fresh: Type.Integer({ minimum: 0 }),
  requests: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
});
export type VisitYield = Static<typeof VisitYield>;

/** The bounds that people approved, in seconds: the house moves between them by itself. */
export const Pace = Strict({
  fastestSeconds: Type.Integer({ minimum: 1 }),
  slowestSeconds: Type.Integer({ minimum: 1 }),
});
export type Pace = Static<typeof Pace>;

export const VISIT_REASONS = ['schedule', 'often', 'seldom', 'delay', 'budget'] as const;
export type VisitReason = (typeof VISIT_REASONS)[number];

/** So many visits are remembered. */
export const HISTORY = 24;
const DAY_SECONDS = 86_400;

export interface PaceQuestion {
  everySeconds: number;
  /** Not there: `everySeconds` holds as it stands. */
  pace?: Pace | undefined;
  delayMilliseconds: number;
  /** What the source may still cost today (null: no limit), and the seconds that are left of the day; null without a budget. */
  budget: { requestsLeft: number | null; bytesLeft?: number | null; secondsLeft: number } | null;
  /** Oldest first. */
  history: readonly VisitYield[];
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Seconds until the next visit. Where people gave a pace, it aims at one new item a visit: as often as the source has lately brought
 * something, within the bounds. A host is never busy with us more than half of the time, and a budget is spread over the day.
 */
export const nextPause = (question: PaceQuestion): { seconds: number; why: VisitReason } => {
  const { everySeconds, pace, delayMilliseconds, budget, history } = question;
  const recent = history.slice(-HISTORY);
  let seconds = everySeconds;
  let why: VisitReason = 'schedule';
  if (pace !== undefined && recent.length >= 2) {
    const fastest = Math.min(pace.fastestSeconds, pace.slowestSeconds);
    const slowest = Math.max(pace.fastestSeconds, pace.slowestSeconds);
    const span = (Date.parse(recent.at(-1)?.at ?? '') - Date.parse(recent[0]?.at ?? '')) / 1000;
    // The first visit stands for what had gathered before it.
    const fresh = recent.slice(1).reduce((sum, visit) => sum + visit.fresh, 0);
    const wanted = fresh === 0 ? slowest : Math.max(span, 1) / fresh;
    seconds = Math.min(slowest, Math.max(fastest, wanted));
    why = seconds < everySeconds ? 'often' : seconds > everySeconds ? 'seldom' : 'schedule';
  }
  const requests = mean(recent.map((visit) => visit.requests));
  const byDelay = (2 * requests * delayMilliseconds) / 1000;
  if (byDelay > seconds) [seconds, why] = [byDelay, 'delay'];
  if (budget !== null && requests > 0) {
    const bytes = mean(recent.map((visit) => visit.bytes));
    const visitsOf = (left: number | null | undefined, each: number): number =>
      left == null
        ? Number.POSITIVE_INFINITY
        : left === 0
          ? 0
          : each === 0
            ? Number.POSITIVE_INFINITY
            : Math.floor(left / each);
    const visitsLeft = Math.min(visitsOf(budget.requestsLeft, requests), visitsOf(budget.bytesLeft, bytes));
    const byBudget = visitsLeft === 0 ? budget.secondsLeft : budget.secondsLeft / visitsLeft;
    if (byBudget > seconds) [seconds, why] = [byBudget, 'budget'];
  }
  return { seconds: Math.min(Math.ceil(seconds), Math.max(DAY_SECONDS, everySeconds)), why };
};

/** The history with one visit more. */
export const withVisit = (history: readonly VisitYield[], visit: VisitYield): VisitYield[] =>
  [...history, visit].slice(-HISTORY);
