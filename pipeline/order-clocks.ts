/** What the clocks of an order bring: warnings, ends, and the letters that go out beside it. */
import { DEFAULT_LEADS } from '#core/clocks.ts';
import { WeirError } from '#core/errors.ts';
import { exposureSince, exposureWarning } from '#core/exposure.ts';
import type { Order, OrderDraft } from '#core/order.ts';
import { dueMoments, zoneOf } from '#core/order-clocks.ts';
import {
  attemptLetter,
  dueLetters,
  letterDelivered,
  letterFailed,
  letterSent,
  prepareFinalNotice,
  prepareWarning,
  type WarningWays,
} from '#core/order-letters.ts';
import { sendLetter } from '#takedowns/letters.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';
import { publishOrder } from './publish.ts';

const NO_WAYS: WarningWays = { webhookUrl: null, emails: [] };

/** With each of them what has to go out because of it: one write, so that a crash parts nothing. */
const withLetters = (
  order: Order,
  drafts: readonly OrderDraft[],
  around: { ways: WarningWays; others: readonly Order[]; at: string },
): OrderDraft[] =>
  drafts.flatMap((draft): OrderDraft[] => {
    if (draft.type === 'order.warned') return [draft, ...prepareWarning(order, draft.data, around.ways)];
    if (draft.type !== 'order.final') return [draft];
    const { finalAt } = draft.data;
    const when = { at: around.at, zone: zoneOf(order) };
    const exposed = order.drill === undefined ? exposureWarning({ id: order.id, finalAt }, around.others, when) : [];
    return [draft, ...prepareFinalNotice(order, finalAt), ...withLetters(order, exposed, around)];
  });

/** The operator's other orders that are final by now, where this one is about to be. */
const finalBeside = async ({ store }: PipelineContext, order: Order, at: string): Promise<Order[]> => {
  if (order.drill !== undefined) return [];
  await store.orders.refresh();
  return store.orders.finalBetween(order.operatorId, exposureSince(at, zoneOf(order)), at);
};

/** Warns of clocks before they run out and ends those that have, earliest first, however late the house comes to it. */
export const runClocks = async (payload: { orderId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock, escalation, queues } = context;
  const { orderId } = payload;
  const now = clock.now().toISOString();
  const leads = escalation?.leads ?? DEFAULT_LEADS;
  const ways = escalation ?? NO_WAYS;
  const before = await store.orders.get(orderId);
  const ends = before === null ? [] : dueMoments(before, now, leads);
  const isFinal = ends.some(({ type }) => type === 'order.final');
  const others = before === null || !isFinal ? [] : await finalBeside(context, before, now);
  const { state, events } = await store.orders.change(orderId, systemActor('clocks'), (current) =>
    withLetters(current, dueMoments(current, now, leads), { ways, others, at: now }),
  );
  if (events.length === 0) return 'skipped';
  await publishOrder(context, state);
  if (dueLetters(state, now).length > 0) await queues.enqueue('letters', { orderId });
  return 'done';
};

/** Sends every letter of an order that is due. */
export const sendLetters = async (payload: { orderId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store } = context;
  const { orderId } = payload;
  const order = await store.orders.get(orderId);
  if (order === null) throw new WeirError('ORDER_UNKNOWN', `There is no order ${orderId}.`, { status: 404 });
  const now = () => context.clock.now();
  const actor = systemActor('letters');
  const channel = {
    operator: await store.operators.get(order.operatorId),
    publicUrl: context.escalation?.publicUrl ?? '',
    ...{ key: context.requestKey, send: context.send, mail: context.mail, now, newNonce: context.newNonce },
  };
  let sent = 0;
  for (const { id } of dueLetters(order, now().toISOString())) {
    const started = await store.orders.change(orderId, actor, (current) =>
      attemptLetter(current, id, now().toISOString()),
    );
    const letter = started.state.letters?.find((one) => one.id === id);
    if (started.events.length === 0 || letter === undefined) continue;
    const result = await sendLetter(started.state, letter, channel);
    const at = now().toISOString();
    const { state } = await store.orders.change(orderId, actor, (current) => {
      if (result.kind === 'failed') return letterFailed(current, id, { ...result, at });
      if (result.kind === 'sent') return letterSent(current, id, result.proof);
      // A receipt that claims the future starts no clock later.
      const isAhead = result.deliveredAt === null || result.deliveredAt > at;
      return letterDelivered(current, id, {
        deliveredAt: isAhead ? at : (result.deliveredAt ?? at),
        receiptId: result.receiptId,
      });
    });
    if (result.kind === 'failed')
      context.log.warn(
        { order: orderId, letter: id, kind: letter.kind, error: result.error },
        'a letter was not delivered',
      );
    await publishOrder(context, state);
    sent += 1;
  }
  return sent === 0 ? 'skipped' : 'done';
};
