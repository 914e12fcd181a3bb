/**
 * The operator inside the house: where orders and notices of a drill end. It gives a receipt and takes the content down as the drill says, so that
 * the hour can be tried; it opens no connection.
 */
import { addMilliseconds } from '#core/clock.ts';
import type { Drill, DrillAnswers } from '#core/drill.ts';
import { WeirError } from '#core/errors.ts';
import type { Notice, NoticeDraft } from '#core/notice.ts';
import { answerNotice, attemptNotice, noticeSent, noticeWithdrawalReceived } from '#core/notice-state.ts';
import type { Operator } from '#core/operator.ts';
import type { Order, OrderDraft } from '#core/order.ts';
import {
  answerOrder,
  attemptDelivery,
  priorInformationSent,
  receiveReceipt,
  reinstatementReceived,
} from '#core/order-state.ts';
import type { DeliveryReceipt } from '#core/wire.ts';
import { type PipelineContext, systemActor } from './context.ts';

const MINUTE = 60_000;
type Received = Pick<Order, 'receipt'>;
/** After its receipt it takes the content down: a third of the hour, or half an hour too late. */
const TAKES: Record<DrillAnswers, number | null> = { in_time: 20 * MINUTE, late: 90 * MINUTE, never: null };

const receiptFor = ({ reference }: Pick<Order, 'reference'>, at: string): DeliveryReceipt => ({
  reference,
  receiptId: reference,
  receivedAt: at,
});

/** The next step of a signed order of a drill, as `deliver` would take it with an operator outside. */
export const deliverInside = async (
  order: Order,
  step: 'send_prior_information' | 'attempt' | 'reinstate',
  context: PipelineContext,
): Promise<Order> => {
  const { store, clock } = context;
  const actor = systemActor('drill-operator');
  const change = async (decide: (state: Order) => OrderDraft[]): Promise<Order> =>
    (await store.orders.change(order.id, actor, decide)).state;
  const at = clock.now().toISOString();
  if (step === 'send_prior_information') return change((state) => priorInformationSent(state, at));
  if (step === 'reinstate') return change((state) => reinstatementReceived(state, receiptFor(state, at)));
  await change((state) => attemptDelivery(state, at));
  return change((state) => receiveReceipt(state, receiptFor(state, at)));
};

/** The same for an order or notice under the DSA, or a referral, and for its withdrawal. */
export const deliverNoticeInside = async (
  notice: Notice,
  step: 'attempt' | 'withdraw',
  context: PipelineContext,
): Promise<Notice> => {
  const { store, clock } = context;
  const actor = systemActor('drill-operator');
  const at = clock.now().toISOString();
  const change = async (decide: (state: Notice) => NoticeDraft[]): Promise<Notice> =>
    (await store.notices.change(notice.id, actor, decide)).state;
  if (step === 'withdraw') return change((state) => noticeWithdrawalReceived(state, receiptFor(state, at)));
  await change((state) => attemptNotice(state, at));
  return change((state) => noticeSent(state, receiptFor(state, at)));
};

/** When the content of an order or notice is gone, by the drill that it belongs to; null: never, or it has not arrived. */
export const goneAt = (order: Received, drill: Pick<Drill, 'answers'>): string | null => {
  const takes = TAKES[drill.answers];
  return takes === null || order.receipt === null ? null : addMilliseconds(order.receipt.receivedAt, takes);
};

/** Annex II of the operator inside, once its time has come. */
export const answerInside = (order: Order, operator: Operator, drill: Drill, now: string): OrderDraft[] => {
  const measureAt = goneAt(order, drill);
  if (measureAt === null || now < measureAt || order.answers.length > 0 || order.receipt === null) return [];
  return answerOrder(order, {
    form: 'tco-annex-2',
    version: 1,
    addressee: operator.name,
    authority: order.document.sectionE.authority,
    reference: order.reference,
    addresseeReference: order.receipt.receiptId,
    receivedAt: order.receipt.receivedAt,
    measure: 'removed',
    measureAt,
    provider: {
      name: operator.name,
      memberState: operator.establishedIn,
      authorisedPerson: 'Drill',
      email: 'drill@weir.invalid',
    },
    answeredAt: measureAt,
  });
};

/** The decision of the operator inside on a notice, once its time has come. */
export const answerNoticeInside = (notice: Notice, drill: Drill, now: string): NoticeDraft[] => {
  const actedAt = goneAt(notice, drill);
  if (actedAt === null || now < actedAt || notice.answers.length > 0) return [];
  return answerNotice(
    notice,
    {
      ...{ form: 'notice-decision', version: 1, reference: notice.reference, outcome: 'acted', actedAt },
      ...{ explanation: 'Taken down by the operator of the drill.', redress: null, automated: false },
      decidedAt: actedAt,
    },
    { via: 'signed', at: now },
  );
};

/** @throws WeirError DRILL_UNKNOWN */
export const drillOf = async ({ store }: Pick<PipelineContext, 'store'>, drillId: string): Promise<Drill> => {
  const drill = await store.drills.get(drillId);
  if (drill === null)
    throw new WeirError('DRILL_UNKNOWN', `There is no drill ${drillId}.`, { status: 404, fix: 'Check the id.' });
  return drill;
};

/** What a look at an address of a drill sees; nobody is asked. */
export const seenInside = (order: Received, drill: Drill, now: Date): { verdict: 'gone' | 'up'; detail: string } => {
  const gone = goneAt(order, drill);
  return gone !== null && now.toISOString() >= gone
    ? { verdict: 'gone', detail: 'taken down by the operator of the drill' }
    : { verdict: 'up', detail: 'the operator of the drill shows it' };
};
