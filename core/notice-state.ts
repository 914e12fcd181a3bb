/** The state machine of the instruments beside the removal order: pure commands and a pure fold, as in order-state.ts. */

import {
  type AnswerCode,
  type AnswerOrigin,
  firstAnswerCode,
  newAnswerCode,
  requireAnswerCode,
  withoutAnswerCode,
} from './answer-code.ts';
import { lastFailed } from './attempts.ts';
import { addMilliseconds } from './clock.ts';
import { type Conflict, keysToRelease, requireNoConflict } from './deconfliction.ts';
import { WeirError } from './errors.ts';
import { type Actor, requireNext } from './event.ts';
import { hashOf } from './hash.ts';
import type { Notice, NoticeDraft, NoticeEvent, NoticeForm, NoticeState, Transmission } from './notice.ts';
import type { NoticeAnswer, NoticeDecision, NoticeDocument, NoticeWithdrawal, StatementAnswer } from './notice-wire.ts';
import type { Recheck } from './order.ts';
import { ATTEMPT_DEADLINE_MILLISECONDS, RECHECK_MILLISECONDS } from './order-state.ts';
import { MOST_ATTEMPTS } from './service.ts';
import type { DeliveryReceipt } from './wire.ts';

/** So long the house waits before it says that nothing came: a habit of the house, no law sets it. */
export const ANSWER_EXPECTED_MILLISECONDS = 14 * 24 * 3_600_000;
/** Once the first hour is over there is no hurry: no clock of the law runs. */
export const SLOW_RECHECK_MILLISECONDS = 3_600_000;

const openedFrom = (event: Extract<NoticeEvent, { type: 'notice.drafted' }>): Notice => ({
  id: event.subject.id,
  ...event.data,
  instrument: event.data.form.instrument,
  state: 'draft',
  seq: event.seq,
  draftedBy: event.actor.id,
  signedBy: null,
  signedAt: null,
  documentHash: null,
  holdUntil: null,
  attempts: [],
  nextAttemptAt: null,
  awaitsService: false,
  service: null,
  sentAt: null,
  receipt: null,
  confirmedAt: null,
  expectedBy: null,
  answers: [],
  decidedAt: null,
  answerCodes: [],
  rechecks: [],
  nextRecheckAt: null,
  goneAt: null,
  withdrawal: null,
  transmissions: [],
  people: [],
  createdAt: event.at,
  updatedAt: event.at,
});

/** It has left or may have left. */
const OUT: readonly NoticeState[] = ['sending', 'sent', 'confirmed', 'decided', 'no_answer'];

const sent = (state: Notice, event: Extract<NoticeEvent, { type: 'notice.sent' }>): Notice => {
  const { receipt, proof } = event.data;
  const next: Notice = {
    ...state,
    awaitsService: false,
    undelivered: null,
    service: proof === undefined ? state.service : { at: event.at, by: event.actor.id, proof },
    sentAt: event.at,
    receipt,
    confirmedAt: state.confirmedAt ?? receipt?.receivedAt ?? null,
    nextAttemptAt: null,
    nextRecheckAt: state.goneAt === null ? addMilliseconds(event.at, RECHECK_MILLISECONDS) : null,
  };
  // An answer may overtake the receipt: then nothing is waited for any more.
  if (state.state !== 'sending') return next;
  return {
    ...next,
    state: next.confirmedAt === null ? 'sent' : 'confirmed',
    expectedBy: addMilliseconds(event.at, ANSWER_EXPECTED_MILLISECONDS),
  };
};

/** Does this answer say what the platform decided? Words alone do not. */
export const decides = (answer: NoticeAnswer): answer is NoticeDecision | StatementAnswer =>
  answer.form === 'notice-decision' || answer.form === 'dsa-statement';

