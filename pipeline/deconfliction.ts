import { addressHash } from '#core/address.ts';
import { type Conflict, conflictsOf } from '#core/deconfliction.ts';
import type { Order } from '#core/order.ts';
import type { Store } from '#store/store.ts';

/** What stands in the way of an order now: our own orders, a hold on its case, the lists of other authorities. */
export const findConflicts = async (
  store: Pick<Store, 'orders' | 'cases' | 'coordination'>,
  order: Order,
): Promise<Conflict[]> => {
  // An exercise has addresses of its own, and binds nobody.
  if (order.drill !== undefined) return [];
  const addresses = order.document.sectionB.urls.map(addressHash);
  const [subject, covering, lists] = await Promise.all([
    store.cases.get(order.caseId),
    store.orders.covering(addresses),
    store.coordination.naming(addresses),
  ]);
  return conflictsOf(order, { subject: subject ?? {}, covering, lists });
};
