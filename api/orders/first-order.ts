import type { Order } from '#core/order.ts';
import type { Store } from '#store/store.ts';

/** States of an order that has left the house. A draft, a wait or a withdrawal tells the operator nothing. */
const LEFT: Order['state'][] = [
  'sending',
  'received',
  'executed',
  'impossible',
  'needs_clarification',
  'overdue',
  'verified',
];

/** True while no order has gone to the operator: article 3(2) then asks for information 12 hours before. */
export const isFirstOrder = async (store: Store, operatorId: string): Promise<boolean> =>
  (await store.orders.list({ operatorId, states: LEFT, realOnly: true, size: 1 })).total === 0;
