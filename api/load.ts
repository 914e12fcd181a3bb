import type { Case } from '#core/case.ts';
import type { Notice } from '#core/notice.ts';
import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import type { Store } from '#store/store.ts';
import { apiError } from './errors.ts';

/** @throws NOT_FOUND */
export const caseOf = async (store: Store, id: string): Promise<Case> => {
  const subject = await store.cases.get(id);
  if (subject === null) throw apiError('NOT_FOUND');
  return subject;
};
/** @throws NOT_FOUND */
export const orderOf = async (store: Store, id: string): Promise<Order> => {
  const order = await store.orders.get(id);
  if (order === null) throw apiError('NOT_FOUND');
  return order;
};
/** @throws NOT_FOUND */
export const operatorOf = async (store: Store, id: string): Promise<Operator> => {
  const operator = await store.operators.get(id);
  if (operator === null) throw apiError('NOT_FOUND');
  return operator;
};
/** @throws NOT_FOUND */
export const noticeOf = async (store: Store, id: string): Promise<Notice> => {
  const notice = await store.notices.get(id);
  if (notice === null) throw apiError('NOT_FOUND');
  return notice;
};
