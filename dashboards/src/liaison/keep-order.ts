import type { OrderDetail } from '#api/schemas/orders.ts';
import { KEYS, queryClient } from '../api/queries.ts';

/** What an act gave back is what the page shows from now on; the lists are asked again. */
export const keepOrder = (next: OrderDetail): void => {
  queryClient.setQueryData(KEYS.order(next.order.id), next);
  void queryClient.invalidateQueries({ queryKey: KEYS.orders });
};
