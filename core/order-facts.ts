/** What the figures of the house are counted from, read from the record of an order. Pure. */
import type { Order } from './order.ts';

/** Who outside the house found the order wrong. */
export const OVERRULED_BY = ['scrutiny', 'court'] as const;
export type OverruledBy = (typeof OVERRULED_BY)[number];

export interface OrderFacts {
  /** The hour began. */
  receivedAt: string | null;
  /** From the receipt to the look that found every address gone. */
  removalSeconds: number | null;
  overruled: OverruledBy | null;
}

const overruledBy = ({ scrutinies = [], challenges = [] }: Order): OverruledBy | null => {
  if (scrutinies.some(({ decision }) => decision?.finding === 'infringement')) return 'scrutiny';
  return challenges.some(({ end }) => end?.outcome === 'annulled') ? 'court' : null;
};

export const orderFacts = (order: Order): OrderFacts => {
  const { receipt, verifiedAt } = order;
  return {
    receivedAt: receipt?.receivedAt ?? null,
    removalSeconds:
      receipt === null || verifiedAt === null
        ? null
        : Math.max(0, (Date.parse(verifiedAt) - Date.parse(receipt.receivedAt)) / 1000),
    overruled: overruledBy(order),
  };
};