const answered = (state: Notice, event: Extract<NoticeEvent, { type: 'notice.answered' }>): Notice => {
  const { answer, via, source, codeHash } = event.data;
  const next: Notice = {
    ...state,
    undelivered: null,
    answers: [
      ...state.answers,
      { at: event.at, by: event.actor.id, via, ...(source === undefined ? {} : { source }), answer },
    ],
    answerCodes: withoutAnswerCode(state.answerCodes, codeHash),
    nextRecheckAt: state.goneAt === null ? event.at : null,
  };
  if (!decides(answer)) return next;
  return { ...next, state: 'decided', decidedAt: state.decidedAt ?? event.at, nextAttemptAt: null, expectedBy: null };
};

const isAllGone = (results: readonly Recheck[]): boolean =>
  results.length > 0 && results.every((result) => result.status === 'gone');

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveNotice = (before: Notice | null, event: NoticeEvent): Notice => {
  const state = folded(before, event);
  if (event.actor.kind !== 'human' || state.people.includes(event.actor.id)) return state;
  return { ...state, people: [...state.people, event.actor.id] };
};

const withdrawing = (
  state: Notice,
  event: Extract<
    NoticeEvent,
    { type: 'notice.withdrawal_failed' | 'notice.withdrawal_returned' | 'notice.withdrawal_received' }
  >,
): Notice => {
  const { withdrawal } = state;
  if (withdrawal === null)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the notice was withdrawn.`);
  if (event.type === 'notice.withdrawal_received')
    return {
      ...state,
      undelivered: null,
      withdrawal: {
        ...withdrawal,
        ...{ receipt: event.data.receipt, nextAttemptAt: null },
        ...(event.data.proof === undefined ? {} : { served: { by: event.actor.id, proof: event.data.proof } }),
      },
    };
  const { error } = event.data;
  const attempts = [...withdrawal.attempts, { at: event.at, error }].slice(-50);
  const undelivered = { of: 'withdrawal' as const, at: event.at, error };
  if (event.type === 'notice.withdrawal_returned')
    return { ...state, undelivered, withdrawal: { ...withdrawal, attempts, receipt: null, nextAttemptAt: null } };
  const { nextAttemptAt, byHand } = event.data;
  const isDead = nextAttemptAt === null && byHand !== true;
  return { ...state, ...(isDead ? { undelivered } : {}), withdrawal: { ...withdrawal, attempts, nextAttemptAt } };
};

/** A person said so: it is tried at once, and its attempts count from here. */
const replayed = (state: Notice, at: string): Notice => {
  const again: Notice = { ...state, undelivered: null, replayedAt: at };
  if (state.undelivered?.of !== 'withdrawal' || state.withdrawal === null)
    return { ...again, awaitsService: false, nextAttemptAt: at };
  return { ...again, withdrawal: { ...state.withdrawal, nextAttemptAt: at } };
};

const folded = (before: Notice | null, event: NoticeEvent): Notice => {
  requireNext(event, before);
  if (event.type === 'notice.drafted') return openedFrom(event);
  if (before === null)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the notice was drafted.`);
  const state: Notice = { ...before, seq: event.seq, updatedAt: event.at };
  switch (event.type) {
    case 'notice.edited':
      return { ...state, form: event.data.form, document: event.data.document };
    case 'notice.signed':
      return { ...state, ...event.data, state: 'signed', signedBy: event.actor.id, signedAt: event.at };
    case 'notice.signature_withdrawn':
      return { ...state, state: 'draft', signedBy: null, signedAt: null, documentHash: null, holdUntil: null };
    case 'notice.conflicts_released':
      return {
        ...state,
        releases: [...(state.releases ?? []), { by: event.actor.id, at: event.at, ...event.data }],
      };
    case 'notice.withdrawn':
      return {
        ...state,
        state: 'withdrawn',
        holdUntil: null,
        nextAttemptAt: null,
        nextRecheckAt: null,
        expectedBy: null,
        undelivered: null,
        answerCodes: [],
        withdrawal: {
          ...event.data,
          at: event.at,
          by: event.actor.id,
          attempts: [],
          nextAttemptAt: event.data.document === null ? null : event.at,
          receipt: null,
        },
      };
    case 'notice.withdrawal_failed':
    case 'notice.withdrawal_returned':
    case 'notice.withdrawal_received':
      return withdrawing(state, event);
    case 'notice.attempted':
      return {
        ...state,
        state: 'sending',
        holdUntil: null,
        nextAttemptAt: null,
        attempts: [...state.attempts, { at: event.at, error: null }],
      };
    case 'notice.attempt_failed':
      return {
        ...state,
        attempts: lastFailed(state.attempts, event.data.error),
        nextAttemptAt: event.data.nextAttemptAt,
      };
    case 'notice.awaits_service':
      return {
        ...state,
        awaitsService: true,
        nextAttemptAt: null,
        attempts: lastFailed(state.attempts, event.data.error),
        ...(event.data.error === null ? {} : { undelivered: { of: 'notice', at: event.at, error: event.data.error } }),
      };
    case 'notice.returned':
      return {
        ...state,
        ...{
          state: 'sending',
          awaitsService: true,
          nextAttemptAt: null,
          sentAt: null,
          expectedBy: null,
          nextRecheckAt: null,
        },
        undelivered: { of: 'notice', at: event.at, error: event.data.error },
        attempts: lastFailed(state.attempts, event.data.error),
      };
    case 'notice.replayed':
      return replayed(state, event.at);
    case 'notice.sent':
      return sent(state, event);
    case 'notice.confirmed':
      return {
        ...state,
        state: state.state === 'sent' ? 'confirmed' : state.state,
        receipt: state.receipt ?? event.data.receipt,
        confirmedAt: state.confirmedAt ?? event.data.receipt.receivedAt,
        undelivered: null,
        answerCodes: withoutAnswerCode(state.answerCodes, event.data.codeHash),
      };
    case 'notice.answered':
      return answered(state, event);
    case 'notice.unanswered':
      return { ...state, state: 'no_answer', expectedBy: null };
    case 'notice.rechecked': {
      const gone = isAllGone(event.data.results);
      return {
        ...state,
        rechecks: [...state.rechecks, ...event.data.results].slice(-200),
        nextRecheckAt: gone ? null : event.data.nextRecheckAt,
        goneAt: gone ? (state.goneAt ?? event.at) : state.goneAt,
      };
    }
    case 'notice.answer_code_made':
      return { ...state, answerCodes: [...state.answerCodes, event.data] };
    case 'notice.transmitted':
      return {
        ...state,
        transmissions: [...state.transmissions, { at: event.at, by: event.actor.id, document: event.data.document }],
      };
  }
};

