/** What a source may cost its hosts in a day of UTC, as people allowed it. Pure. */
import { type Static, Type } from 'typebox';
import { Strict } from './schema.ts';

export const DayBudget = Strict(
  {
    /** Every request counts, those for robots.txt and those that failed too. */
    requestsPerDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** Bytes over the line. The answer during which they ran out is still read. */
    bytesPerDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 })),
    /** Requests to one host, those of all sources together; those of looks at addresses count and are not held up. */
    hostRequestsPerDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  },
  { minProperties: 1 },
);
export type DayBudget = Static<typeof DayBudget>;

/** What is left of a day's budget; null where nothing limits it. */
export interface DayLeft {
  requests: number | null;
  bytes: number | null;
}

/** The day that a time (RFC 3339) falls on, by UTC: `2026-03-01`. */
export const dayOf = (now: string): string => new Date(now).toISOString().slice(0, 10);

/** The first moment of the next day of UTC. */
export const dayTurns = (now: string): string =>
  new Date(Date.parse(`${dayOf(now)}T00:00:00Z`) + 86_400_000).toISOString();

const rest = (most: number | undefined, spent: number): number | null =>
  most === undefined ? null : Math.max(0, most - spent);

export const leftOf = (budget: DayBudget, spent: { requests: number; bytes: number }): DayLeft => ({
  requests: rest(budget.requestsPerDay, spent.requests),
  bytes: rest(budget.bytesPerDay, spent.bytes),
});

export const isSpent = ({ requests, bytes }: DayLeft): boolean => requests === 0 || bytes === 0;
