import { closeWhenGone, noticeSentOn } from '#core/case-state.ts';
import { openConflicts } from '#core/deconfliction.ts';
import { requireReal } from '#core/drill.ts';
import { WeirError } from '#core/errors.ts';
import type { Notice } from '#core/notice.ts';
import {
  attachNoticeCode,
  attemptNotice,
  awaitNoticeService,
  awaitWithdrawalService,
  holdBackNotice,
  markUnanswered,
  nextNoticeStep,
  noticeAttemptFailed,
  noticeSent,
  noticeWithdrawalFailed,
  noticeWithdrawalReceived,
  recheckNotice,
  withdrawalAwaitsService,
} from '#core/notice-state.ts';
import { messageCodeHashOf } from '#takedowns/answer-code.ts';
import { deliverNotice, deliverNoticeWithdrawal } from '#takedowns/delivery.ts';
import { type PipelineContext, systemActor } from './context.ts';
import { findNoticeConflicts } from './deconfliction.ts';
import { answerNoticeInside, deliverNoticeInside, drillOf, seenInside } from './drill-operator.ts';
import type { Outcome } from './jobs.ts';
import { locationChecks, lookAtPosts } from './look-at-posts.ts';
import { deliveryContext } from './orders.ts';
import { publishCaseEvents, publishNotice } from './publish.ts';

const load = async (noticeId: string, context: PipelineContext) => {
  const notice = await context.store.notices.get(noticeId);
  if (notice === null) throw new WeirError('NOTICE_UNKNOWN', `There is no notice ${noticeId}.`, { status: 404 });
  const operator = await context.store.operators.get(notice.operatorId);
  if (operator === null)
    throw new WeirError('OPERATOR_UNKNOWN', `The directory does not know ${notice.operatorId}.`, {
      fix: 'Add the operator to the directory.',
    });
  return { notice, operator };
};

const later = async (notice: Notice, until: string, context: PipelineContext): Promise<Outcome> => {
  const delayMilliseconds = Math.max(1, Date.parse(until) - context.clock.now().getTime());
  await context.queues.enqueue('notice', { noticeId: notice.id }, { delayMilliseconds });
  return 'skipped';
};

/** Once it is out the case is on its way to an end; a crash before this is made good by the next look. */
const tellCase = async (notice: Notice, context: PipelineContext): Promise<void> => {
  if (notice.sentAt === null) return;
  const { state, events } = await context.store.cases.change(notice.caseId, systemActor('deliver'), (current) =>
    noticeSentOn(current, notice.id),
  );
  if (events.length > 0) await publishCaseEvents(context, state, events);
};

/** Looks once more before it leaves for the first time: what came up since it was signed makes it a draft again. */
const isInTheWay = async (notice: Notice, context: PipelineContext): Promise<boolean> => {
  const { store } = context;
  const found = openConflicts(notice, await findNoticeConflicts(store, notice), notice.signedBy ?? '');
  if (found.length === 0) return false;
  const { state, events } = await store.notices.change(notice.id, systemActor('deconfliction'), holdBackNotice);
  if (events.length === 0) return false;
  await publishNotice(context, state);
  context.log.warn(
    { notice: notice.id, conflicts: found.map(({ kind, reference }) => `${kind} ${reference}`) },
    'a notice did not leave: somebody is at the same address by now',
  );
  return true;
};

/**
 * Takes a signed order, notice or referral one step further, or the withdrawal of one. The attempt is written down before anything
 * is sent; of two workers that try at once, the conditional write lets one through.
 */