const refuse = (code: string, message: string, fix: string, status = 409): never => {
  throw new WeirError(code, message, { status, fix });
};

const requireState = (state: Notice, allowed: readonly NoticeState[], verb: string): void => {
  if (!allowed.includes(state.state))
    refuse('NOTICE_STATE', `One that is ${state.state} cannot be ${verb}.`, 'Load it again.');
};

const requireSeen = (state: Notice, seenSeq: number): void => {
  if (seenSeq !== state.seq)
    refuse('NOTICE_CHANGED', 'Somebody or something changed this after you opened it.', 'Load it again.');
};

/** The instrument stays: another one is another record. @throws NOTICE_CHANGED · NOTICE_STATE */
export const editNotice = (
  state: Notice,
  change: { form: NoticeForm; document: NoticeDocument; seenSeq: number },
): NoticeDraft[] => {
  requireSeen(state, change.seenSeq);
  requireState(state, ['draft'], 'edited');
  if (change.form.instrument !== state.instrument)
    refuse('NOTICE_STATE', 'The instrument of a draft cannot be changed.', 'Withdraw it and draw up another.');
  return [{ type: 'notice.edited', data: { form: change.form, document: change.document } }];
};

/**
 * Somebody who did not decide the case signs; then it waits for the undo time.
 * @throws NOTICE_CHANGED · NOTICE_STATE · SECOND_PERSON_REQUIRED · INVESTIGATION_HOLD · DECONFLICTION when somebody is at the same address
 */
