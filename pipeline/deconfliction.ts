import { addressHash } from '#core/address.ts';
import { type Addressed, addressedBy, type Conflict, conflictsOf } from '#core/deconfliction.ts';
import type { Notice } from '#core/notice.ts';
import type { Order } from '#core/order.ts';
import type { Store } from '#store/store.ts';

type Stores = Pick<Store, 'orders' | 'cases' | 'coordination'>;

const find = async (store: Stores, subject: Addressed): Promise<Conflict[]> => {
  const addresses = subject.urls.map(addressHash);
  const [known, covering, lists] = await Promise.all([
    store.cases.get(subject.caseId),
    store.orders.covering(addresses),
    store.coordination.naming(addresses),
  ]);
  return conflictsOf(subject, { subject: known ?? {}, covering, lists });
};

/** What stands in the way of an order now: our own orders, a hold on its case, the lists of other authorities. */
export const findConflicts = async (store: Stores, order: Order): Promise<Conflict[]> =>
  // An exercise has addresses of its own, and binds nobody.
  order.drill !== undefined ? [] : find(store, addressedBy(order));

/** The same for an order or notice under the DSA, or a referral. */
export const findNoticeConflicts = async (
  store: Stores,
  { id, caseId, document, drill }: Notice,
): Promise<Conflict[]> => (drill !== undefined ? [] : find(store, { id, caseId, urls: document.urls }));
