/**
 * What a drill showed, as totals of all who took part. How well and how fast is said only where so many people took part that nobody
 * can work out what another one did: a drill measures the house, and no person. Pure.
 */
import { type Static, Type } from 'typebox';
import type { Case } from './case.ts';
import { currentDecision } from './case-state.ts';
import type { Drill } from './drill.ts';
import type { Notice } from './notice.ts';
import type { Order } from './order.ts';
import { Strict } from './schema.ts';

/** With two, each would know the other's share. */
export const LEAST_PEOPLE = 3;

const Count = Type.Integer({ minimum: 0 });
const Seconds = Type.Union([Type.Number(), Type.Null()]);

export const DrillTotals = Strict({
  cases: Count,
  placed: Count,
  /** Somebody had it before them. */
  opened: Count,
  decided: Count,
  /** Decisions that their maker took back. */
  undone: Count,
  countersigned: Count,
  orders: Count,
  signed: Count,
  /** The operator inside had it, so the hour ran. */
  received: Count,
  /** Of those: taken down in the hour. */
  inTheHour: Count,
  breached: Count,
  /** Orders and notices under the DSA, and referrals: apart from removal orders, because they have no hour. */
  notices: Count,
  noticesSigned: Count,
  /** The operator inside decided on them. */
  noticesDecided: Count,
  /** How many people acted on its cases and orders. */
  people: Count,
  /** Of decided cases, those decided as the label guide says; and the middle times. Null where fewer than three people took part. */
  agreed: Type.Union([Strict({ numerator: Count, denominator: Count }), Type.Null()]),
  medianSecondsToDecision: Seconds,
  medianSecondsToCountersignature: Seconds,
  medianSecondsToSignedOrder: Seconds,
});
export type DrillTotals = Static<typeof DrillTotals>;

const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

const median = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

/** `cases`, `orders` and `notices`: those of this drill. */
export const drillTotals = (
  drill: Drill,
  cases: readonly Case[],
  orders: readonly Order[],
  notices: readonly Notice[],
): DrillTotals => {
  const expected = new Map(drill.items.map((item) => [item.caseId, item.expected.length > 0]));
  const people = new Set([...cases, ...orders, ...notices].flatMap((one) => one.people ?? []));
  const decided = cases.flatMap((subject) => {
    const decision = currentDecision(subject);
    if (decision === null || !['violating', 'not_violating'].includes(decision.outcome)) return [];
    return [{ subject, decision }];
  });
  const isEnough = people.size >= LEAST_PEOPLE;
  const middle = (values: readonly number[]): number | null => (isEnough ? median(values) : null);
  const right = decided.filter(
    ({ subject, decision }) => expected.get(subject.id) === (decision.outcome === 'violating'),
  );
  const received = orders.filter(({ receipt }) => receipt !== null);
  return {
    cases: drill.items.length,
    placed: cases.length,
    opened: cases.filter((subject) => (subject.people?.length ?? 0) > 0).length,
    decided: decided.length,
    undone: cases.flatMap(({ decisions }) => decisions.filter(({ undoneAt }) => undoneAt !== null)).length,
    countersigned: cases.filter(({ countersignature }) => countersignature !== null).length,
    orders: orders.length,
    signed: orders.filter(({ signedAt }) => signedAt !== null).length,
    received: received.length,
    inTheHour: received.filter(({ breached, executedAt }) => !breached && executedAt !== null).length,
    breached: received.filter(({ breached }) => breached).length,
    notices: notices.length,
    noticesSigned: notices.filter(({ signedAt }) => signedAt !== null).length,
    noticesDecided: notices.filter(({ decidedAt }) => decidedAt !== null).length,
    people: people.size,
    agreed: isEnough ? { numerator: right.length, denominator: decided.length } : null,
    medianSecondsToDecision: middle(decided.map(({ subject, decision }) => seconds(subject.openedAt, decision.at))),
    medianSecondsToCountersignature: middle(
      decided.flatMap(({ subject, decision }) =>
        subject.countersignature === null ? [] : [seconds(decision.at, subject.countersignature.at)],
      ),
    ),
    medianSecondsToSignedOrder: middle(
      orders.flatMap(({ createdAt, signedAt }) => (signedAt === null ? [] : [seconds(createdAt, signedAt)])),
    ),
  };
};