export const signNotice = (
  state: Notice,
  context: {
    actor: Actor;
    at: string;
    document: NoticeDocument;
    undoMilliseconds: number;
    seenSeq: number;
    /** What stands in its way (`deconfliction.ts`). */
    conflicts?: readonly Conflict[];
  },
): NoticeDraft[] => {
  requireSeen(state, context.seenSeq);
  requireState(state, ['draft'], 'signed');
  if (
    context.actor.kind !== 'human' ||
    state.decidedBy === state.countersignedBy ||
    state.decidedBy === context.actor.id
  )
    refuse('SECOND_PERSON_REQUIRED', 'Whoever decided the case cannot sign this.', 'Ask a colleague to sign.', 403);
  requireNoConflict(state, context.conflicts ?? [], context.actor.id);
  return [
    {
      type: 'notice.signed',
      data: {
        document: context.document,
        documentHash: hashOf(context.document),
        holdUntil: addMilliseconds(context.at, context.undoMilliseconds),
      },
    },
  ];
};

/** A person who does not sign lets it go all the same. @throws NOTICE_STATE · INVESTIGATION_HOLD · NOTHING_TO_RELEASE */
export const releaseNotice = (
  state: Notice,
  conflicts: readonly Conflict[],
  { actor, reason }: { actor: Actor; reason: string },
): NoticeDraft[] => {
  requireState(state, ['draft'], 'released');
  return [{ type: 'notice.conflicts_released', data: { conflicts: keysToRelease(state, conflicts, actor), reason } }];
};

/** Something came up before it left: people look at it again. */
export const holdBackNotice = (state: Notice): NoticeDraft[] =>
  state.state === 'signed' && state.attempts.length === 0 ? [{ type: 'notice.signature_withdrawn', data: {} }] : [];

/** @throws UNDO_EXPIRED · UNDO_NOT_YOURS */
export const undoNoticeSignature = (state: Notice, context: { actor: Actor; at: string }): NoticeDraft[] => {
  if (state.state !== 'signed' || state.holdUntil === null || context.at >= state.holdUntil)
    refuse('UNDO_EXPIRED', 'The time to undo this signature has passed.', 'Withdraw it instead.');
  if (state.signedBy !== context.actor.id)
    refuse('UNDO_NOT_YOURS', 'Only the person who signed can undo.', 'Ask that person.', 403);
  return [{ type: 'notice.signature_withdrawn', data: {} }];
};

/** Where it may have left, the platform is told too. Withdrawn once is withdrawn. @throws NOTICE_STATE */
export const withdrawNotice = (state: Notice, context: { reason: string; at: string }): NoticeDraft[] => {
  requireState(state, ['draft', 'signed', ...OUT], 'withdrawn');
  const { reason, at } = context;
  const document: NoticeWithdrawal | null = OUT.includes(state.state)
    ? {
        form: 'notice-withdrawal',
        version: 1,
        reference: state.reference,
        urls: state.document.urls,
        reason,
        issuedAt: at,
      }
    : null;
  return [{ type: 'notice.withdrawn', data: { reason, document } }];
};

export type NoticeStep = { step: 'nothing' } | { step: 'wait'; until: string } | { step: 'attempt' | 'withdraw' };

const after = (until: string | null, at: string, step: 'attempt' | 'withdraw'): NoticeStep =>
  until !== null && at < until ? { step: 'wait', until } : { step };

