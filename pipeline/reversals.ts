import { reverseCase } from '#core/case-state.ts';
import { carriedOut } from '#core/complaint-state.ts';
import { WeirError } from '#core/errors.ts';
import { withdrawNotice } from '#core/notice-state.ts';
import type { Order } from '#core/order.ts';
import { awaitService, messageSent } from '#core/order-service.ts';
import { annulOrder, reinstatementFailed, reinstatementReceived } from '#core/order-state.ts';
import { deliverReinstatement } from '#takedowns/delivery.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';
import { publishCase, publishNotice, publishOrder } from './publish.ts';

const PAGE = 100;

const ordersOn = async (caseId: string, context: PipelineContext): Promise<Order[]> => {
  const { orders } = context.store;
  await orders.refresh();
  const found: Order[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await orders.list({ caseId, size: PAGE, after });
    found.push(...page.items);
    after = page.next;
  }
  return found;
};

/**
 * Carries out an upheld complaint: the case is reversed first, so that nobody orders on it any more; then its orders are withdrawn
 * or annulled; last it is noted that all was done. A crash in between repeats what is left. An annulled order goes to its operator
 * by the same way as any order.
 */
export const reverse = async (payload: { complaintId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock, queues } = context;
  const actor = systemActor('reverse');
  const complaint = await store.complaints.get(payload.complaintId);
  if (complaint === null)
    throw new WeirError('COMPLAINT_UNKNOWN', `There is no complaint ${payload.complaintId}.`, { status: 404 });
  const { id: complaintId, decision, caseId } = complaint;
  if (decision?.outcome !== 'upheld' || complaint.carriedOutAt !== null) return 'skipped';
  const { reason, by } = decision;
  const at = clock.now().toISOString();
  const reversed = await store.cases.change(caseId, actor, (state) =>
    reverseCase(state, { complaintId, by, reason, at }),
  );
  if (reversed.events.length > 0) await publishCase(context, reversed.state);
  for (const order of await ordersOn(caseId, context)) {
    const { state, events } = await store.orders.change(order.id, actor, (current) =>
      annulOrder(current, { complaintId, reason, at }),
    );
    if (events.length === 0) continue;
    await publishOrder(context, state);
    if (state.state === 'annulled') await queues.enqueue('deliver', { orderId: order.id });
  }
  for (const notice of await store.notices.ofCase(caseId)) {
    const { state, events } = await store.notices.change(notice.id, actor, (current) =>
      current.state === 'withdrawn' ? [] : withdrawNotice(current, { reason, at }),
    );
    if (events.length === 0) continue;
    await publishNotice(context, state);
    await queues.enqueue('notice', { noticeId: notice.id });
  }
  await store.complaints.change(complaintId, actor, carriedOut);
  return 'done';
};

/** Tells the operator of an annulled order to put the content back, until it has given a receipt. */
export const reinstate = async (
  order: Order,
  channel: Parameters<typeof deliverReinstatement>[1],
  context: PipelineContext,
): Promise<Outcome> => {
  const { store, clock } = context;
  const actor = systemActor('deliver');
  const result = await deliverReinstatement(order, channel);
  const { state, events } = await store.orders.change(order.id, actor, (current) => {
    const at = clock.now().toISOString();
    switch (result.kind) {
      case 'failed':
        return reinstatementFailed(current, result.error, at, result.retryAfterMilliseconds, result.permanent);
      case 'received':
        return reinstatementReceived(current, result.receipt);
      case 'sent':
        return messageSent(current, 'reinstatement', result.proof);
      case 'by_hand':
        return awaitService(current, 'reinstatement');
    }
  });
  if (events.length > 0) await publishOrder(context, state);
  return 'done';
};
