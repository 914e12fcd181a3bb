import { endHold, orderSentOn, resolveWhenGone } from '#core/case-state.ts';
import { type Conflict, openConflicts } from '#core/deconfliction.ts';
import { WeirError } from '#core/errors.ts';
import type { Operator } from '#core/operator.ts';
import { informOperator } from '#core/operator-record.ts';
import type { Order } from '#core/order.ts';
import { prepareCopy } from '#core/order-letters.ts';
import { awaitService, informingFailed, messageSent } from '#core/order-service.ts';
import {
  attachOrderCode,
  attemptDelivery,
  attemptFailed,
  markOverdue,
  nextDeliveryStep,
  priorInformationSent,
  receiveReceipt,
  recheckOrder,
} from '#core/order-state.ts';
import { messageCodeHashOf } from '#takedowns/answer-code.ts';
import { type DeliveryContext, deliverOrder, deliverPriorInformation } from '#takedowns/delivery.ts';
import { type PipelineContext, systemActor } from './context.ts';
import { findConflicts } from './deconfliction.ts';
import { answerInside, deliverInside, drillOf, seenInside } from './drill-operator.ts';
import type { Outcome } from './jobs.ts';
import { locationChecks, lookAtPosts } from './look-at-posts.ts';
import { publishAlarms, publishCase, publishOrder } from './publish.ts';
import { reinstate } from './reversals.ts';

/** Ends the undo time of a decision; from now on a second person may sign. */
export const hold = async (payload: { caseId: string }, context: PipelineContext): Promise<Outcome> => {
  const now = context.clock.now().toISOString();
  const { state, events } = await context.store.cases.change(payload.caseId, systemActor('hold'), (current) =>
    endHold(current, now),
  );
  if (events.length === 0) return 'skipped';
  await publishCase(context, state);
  return 'done';
};

const load = async (orderId: string, context: PipelineContext) => {
  const order = await context.store.orders.get(orderId);
  if (order === null) throw new WeirError('ORDER_UNKNOWN', `There is no order ${orderId}.`, { status: 404 });
  const operator = await context.store.operators.get(order.operatorId);
  if (operator === null)
    throw new WeirError('OPERATOR_UNKNOWN', `The directory does not know ${order.operatorId}.`, {
      fix: 'Add the operator to the directory.',
    });
  return { order, operator };
};

const later = async (order: Order, until: string, context: PipelineContext): Promise<Outcome> => {
  const delayMilliseconds = Math.max(1, Date.parse(until) - context.clock.now().getTime());
  await context.queues.enqueue('deliver', { orderId: order.id }, { delayMilliseconds });
  return 'skipped';
};

/** What messages to an operator are sent with. */
export const deliveryContext = (
  operator: Operator,
  { requestKey, send, mail, clock, newNonce }: PipelineContext,
): DeliveryContext => ({ operator, key: requestKey, send, mail, now: () => clock.now(), newNonce });

/** Prior information of art. 3(2): what it lacks is told on the order, and tried again. */
const inform = async (order: Order, operator: Operator, context: PipelineContext): Promise<Outcome> => {
  const { store, clock } = context;
  const actor = systemActor('deliver');
  const sent = await deliverPriorInformation(order, deliveryContext(operator, context));
  const at = clock.now().toISOString();
  const { state } = await store.orders.change(order.id, actor, (current) => {
    if (sent.kind === 'failed') return informingFailed(current, sent, at);
    if (sent.kind === 'by_hand') return awaitService(current, 'prior-information');
    const proof = sent.kind === 'sent' ? messageSent(current, 'prior-information', sent.proof) : [];
    return [...proof, ...priorInformationSent(current, at)];
  });
  // The directory remembers it, so that the next order to this operator does not wait again.
  const { priorInformationSentAt: sentAt } = state;
  if (sentAt !== null) await store.operators.change(operator.id, actor, (entry) => informOperator(entry, sentAt));
  await publishOrder(context, state);
  const next = state.notBefore ?? state.service?.informing.nextAttemptAt ?? null;
  return next === null ? 'done' : later(state, next, context);
};

/**
 * Takes a signed order one step further. The attempt is written down before anything is sent; of two workers that try at
 * once, the conditional write lets one through and shows the other a running attempt.
 */