/** The drill is over: its notices end, wherever they are, and nobody is told. A real one stays as it is. */
export const endDrillNotice = (state: Notice): NoticeDraft[] =>
  state.drill === undefined || ['decided', 'withdrawn'].includes(state.state)
    ? []
    : [{ type: 'notice.withdrawn', data: { reason: 'The drill is over.', document: null } }];

/** What the house must do next so that it, or its withdrawal, reaches the platform. */
/** States in which `nextNoticeStep` may find something to bring. */
export const NOTICE_DELIVERY_STATES: readonly Notice['state'][] = ['signed', 'sending', 'withdrawn'];

export const nextNoticeStep = (state: Notice, at: string): NoticeStep => {
  switch (state.state) {
    case 'signed':
      return after(state.holdUntil, at, 'attempt');
    case 'sending': {
      if (state.awaitsService) return { step: 'nothing' };
      const last = state.attempts.at(-1);
      // An attempt without an end may still be under way; only after its deadline is it taken for lost.
      const isOpen = last !== undefined && last.error === null;
      return after(
        isOpen ? addMilliseconds(last.at, ATTEMPT_DEADLINE_MILLISECONDS) : state.nextAttemptAt,
        at,
        'attempt',
      );
    }
    case 'withdrawn':
      return state.withdrawal === null || state.withdrawal.nextAttemptAt === null
        ? { step: 'nothing' }
        : after(state.withdrawal.nextAttemptAt, at, 'withdraw');
    default:
      return { step: 'nothing' };
  }
};

const earliest = (...times: (string | null)[]): string | null =>
  times.filter((time) => time !== null).sort()[0] ?? null;

/** When the house must next do something by itself; null: only people or the platform can move it. */
export const noticeWorkAt = (state: Notice, at: string = state.updatedAt): string | null => {
  const step = nextNoticeStep(state, at);
  if (step.step === 'wait') return step.until;
  if (step.step !== 'nothing') return at;
  return earliest(state.expectedBy, state.nextRecheckAt);
};

export const attemptNotice = (state: Notice, at: string): NoticeDraft[] =>
  nextNoticeStep(state, at).step === 'attempt' ? [{ type: 'notice.attempted', data: {} }] : [];

/** Doubling from 2 s, capped at 5 minutes; a longer `Retry-After` wins. */
const later = (failures: number, at: string, retryAfterMilliseconds: number): string =>
  addMilliseconds(at, Math.max(Math.min(300_000, 1000 * 2 ** Math.min(failures, 10)), retryAfterMilliseconds));

/** Since a person last had it tried again. */
const recent = ({ replayedAt }: Notice, attempts: readonly { at: string }[]): number =>
  attempts.filter(({ at }) => replayedAt === undefined || at >= replayedAt).length;

export const noticeAttemptFailed = (
  state: Notice,
  error: string,
  at: string,
  retryAfterMilliseconds: number,
): NoticeDraft[] =>
  // Withdrawn or answered while the request failed: there is nothing to repeat.
  state.state !== 'sending'
    ? []
    : recent(state, state.attempts) >= MOST_ATTEMPTS
      ? awaitNoticeService(state, error)
      : [
          {
            type: 'notice.attempt_failed',
            data: { error, nextAttemptAt: later(recent(state, state.attempts), at, retryAfterMilliseconds) },
          },
        ];

/** It left. Known already: nothing. @throws RECEIPT_MISMATCH */
export const noticeSent = (state: Notice, receipt: DeliveryReceipt | null): NoticeDraft[] => {
  if (state.sentAt !== null || state.attempts.length === 0) return [];
  if (receipt !== null && receipt.reference !== state.reference)
    refuse('RECEIPT_MISMATCH', 'The receipt names another message.', 'Ask the operator which one it received.', 422);
  // Withdrawn while it was on its way: the withdrawal follows it, and the receipt changes nothing.
  if (state.state === 'withdrawn') return [];
  return [{ type: 'notice.sent', data: { receipt } }];
};

