import { randomUUID } from 'node:crypto';
import { channelAddress } from '#core/operator.ts';
import type { Order, OrderForm } from '#core/order.ts';
import { awaitService, messageSent } from '#core/order-service.ts';
import { clarifyOrder, editOrder, withdrawOrder } from '#core/order-state.ts';
import type { Account } from '#core/roles.ts';
import { publishCase, publishOrder } from '#pipeline/publish.ts';
import { deliverClarification } from '#takedowns/delivery.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { caseOf, operatorOf, orderOf } from '../load.ts';
import { RECHECKABLE } from './actions.ts';
import { fillFor } from './annex.ts';

const actorFor = (person: Account) => ({ kind: 'human' as const, id: person.id });

/** Changes the liaison's part of a draft. @throws NOT_FOUND · ORDER_CHANGED · ORDER_STATE */
export const edit = async (
  deps: ApiDependencies,
  person: Account,
  orderId: string,
  input: { seq: number; form: OrderForm },
): Promise<Order> => {
  const { store } = deps;
  const order = await orderOf(store, orderId);
  editOrder(order, { form: input.form, document: order.document, seenSeq: input.seq });
  const [subject, operator] = await Promise.all([caseOf(store, order.caseId), operatorOf(store, order.operatorId)]);
  const at = store.clock.now().toISOString();
  const { reference, postIds } = order;
  const document = fillFor(deps, {
    subject,
    operator,
    form: input.form,
    reference,
    postIds,
    representative: person,
    at,
  });
  const { state } = await store.orders.change(orderId, actorFor(person), (current) =>
    editOrder(current, { form: input.form, document, seenSeq: input.seq }),
  );
  await publishOrder(deps, state);
  return state;
};

/**
 * Takes an order back before it has left, and frees its addresses on the case. Doing it again completes what a crash cut
 * short. @throws NOT_FOUND · ORDER_STATE
 */
export const withdraw = async (
  deps: ApiDependencies,
  person: Account,
  orderId: string,
  reason: string,
): Promise<Order> => {
  const { store } = deps;
  const order = await orderOf(store, orderId);
  const isEntered = async (): Promise<boolean> =>
    (await caseOf(store, order.caseId)).orders.some((entered) => entered.orderId === orderId);
  if (order.state === 'withdrawn' && !(await isEntered())) withdrawOrder(order, reason);
  const { state, events } = await store.orders.change(orderId, actorFor(person), (current) =>
    current.state === 'withdrawn' ? [] : withdrawOrder(current, reason),
  );
  const changed = await store.cases.change(order.caseId, actorFor(person), (current) =>
    current.orders.some((entered) => entered.orderId === orderId)
      ? [{ type: 'case.order_withdrawn', data: { orderId } }]
      : [],
  );
  if (events.length > 0) await publishOrder(deps, state);
  if (changed.events.length > 0) await publishCase(deps, changed.state);
  return state;
};

/**
 * Answers an Annex III that asked for clarification. It is sent first: the hour starts afresh when the operator has it
 * (article 3(8)), and the operator knows a repeated message by its key.
 * @throws NOT_FOUND · CLARIFICATION_NOT_ASKED · CLARIFICATION_UNDER_WAY · DELIVERY_FAILED
 */
export const clarify = async (
  deps: ApiDependencies,
  person: Account,
  orderId: string,
  text: string,
): Promise<Order> => {
  const { store } = deps;
  const order = await orderOf(store, orderId);
  const operator = await operatorOf(store, order.operatorId);
  clarifyOrder(order, text, store.clock.now().toISOString());
  if (order.service?.awaits != null) throw apiError('CLARIFICATION_UNDER_WAY');
  const result = await deliverClarification(order, text, {
    operator,
    key: deps.keys.order,
    send: deps.send,
    mail: deps.mail,
    now: () => store.clock.now(),
    newNonce: randomUUID,
  });
  if (result.kind === 'failed')
    throw apiError('DELIVERY_FAILED', { details: [{ location: channelAddress(operator), message: result.error }] });
  const { state } = await store.orders.change(orderId, actorFor(person), (current) => {
    if (result.kind === 'received') return clarifyOrder(current, text, result.receipt.receivedAt);
    // The fresh hour waits for word of the receipt.
    return result.kind === 'sent'
      ? messageSent(current, 'clarification', result.proof, text)
      : awaitService(current, 'clarification', text);
  });
  await publishOrder(deps, state);
  return state;
};

/** Asks the house to look at once whether the content is still up. @throws NOT_FOUND · ORDER_STATE */
export const recheck = async (deps: ApiDependencies, orderId: string): Promise<Order> => {
  const order = await orderOf(deps.store, orderId);
  if (!RECHECKABLE.includes(order.state))
    throw apiError('ORDER_STATE', { message: `An order that is ${order.state} has nothing to look at.` });
  await deps.queues.enqueue('recheck', { orderId });
  return order;
};