export const sendNotice = async (payload: { noticeId: string }, context: PipelineContext): Promise<Outcome> => {
  const { notice, operator } = await load(payload.noticeId, context);
  const { store } = context;
  const now = () => context.clock.now();
  const actor = systemActor('deliver');
  const channel = deliveryContext(operator, context);
  const step = nextNoticeStep(notice, now().toISOString());
  if (step.step === 'nothing') return 'skipped';
  if (step.step === 'wait') return later(notice, step.until, context);
  if (notice.drill !== undefined) {
    const state = await deliverNoticeInside(notice, step.step, context);
    await publishNotice(context, state);
    await tellCase(state, context);
    return 'done';
  }
  const subject = await store.cases.get(notice.caseId);
  if (subject !== null) requireReal(subject);
  if (step.step === 'withdraw') {
    const told = await deliverNoticeWithdrawal(notice, channel);
    const { state } = await store.notices.change(notice.id, actor, (current) => {
      const at = now().toISOString();
      if (told.kind === 'received') return noticeWithdrawalReceived(current, told.receipt);
      if (told.kind === 'failed')
        return noticeWithdrawalFailed(current, told.error, at, told.retryAfterMilliseconds, told.permanent);
      // A mail server took it, which is all that this channel says; or a person has to bring it.
      if (told.kind === 'sent')
        return noticeWithdrawalReceived(current, {
          reference: current.reference,
          receiptId: told.proof.messageId,
          receivedAt: at,
        });
      return awaitWithdrawalService(current);
    });
    if (withdrawalAwaitsService(state))
      context.log.warn(
        { notice: notice.id },
        'the withdrawal of a notice did not get through: a person has to bring it',
      );
    await publishNotice(context, state);
    return 'done';
  }
  if (notice.attempts.length === 0 && (await isInTheWay(notice, context))) return 'done';
  const started = await store.notices.change(notice.id, actor, (current) => {
    const at = now().toISOString();
    const attempt = attemptNotice(current, at);
    // Without a signed channel it is answered on the public page.
    const hasNoEndpoint = attempt.length > 0 && operator.channel.kind !== 'https';
    const hash = messageCodeHashOf(notice.id, context.requestKey);
    return hasNoEndpoint ? [...attempt, ...attachNoticeCode(current, hash, at)] : attempt;
  });
  if (started.events.length === 0) return 'skipped';
  const result = await deliverNotice(started.state, channel);
  const { state } = await store.notices.change(notice.id, actor, (current) => {
    if (result.kind === 'received') return noticeSent(current, result.receipt);
    // A mail server took it: sent, and confirmed when the platform says so (art. 16(4)).
    if (result.kind === 'sent') return noticeSent(current, null);
    if (result.kind === 'by_hand') return awaitNoticeService(current, null);
    return result.permanent === true
      ? awaitNoticeService(current, result.error)
      : noticeAttemptFailed(current, result.error, now().toISOString(), result.retryAfterMilliseconds);
  });
  await publishNotice(context, state);
  await tellCase(state, context);
  return state.nextAttemptAt === null ? 'done' : later(state, state.nextAttemptAt, context);
};

/** 'Still up?' for what a notice names, and whether its answer is out of time. */
export const lookAtNotice = async (payload: { noticeId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock } = context;
  const { notice } = await load(payload.noticeId, context);
  const actor = systemActor('recheck');
  const drill = notice.drill === undefined ? null : await drillOf(context, notice.drill);
  if (drill !== null)
    await store.notices.change(notice.id, systemActor('drill-operator'), (current) =>
      answerNoticeInside(current, drill, clock.now().toISOString()),
    );
  const results = await lookAtPosts(
    notice.postIds,
    context,
    drill === null ? undefined : () => seenInside(notice, drill, clock.now()),
  );
  // The case first: while the notice waits for its look, a crash in between repeats all of it.
  const checked = await store.cases.change(notice.caseId, actor, (current) => locationChecks(results, current));
  await tellCase(notice, context);
  const closed = await store.cases.change(notice.caseId, actor, closeWhenGone);
  if (checked.events.length + closed.events.length > 0)
    await publishCaseEvents(context, closed.state, [...checked.events, ...closed.events]);
  const at = clock.now().toISOString();
  const { state, events } = await store.notices.change(notice.id, actor, (current) => [
    ...markUnanswered(current, at),
    ...recheckNotice(current, results, at),
  ]);
  if (events.length > 0) await publishNotice(context, state);
  return 'done';
};