/** Nothing that the house can do brings it: a person must. */
export const awaitNoticeService = (state: Notice, error: string | null): NoticeDraft[] =>
  state.state === 'sending' && !state.awaitsService ? [{ type: 'notice.awaits_service', data: { error } }] : [];

/** What a mail server had taken came back: a dead letter. Nothing where the platform has said since that it has it. */
export const noticeReturned = (state: Notice, error: string): NoticeDraft[] =>
  ['sent', 'no_answer'].includes(state.state) && state.receipt === null && state.service === null
    ? [{ type: 'notice.returned', data: { error } }]
    : [];

/** The same of its withdrawal. Nothing where it is on its way again, or a person brought it. */
export const noticeWithdrawalReturned = ({ withdrawal }: Notice, error: string): NoticeDraft[] =>
  withdrawal === null || withdrawal.receipt === null || withdrawal.served !== undefined
    ? []
    : [{ type: 'notice.withdrawal_returned', data: { error } }];

/** Has a dead letter tried again. @throws NOTHING_TO_REPLAY */
export const replayNotice = (state: Notice): NoticeDraft[] => {
  if (state.undelivered == null)
    refuse('NOTHING_TO_REPLAY', 'Nothing of this notice is a dead letter.', 'Load it again.');
  return [{ type: 'notice.replayed', data: {} }];
};

/** The withdrawal has not reached the platform, and the house does not try any more: a person must. */
export const withdrawalAwaitsService = ({ withdrawal }: Notice): boolean =>
  withdrawal !== null &&
  withdrawal.document !== null &&
  withdrawal.receipt === null &&
  withdrawal.nextAttemptAt === null;

/** A person brought it, or its withdrawal, and says what proves that. @throws NOTICE_STATE */
export const serveNotice = (state: Notice, proof: string, at: string): NoticeDraft[] => {
  if (withdrawalAwaitsService(state)) {
    const receipt = { reference: state.reference, receiptId: `service-${state.seq + 1}`, receivedAt: at };
    return [{ type: 'notice.withdrawal_received', data: { receipt, proof } }];
  }
  requireState(state, ['sending'], 'served');
  if (!state.awaitsService) refuse('NOTICE_STATE', 'This one waits for no person.', 'Load it again.');
  return [{ type: 'notice.sent', data: { receipt: null, proof } }];
};

export const noticeWithdrawalFailed = (
  state: Notice,
  error: string,
  at: string,
  retryAfterMilliseconds: number,
  /** Trying again does not help. */
  permanent = false,
): NoticeDraft[] => {
  if (state.withdrawal === null || state.withdrawal.receipt !== null) return [];
  const failures = recent(state, state.withdrawal.attempts) + 1;
  const isOver = permanent || failures >= MOST_ATTEMPTS;
  const nextAttemptAt = isOver ? null : later(failures, at, retryAfterMilliseconds);
  return [{ type: 'notice.withdrawal_failed', data: { error, nextAttemptAt } }];
};

/** The channel is a person, who has to bring it. */
export const awaitWithdrawalService = ({ withdrawal }: Notice): NoticeDraft[] => {
  if (withdrawal === null || withdrawal.receipt !== null) return [];
  const error = 'a person has to bring it';
  return [{ type: 'notice.withdrawal_failed', data: { error, nextAttemptAt: null, byHand: true } }];
};

/** @throws RECEIPT_MISMATCH */
export const noticeWithdrawalReceived = (state: Notice, receipt: DeliveryReceipt): NoticeDraft[] => {
  if (state.withdrawal === null || state.withdrawal.receipt !== null) return [];
  if (receipt.reference !== state.reference)
    refuse('RECEIPT_MISMATCH', 'The receipt names another message.', 'Ask the operator which one it received.', 422);
  return [{ type: 'notice.withdrawal_received', data: { receipt } }];
};