export const deliver = async (payload: { orderId: string }, context: PipelineContext): Promise<Outcome> => {
  const { order, operator } = await load(payload.orderId, context);
  const now = () => context.clock.now();
  const actor = systemActor('deliver');
  const { store } = context;
  const channel = deliveryContext(operator, context);
  const step = nextDeliveryStep(order, now().toISOString());
  if (step.step === 'nothing') return 'skipped';
  if (step.step === 'wait') return later(order, step.until, context);
  if (order.drill !== undefined) {
    const state = await deliverInside(order, step.step, context);
    await publishOrder(context, state);
    if (state.state !== 'received') return 'done';
    await publishCase(
      context,
      (await store.cases.change(order.caseId, actor, (one) => orderSentOn(one, order.id))).state,
    );
    return 'done';
  }
  if (step.step === 'reinstate') return reinstate(order, channel, context);
  // Without a signed channel it answers on the public page.
  const codeHash = messageCodeHashOf(order.id, context.requestKey);
  if (operator.channel.kind === 'manual') {
    const of = step.step === 'attempt' ? 'order' : 'prior-information';
    const { state, events } = await store.orders.change(order.id, actor, (current) => {
      const waiting = awaitService(current, of);
      if (of !== 'order' || waiting.length === 0) return waiting;
      return [...waiting, ...attachOrderCode(current, codeHash, now().toISOString()), ...prepareCopy(current)];
    });
    if (events.length > 0) await publishOrder(context, state);
    return 'done';
  }
  if (step.step === 'send_prior_information') return inform(order, operator, context);
  if (order.attempts.length === 0 && (await isInTheWay(order, context))) return 'done';
  const started = await store.orders.change(order.id, actor, (current) => {
    const attempt = attemptDelivery(current, now().toISOString());
    if (attempt.length === 0) return [];
    const code = operator.channel.kind === 'email' ? attachOrderCode(current, codeHash, now().toISOString()) : [];
    // Art. 4(1): the copy goes with the order, so one write makes both due.
    return [...attempt, ...code, ...prepareCopy(current)];
  });
  if (started.events.length === 0) return 'skipped';
  const result = await deliverOrder(started.state, channel);
  if (result.kind === 'failed') {
    const { error, retryAfterMilliseconds, permanent } = result;
    const { state } = await store.orders.change(order.id, actor, (current) =>
      attemptFailed(current, error, now().toISOString(), retryAfterMilliseconds, permanent),
    );
    await publishOrder(context, state);
    return state.nextAttemptAt === null ? 'done' : later(state, state.nextAttemptAt, context);
  }
  const { state } = await store.orders.change(order.id, actor, (current) => {
    if (result.kind === 'received') return receiveReceipt(current, result.receipt);
    return result.kind === 'sent' ? messageSent(current, 'order', result.proof) : awaitService(current, 'order');
  });
  await publishOrder(context, state);
  const changed = await store.cases.change(order.caseId, actor, (current) => orderSentOn(current, order.id));
  await publishCase(context, changed.state);
  return 'done';
};

/**
 * Looks once more before an order leaves for the first time: what came up since it was signed makes it a draft again, and people see
 * why. Of two that were signed at once the one that was first goes.
 */
const isInTheWay = async (order: Order, context: PipelineContext): Promise<boolean> => {
  const { store } = context;
  const mine = `${order.signedAt ?? ''} ${order.id}`;
  const found: Conflict[] = [];
  for (const conflict of openConflicts(order, await findConflicts(store, order), order.signedBy ?? '')) {
    const other = conflict.orderId === null ? null : await store.orders.get(conflict.orderId);
    if (other === null || other.attempts.length > 0 || `${other.signedAt ?? ''} ${other.id}` < mine)
      found.push(conflict);
  }
  if (found.length === 0) return false;
  const { state, events } = await store.orders.change(order.id, systemActor('deconfliction'), (current) =>
    current.attempts.length === 0 && ['signed', 'prior_information'].includes(current.state)
      ? [{ type: 'order.signature_withdrawn', data: {} }]
      : [],
  );
  if (events.length === 0) return false;
  await publishOrder(context, state);
  context.log.warn(
    { order: order.id, conflicts: found.map(({ kind, reference }) => `${kind} ${reference}`) },
    'an order did not leave: somebody is at the same address by now',
  );
  return true;
};

/** 'Still up?': looks at every address of an order, breaks the hour if it has passed, and closes what is gone. */
export const recheck = async (payload: { orderId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock } = context;
  const { order, operator } = await load(payload.orderId, context);
  const actor = systemActor('recheck');
  const drill = order.drill === undefined ? null : await drillOf(context, order.drill);
  if (drill !== null)
    await store.orders.change(order.id, systemActor('drill-operator'), (current) =>
      answerInside(current, operator, drill, clock.now().toISOString()),
    );
  const results = await lookAtPosts(
    order.postIds,
    context,
    drill === null ? undefined : () => seenInside(order, drill, clock.now()),
  );
  // The case first: while the order waits for its look, a crash in between repeats all of it. A verified order would not.
  const checked = await store.cases.change(order.caseId, actor, (current) => locationChecks(results, current));
  // An answer can come before the receipt, or a crash between the two: the case learns here that its order is out.
  const sent = await store.cases.change(order.caseId, actor, (current) =>
    order.state === 'draft' ? [] : orderSentOn(current, order.id),
  );
  const resolved = await store.cases.change(order.caseId, actor, resolveWhenGone);
  if (checked.events.length + sent.events.length + resolved.events.length > 0)
    await publishCase(context, resolved.state);
  await publishAlarms(context, resolved.state, checked.events);
  const at = clock.now().toISOString();
  const { state, events } = await store.orders.change(order.id, actor, (current) => [
    ...markOverdue(current, at),
    ...recheckOrder(current, results, at),
  ]);
  if (events.length > 0) await publishOrder(context, state);
  return 'done';
};
