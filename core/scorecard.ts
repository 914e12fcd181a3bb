/**
 * How an operator has answered its removal orders: counts with the orders behind each, and the time to removal. Drills are left
 * out. Pure. It describes a provider, for people who work with it; two final orders within twelve months are one of the objective
 * factors of art. 5(4) of Regulation (EU) 2021/784, and what follows from them is a person's decision.
 */
import { type Static, Type } from 'typebox';
import { isIssued, isRemoved } from './authority-report.ts';
import { epochOf } from './clock.ts';
import { orderContradictions } from './contradictions.ts';
import { finalWithin, isExposureFactor } from './exposure.ts';
import type { Order } from './order.ts';
import { Id, Strict } from './schema.ts';

export const SCORE_FIGURES = [
  'issued',
  'received',
  'removedInTheHour',
  'removedLate',
  'openAfterTheHour',
  'impossible',
  'manifestErrors',
  'tooLittleInformation',
  'withoutAnswer',
  'contradicted',
  'undelivered',
  'annulled',
  'finalInTwelveMonths',
] as const;

export const Scorecard = Strict({
  figures: Type.Array(Strict({ id: Type.Enum(SCORE_FIGURES), orders: Type.Array(Id) })),
  /** Median minutes from receipt to the removal, of orders that were carried out; null where there are none. */
  minutesToRemoval: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  /** Two final orders or more within twelve months. */
  exposureFactor: Type.Boolean(),
});
export type Scorecard = Static<typeof Scorecard>;

const medianOf = (values: readonly number[]): number | null => {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Every reason that the operator gave in an Annex III, whatever came after. */
const refused = (order: Order, reason: string): boolean =>
  order.answers.some(({ answer }) => answer.form === 'tco-annex-3' && answer.reason === reason);

/** `orders` of one operator; drafts and drills may be among them. `zone`: in which the authority's twelve months count. */
export const scorecardOf = (orders: readonly Order[], now: string, zone: string): Scorecard => {
  const issued = orders.filter(isIssued);
  const stands = issued.filter(({ state }) => state !== 'annulled');
  const which: Record<(typeof SCORE_FIGURES)[number], readonly Order[]> = {
    issued,
    received: issued.filter(({ receipt }) => receipt !== null),
    removedInTheHour: stands.filter((order) => isRemoved(order) && !order.breached),
    removedLate: stands.filter((order) => isRemoved(order) && order.breached),
    openAfterTheHour: stands.filter((order) => !isRemoved(order) && order.breached),
    impossible: issued.filter((order) => refused(order, 'force-majeure')),
    manifestErrors: issued.filter((order) => refused(order, 'manifest-errors')),
    tooLittleInformation: issued.filter((order) => refused(order, 'insufficient-information')),
    withoutAnswer: stands.filter(({ receipt, answers }) => receipt !== null && answers.length === 0),
    contradicted: issued.filter((order) => orderContradictions(order).length > 0),
    undelivered: issued.filter((order) => (order.service?.undelivered ?? null) !== null),
    annulled: issued.filter(({ state }) => state === 'annulled'),
    finalInTwelveMonths: finalWithin(issued, now, zone),
  };
  const minutes = stands.flatMap(({ receipt, executedAt }) =>
    receipt === null || executedAt === null
      ? []
      : [Math.max(0, epochOf(executedAt) - epochOf(receipt.receivedAt)) / 60_000],
  );
  const median = medianOf(minutes);
  return {
    figures: SCORE_FIGURES.map((id) => ({ id, orders: which[id].map((order) => order.id) })),
    minutesToRemoval: median === null ? null : Math.round(median),
    exposureFactor: isExposureFactor(which.finalInTwelveMonths.length),
  };
};
