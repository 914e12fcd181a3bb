/**
 * Art. 5(4) of Regulation (EU) 2021/784: two final orders within twelve months are one of the objective factors by which an authority
 * may decide that a provider is exposed. The house counts and warns; what follows is a person's decision. Pure.
 */
import { periodBefore } from './calendar.ts';
import { isAfter } from './clock.ts';
import { CLOCKS, EXPOSED_FROM } from './clocks.ts';
import type { Order, OrderDraft } from './order.ts';

/** From when final orders count at that moment, in the authority's zone. */
export const exposureSince = (at: string, zone: string): string =>
  periodBefore(at, { months: CLOCKS.exposure.months }, zone);

/** Those that became final within the period before `at` and still have their effect. */
export const finalWithin = <O extends Pick<Order, 'state' | 'finalAt'>>(
  orders: readonly O[],
  at: string,
  zone: string,
): O[] => {
  const since = exposureSince(at, zone);
  return orders.filter(
    ({ state, finalAt }) => state !== 'annulled' && finalAt !== undefined && isAfter(finalAt, since),
  );
};

export const isExposureFactor = (count: number): boolean => count >= EXPOSED_FROM;

/**
 * What an order adds that becomes final: a warning where it makes the number of them a factor, and nobody was warned of that within the
 * period. `others`: the operator's final orders beside this one.
 */
export const exposureWarning = (
  { id, finalAt }: { id: string; finalAt: string },
  others: readonly Pick<Order, 'id' | 'state' | 'finalAt' | 'warnings'>[],
  { at, zone }: { at: string; zone: string },
): OrderDraft[] => {
  // Counted back from now, for whoever catches up does not come to them in the order in which they became final.
  if (!isAfter(finalAt, exposureSince(at, zone))) return [];
  const within = finalWithin(others, at, zone).filter((other) => other.id !== id);
  const isKnown = within.some(({ warnings }) => warnings?.some((one) => one.clock === 'exposure') === true);
  if (isKnown || !isExposureFactor(within.length + 1)) return [];
  return [{ type: 'order.warned', data: { clock: 'exposure', dueAt: finalAt, late: false } }];
};