/**
 * An answer of the platform. The same answer twice changes nothing, and uses up no code.
 * @throws ANSWER_MISMATCH · NOTICE_STATE when it never left · ANSWER_CODE_UNKNOWN
 */
export const answerNotice = (
  state: Notice,
  answer: NoticeAnswer,
  origin: AnswerOrigin & { at: string },
): NoticeDraft[] => {
  if (answer.reference !== state.reference)
    refuse('ANSWER_MISMATCH', 'The answer names another notice.', 'Send it with the reference of the notice.', 422);
  if (state.answers.some((known) => hashOf(known.answer) === hashOf(answer))) return [];
  const { at, ...from } = origin;
  if (from.codeHash !== undefined) requireAnswerCode(state.answerCodes, from.codeHash, at);
  // It was taken back: what the platform says to it is no longer asked for.
  if (state.state === 'withdrawn' && state.attempts.length > 0) return [];
  requireState(state, OUT, 'answered');
  if (answer.form === 'notice-receipt') {
    if (state.confirmedAt !== null) return [];
    const { reference, receiptId, receivedAt } = answer;
    return [{ type: 'notice.confirmed', data: { receipt: { reference, receiptId, receivedAt }, ...from } }];
  }
  return [{ type: 'notice.answered', data: { answer, ...from } }];
};

/** Nothing came in time. An answer still counts afterwards. */
export const markUnanswered = (state: Notice, at: string): NoticeDraft[] =>
  (state.state === 'sent' || state.state === 'confirmed') && state.expectedBy !== null && at > state.expectedBy
    ? [{ type: 'notice.unanswered', data: {} }]
    : [];

/** Results of a 'still up?' look; looks go on until every address is gone. */
export const recheckNotice = (state: Notice, results: Recheck[], at: string): NoticeDraft[] => {
  if (!OUT.includes(state.state) || state.goneAt !== null) return [];
  const isFresh = state.sentAt !== null && at < addMilliseconds(state.sentAt, SLOW_RECHECK_MILLISECONDS);
  const pause = isFresh ? RECHECK_MILLISECONDS : SLOW_RECHECK_MILLISECONDS;
  return [
    {
      type: 'notice.rechecked',
      data: { results, nextRecheckAt: isAllGone(results) ? null : addMilliseconds(at, pause) },
    },
  ];
};

/** @throws NOTICE_STATE · ANSWER_CODES_MANY */
export const makeAnswerCode = (state: Notice, hash: string, at: string): NoticeDraft[] => {
  requireState(state, OUT, 'answered');
  const data: AnswerCode = newAnswerCode(state.answerCodes, hash, at);
  return [{ type: 'notice.answer_code_made', data }];
};

/** The code that the message itself brings to an operator without a signed channel. In the same write as the attempt. */
export const attachNoticeCode = (state: Notice, hash: string, at: string): NoticeDraft[] => {
  const data = firstAnswerCode(state, hash, at);
  return data === null ? [] : [{ type: 'notice.answer_code_made', data }];
};

/**
 * Art. 9(4): the order and what was answered to it go to the Digital Services Coordinator; what went is kept.
 * @throws NOTICE_STATE for another instrument, and before there is an answer
 */
export const transmitNotice = (state: Notice, to: string, at: string): NoticeDraft[] => {
  if (state.instrument !== 'dsa-order')
    refuse('NOTICE_STATE', 'Only an order under article 9 goes to the coordinator.', 'Leave it where it is.');
  requireState(state, ['decided', 'no_answer'], 'transmitted');
  const document: Transmission = {
    form: 'dsa-9-4-transmission',
    version: 1,
    to,
    madeAt: at,
    order: state.document,
    documentHash: state.documentHash ?? hashOf(state.document),
    sentAt: state.sentAt,
    confirmedAt: state.confirmedAt,
    answers: state.answers.map((one) => ({ at: one.at, answer: one.answer })),
  };
  return [{ type: 'notice.transmitted', data: { document } }];
};
