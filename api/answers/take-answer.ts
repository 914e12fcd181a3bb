import type { AnswerOrigin } from '#core/answer-code.ts';
import type { Actor } from '#core/event.ts';
import type { Notice } from '#core/notice.ts';
import { answerNotice } from '#core/notice-state.ts';
import type { Order } from '#core/order.ts';
import { answerOrder, sayToOrder } from '#core/order-state.ts';
import { publishNotice, publishOrder } from '#pipeline/publish.ts';
import type { Store } from '#store/store.ts';
import type { AnyAnswer } from '#takedowns/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';

/** What an answer is about. */
export type Addressed = { kind: 'order'; subject: Order } | { kind: 'notice'; subject: Notice };

/** The order or notice of a reference, or null. */
export const byReference = async (store: Store, reference: string): Promise<Addressed | null> => {
  const order = await store.orders.byReference(reference);
  if (order !== null) return { kind: 'order', subject: order };
  const notice = await store.notices.byReference(reference);
  return notice === null ? null : { kind: 'notice', subject: notice };
};

/** What a code opens, or null. Whether it still does is asked again when the answer is written. */
export const byAnswerCode = async (store: Store, hash: string): Promise<Addressed | null> => {
  const order = await store.orders.byAnswerCode(hash);
  if (order !== null) return { kind: 'order', subject: order };
  const notice = await store.notices.byAnswerCode(hash);
  return notice === null ? null : { kind: 'notice', subject: notice };
};

const wrongForm = (form: string): never => {
  throw apiError('ANSWER_MISMATCH', {
    message: `A ${form} does not answer this.`,
    fix: 'Annexes answer removal orders; decisions and statements answer orders and notices under the DSA, and referrals.',
  });
};

/**
 * The one way by which an answer enters, however it came. The same answer twice changes nothing.
 * @returns whether it was new
 * @throws ANSWER_MISMATCH · ORDER_STATE · NOTICE_STATE · ANSWER_CODE_UNKNOWN
 */
export const takeAnswer = async (
  deps: ApiDependencies,
  to: Addressed,
  answer: AnyAnswer,
  origin: AnswerOrigin,
  actor: Actor,
): Promise<boolean> => {
  const { store, queues } = deps;
  const from = { ...origin, at: store.clock.now().toISOString() };
  if (to.kind === 'order') {
    const { state, events } = await store.orders.change(to.subject.id, actor, (current) => {
      if (answer.form === 'text') return sayToOrder(current, answer, from);
      if (answer.form === 'tco-annex-2' || answer.form === 'tco-annex-3') return answerOrder(current, answer, from);
      return wrongForm(answer.form);
    });
    if (events.length === 0) return false;
    if (answer.form === 'tco-annex-2') await queues.enqueue('recheck', { orderId: state.id });
    await publishOrder(deps, state);
    return true;
  }
  const { state, events } = await store.notices.change(to.subject.id, actor, (current) => {
    if (answer.form === 'tco-annex-2' || answer.form === 'tco-annex-3') return wrongForm(answer.form);
    return answerNotice(current, answer, from);
  });
  if (events.length === 0) return false;
  if (state.nextRecheckAt !== null) await queues.enqueue('notice-look', { noticeId: state.id });
  await publishNotice(deps, state);
  return true;
};
