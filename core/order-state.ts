/** The removal order's state machine (TCO art. 3): pure commands and a pure fold, as in case-state.ts. */

import {
  type AnswerOrigin,
  firstAnswerCode,
  newAnswerCode,
  requireAnswerCode,
  withoutAnswerCode,
} from './answer-code.ts';
import { lastFailed } from './attempts.ts';
import { endOfPeriod } from './calendar.ts';
import { addMilliseconds, isAfter } from './clock.ts';
import { CLOCKS } from './clocks.ts';
import { type Conflict, requireNoConflict } from './deconfliction.ts';
import { WeirError } from './errors.ts';
import { type Actor, requireNext } from './event.ts';
import { hashOf } from './hash.ts';
import type { FreeText } from './notice-wire.ts';
import type { LegalTerms, Order, OrderDraft, OrderEvent, OrderForm, Recheck } from './order.ts';
import { foldClockEvent, isClockEvent } from './order-clock-fold.ts';
import { zoneOf } from './order-clocks.ts';
import {
  acknowledgedBy,
  deadLetter,
  foldServiceEvent,
  isAtRest,
  isServiceEvent,
  isStillInHouse,
  settled,
} from './order-service.ts';
import type { DeliveryReceipt, OperatorAnswer, Reinstatement, RemovalOrder } from './wire.ts';

const openedFrom = (event: Extract<OrderEvent, { type: 'order.drafted' }>): Order => ({
  id: event.subject.id,
  ...event.data,
  state: 'draft',
  seq: event.seq,
  draftedBy: event.actor.id,
  signedBy: null,
  signedAt: null,
  documentHash: null,
  holdUntil: null,
  notBefore: null,
  attempts: [],
  nextAttemptAt: null,
  receipt: null,
  dueAt: null,
  breached: false,
  answers: [],
  clarifications: [],
  rechecks: [],
  nextRecheckAt: null,
  executedAt: null,
  verifiedAt: null,
  preserveUntil: null,
  nonDisclosureBy: nonDisclosureBy(event.data.form, event.actor),
  createdAt: event.at,
  updatedAt: event.at,
});

/** A receipt that claims the future must not lengthen the hour. */
const earlier = (a: string, b: string): string => (isAfter(b, a) ? a : b);

/** Preserved for six calendar months, to the end of the last day (art. 6(1)). */
const preservationFrom = (state: Order, removedAt: string): string =>
  endOfPeriod(removedAt, { months: CLOCKS.preservation.months }, zoneOf(state));

/** Records from before the period was a calendar period counted it as 183 days. */
const LEGACY_PRESERVATION = 183 * 24 * 3_600_000;

/** Whoever saves the form with that box ticked answers for it. */
const nonDisclosureBy = (form: OrderForm, actor: Actor): string | null => (form.nonDisclosure ? actor.id : null);

/** With the receipt that the answer itself is, where the channel gave none: the hour began then. */
const acknowledged = (state: Order, event: Extract<OrderEvent, { type: 'order.answered' }>): Order => {
  const receipt = acknowledgedBy(state, event.data.answer, event.at);
  if (receipt === null) return state;
  const dueAt = addMilliseconds(receipt.receivedAt, CLOCKS.removal.milliseconds);
  return { ...state, receipt, nextAttemptAt: null, dueAt };
};

const answered = (before: Order, event: Extract<OrderEvent, { type: 'order.answered' }>): Order => {
  const state = settled(acknowledged(before, event));
  const { answer, via, source, codeHash } = event.data;
  const how = via === undefined ? {} : { by: event.actor.id, via, ...(source === undefined ? {} : { source }) };
  const next: Order = {
    ...state,
    answers: [...state.answers, { at: event.at, answer, ...how }],
    ...(codeHash === undefined ? {} : { answerCodes: withoutAnswerCode(state.answerCodes, codeHash) }),
  };
  if (answer.form === 'tco-annex-2')
    return {
      ...next,
      state: 'executed',
      dueAt: null,
      executedAt: answer.measureAt,
      // The operator's own time of the measure counts for the hour, not the time at which its answer came in.
      breached: state.breached || (state.dueAt !== null && isAfter(answer.measureAt, state.dueAt)),
      nextRecheckAt: event.at,
      preserveUntil: event.data.preserveUntil ?? addMilliseconds(answer.measureAt, LEGACY_PRESERVATION),
    };
  // Art. 3(7): the clock starts when the grounds cease; art. 3(8): when the clarification is received.
  return { ...next, state: answer.reason === 'force-majeure' ? 'impossible' : 'needs_clarification', dueAt: null };
};

const rechecked = (state: Order, event: Extract<OrderEvent, { type: 'order.rechecked' }>): Order => {
  const { results, nextRecheckAt } = event.data;
  const gone = results.length > 0 && results.every((result) => result.status === 'gone');
  const done = gone && state.state !== 'draft' && state.state !== 'withdrawn';
  return {
    ...state,
    rechecks: [...state.rechecks, ...results].slice(-200),
    nextRecheckAt: done ? null : nextRecheckAt,
    ...(done
      ? {
          ...{ state: 'verified' as const, verifiedAt: event.at, dueAt: null },
          executedAt: state.executedAt ?? event.at,
          preserveUntil: state.preserveUntil ?? event.data.preserveUntil ?? null,
        }
      : {}),
  };
};

const reinstating = (
  state: Order,
  event: Extract<OrderEvent, { type: 'order.reinstatement_failed' | 'order.reinstatement_received' }>,
): Order => {
  const { annulment } = state;
  if (annulment === undefined)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the order was annulled.`);
  if (event.type === 'order.reinstatement_received')
    return { ...state, annulment: { ...annulment, receipt: event.data.receipt, nextAttemptAt: null } };
  const { error, nextAttemptAt } = event.data;
  const attempts = [...annulment.attempts, { at: event.at, error }].slice(-50);
  return { ...state, annulment: { ...annulment, attempts, nextAttemptAt } };
};

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveOrder = (before: Order | null, event: OrderEvent): Order => {
  const state = folded(before, event);
  const known = state.people ?? [];
  if (event.actor.kind !== 'human' || known.includes(event.actor.id)) return state;
  return { ...state, people: [...known, event.actor.id] };
};

const folded = (before: Order | null, event: OrderEvent): Order => {
  requireNext(event, before);
  if (event.type === 'order.drafted') return openedFrom(event);
  if (before === null)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the order was drafted.`);
  const state: Order = { ...before, seq: event.seq, updatedAt: event.at };
  if (isServiceEvent(event)) return foldServiceEvent(state, event);
  if (isClockEvent(event)) return foldClockEvent(state, event);
  switch (event.type) {
    case 'order.edited':
      return {
        ...state,
        ...{ form: event.data.form, document: event.data.document },
        nonDisclosureBy: nonDisclosureBy(event.data.form, event.actor),
      };
    case 'order.signed':
      return {
        ...state,
        state: 'signed',
        document: event.data.document,
        documentHash: event.data.documentHash,
        signedBy: event.actor.id,
        signedAt: event.at,
        holdUntil: event.data.holdUntil,
        ...(event.data.terms === undefined ? {} : { terms: event.data.terms }),
      };
    case 'order.signature_withdrawn':
      return { ...state, state: 'draft', signedBy: null, signedAt: null, documentHash: null, holdUntil: null };
    case 'order.withdrawn':
      return {
        ...settled(state),
        state: 'withdrawn',
        holdUntil: null,
        dueAt: null,
        nextRecheckAt: null,
        nextAttemptAt: null,
      };
    case 'order.prior_information_sent':
      return {
        ...state,
        state: 'prior_information',
        holdUntil: null,
        priorInformationSentAt: event.data.sentAt,
        notBefore: event.data.notBefore,
      };
    case 'order.attempted':
      return {
        ...state,
        state: 'sending',
        holdUntil: null,
        nextAttemptAt: null,
        attempts: [...state.attempts, { at: event.at, error: null }],
      };
    case 'order.attempt_failed':
      return {
        ...state,
        attempts: lastFailed(state.attempts, event.data.error),
        nextAttemptAt: event.data.nextAttemptAt,
      };
    case 'order.received':
      // An answer may overtake the receipt: then the receipt is kept, and no hour starts any more.
      if (before.state !== 'sending') return { ...state, receipt: event.data.receipt, nextAttemptAt: null };
      return {
        ...settled(state),
        state: 'received',
        receipt: event.data.receipt,
        nextAttemptAt: null,
        dueAt: addMilliseconds(earlier(event.data.receipt.receivedAt, event.at), CLOCKS.removal.milliseconds),
        nextRecheckAt: addMilliseconds(event.at, RECHECK_MILLISECONDS),
      };
    case 'order.answered':
      return answered(state, event);
    case 'order.message_received': {
      const { answer, via, source, codeHash } = event.data;
      const message = { at: event.at, answer, by: event.actor.id, via, ...(source === undefined ? {} : { source }) };
      return {
        ...state,
        messages: [...(state.messages ?? []), message],
        ...(codeHash === undefined ? {} : { answerCodes: withoutAnswerCode(state.answerCodes, codeHash) }),
      };
    }
    case 'order.answer_code_made':
      return { ...state, answerCodes: [...(state.answerCodes ?? []), event.data] };
    case 'order.clarified':
      return {
        ...state,
        state: 'received',
        clarifications: [...state.clarifications, { at: event.at, by: event.actor.id, text: event.data.text }],
        dueAt: addMilliseconds(event.data.receivedAt, CLOCKS.removal.milliseconds),
      };
    case 'order.overdue':
      return { ...state, state: 'overdue', breached: true };
    case 'order.rechecked':
      return rechecked(state, event);
    case 'order.annulled':
      return {
        ...settled(state),
        state: 'annulled',
        holdUntil: null,
        dueAt: null,
        nextAttemptAt: null,
        nextRecheckAt: null,
        annulment: { ...event.data, at: event.at, attempts: [], nextAttemptAt: event.at, receipt: null },
      };
    case 'order.reinstatement_failed':
    case 'order.reinstatement_received':
      return reinstating(state, event);
  }
};

/** Longer than any request lives (the egress client's total time), so that two workers never send at once. */
export const ATTEMPT_DEADLINE_MILLISECONDS = 45_000;

/** How long after receipt, and between two looks, the house asks whether the content is still up. */
export const RECHECK_MILLISECONDS = 30_000;

const refuse = (code: string, message: string, fix: string, status = 409): never => {
  throw new WeirError(code, message, { status, fix });
};

const requireState = (state: Order, allowed: Order['state'][], verb: string): void => {
  if (!allowed.includes(state.state))
    refuse('ORDER_STATE', `An order that is ${state.state} cannot be ${verb}.`, 'Load the order again.');
};

/** @throws ORDER_CHANGED · ORDER_STATE */
export const editOrder = (
  state: Order,
  change: { form: OrderForm; document: RemovalOrder; seenSeq: number },
): OrderDraft[] => {
  requireSeen(state, change.seenSeq);
  requireState(state, ['draft'], 'edited');
  return [{ type: 'order.edited', data: { form: change.form, document: change.document } }];
};

const requireSeen = (state: Order, seenSeq: number): void => {
  if (seenSeq !== state.seq)
    refuse('ORDER_CHANGED', 'Somebody or something changed this order after you opened it.', 'Load the order again.');
};

/**
 * The authority's representative signs; then the order waits for the undo time before it may leave.
 * @throws ORDER_CHANGED · ORDER_STATE · SECOND_PERSON_REQUIRED when decider, countersigner and signer are not at least
 *   two people, or the signer decided the case · NON_DISCLOSURE_PERSON when one of them decided on non-disclosure too · INVESTIGATION_HOLD ·
 *   DECONFLICTION when somebody is at the same address.
 */
export const signOrder = (
  state: Order,
  context: {
    actor: Actor;
    at: string;
    document: RemovalOrder;
    undoMilliseconds: number;
    seenSeq: number;
    /** What its clocks run by. */
    terms?: LegalTerms;
    /** What stands in its way (`deconfliction.ts`). */
    conflicts?: readonly Conflict[];
  },
): OrderDraft[] => {
  requireSeen(state, context.seenSeq);
  requireState(state, ['draft'], 'signed');
  if (
    context.actor.kind !== 'human' ||
    state.decidedBy === state.countersignedBy ||
    state.decidedBy === context.actor.id
  )
    refuse(
      'SECOND_PERSON_REQUIRED',
      'The person who decided the case cannot sign the order.',
      'Ask a colleague to sign.',
      403,
    );
  const silencedBy = state.form.nonDisclosure ? (state.nonDisclosureBy ?? null) : null;
  if (silencedBy !== null && (silencedBy === context.actor.id || silencedBy === state.decidedBy))
    refuse(
      'NON_DISCLOSURE_PERSON',
      'Decision, non-disclosure and signature are three acts of three people.',
      'Have somebody who neither decided the case nor signs save the form with that box, then let another sign.',
      403,
    );
  requireNoConflict(state, context.conflicts ?? [], context.actor.id);
  return [
    {
      type: 'order.signed',
      data: {
        document: context.document,
        documentHash: hashOf(context.document),
        holdUntil: addMilliseconds(context.at, context.undoMilliseconds),
        ...(context.terms === undefined ? {} : { terms: context.terms }),
      },
    },
  ];
};

/** @throws UNDO_EXPIRED · UNDO_NOT_YOURS */
export const undoSignature = (state: Order, context: { actor: Actor; at: string }): OrderDraft[] => {
  if (state.state !== 'signed' || state.holdUntil === null || context.at >= state.holdUntil)
    refuse('UNDO_EXPIRED', 'The time to undo this signature has passed.', 'Withdraw the order instead.');
  if (state.signedBy !== context.actor.id)
    refuse('UNDO_NOT_YOURS', 'Only the person who signed can undo.', 'Ask that person.', 403);
  return [{ type: 'order.signature_withdrawn', data: {} }];
};

/** Only before it has left the house. @throws ORDER_STATE */
export const withdrawOrder = (state: Order, reason: string): OrderDraft[] => {
  if (!isStillInHouse(state)) requireState(state, ['draft', 'signed', 'prior_information'], 'withdrawn');
  return [{ type: 'order.withdrawn', data: { reason } }];
};

/** The drill is over: its orders end, wherever they are. A real order stays as it is. */
export const endDrillOrder = (state: Order): OrderDraft[] =>
  state.drill === undefined || ['verified', 'withdrawn', 'annulled'].includes(state.state)
    ? []
    : [{ type: 'order.withdrawn', data: { reason: 'The drill is over.' } }];

export type NextStep =
  | { step: 'nothing' }
  | { step: 'wait'; until: string }
  | { step: 'send_prior_information' }
  | { step: 'attempt' }
  | { step: 'reinstate' };

/** States in which `nextDeliveryStep` may find something to bring. */
export const DELIVERY_STATES: readonly Order['state'][] = ['signed', 'prior_information', 'sending', 'annulled'];

/** What the house must do next so that a signed order reaches its addressee. */
export const nextDeliveryStep = (state: Order, at: string): NextStep => {
  if (isAtRest(state)) return { step: 'nothing' };
  switch (state.state) {
    case 'signed': {
      if (state.holdUntil !== null && at < state.holdUntil) return { step: 'wait', until: state.holdUntil };
      const informed =
        !state.firstOrder || state.form.emergencyReason !== null || state.priorInformationSentAt !== null;
      if (!informed) {
        const again = state.service?.informing.nextAttemptAt ?? null;
        return again !== null && at < again ? { step: 'wait', until: again } : { step: 'send_prior_information' };
      }
      const since = state.priorInformationSentAt;
      if (state.firstOrder && state.form.emergencyReason === null && since !== null) {
        const until = addMilliseconds(since, CLOCKS.priorInformation.milliseconds);
        if (at < until) return { step: 'wait', until };
      }
      return { step: 'attempt' };
    }
    case 'prior_information':
      return state.notBefore !== null && at < state.notBefore
        ? { step: 'wait', until: state.notBefore }
        : { step: 'attempt' };
    case 'sending': {
      const last = state.attempts.at(-1);
      // An attempt without an end may still be under way; only after its deadline is it taken for lost.
      if (last !== undefined && last.error === null && at < addMilliseconds(last.at, ATTEMPT_DEADLINE_MILLISECONDS))
        return { step: 'wait', until: addMilliseconds(last.at, ATTEMPT_DEADLINE_MILLISECONDS) };
      return state.nextAttemptAt !== null && at < state.nextAttemptAt
        ? { step: 'wait', until: state.nextAttemptAt }
        : { step: 'attempt' };
    }
    case 'annulled': {
      const at_ = state.annulment?.nextAttemptAt ?? null;
      if (at_ === null) return { step: 'nothing' };
      return at < at_ ? { step: 'wait', until: at_ } : { step: 'reinstate' };
    }
    default:
      return { step: 'nothing' };
  }
};

export const priorInformationSent = (state: Order, at: string): OrderDraft[] => {
  requireState(state, ['signed'], 'announced');
  return [
    {
      type: 'order.prior_information_sent',
      data: { sentAt: at, notBefore: addMilliseconds(at, CLOCKS.priorInformation.milliseconds) },
    },
  ];
};

export const attemptDelivery = (state: Order, at: string): OrderDraft[] =>
  nextDeliveryStep(state, at).step === 'attempt' ? [{ type: 'order.attempted', data: {} }] : [];

/** Doubling back-off from 2 s, capped at 5 minutes; a `Retry-After` of the operator wins when it is longer. */
export const attemptFailed = (
  state: Order,
  error: string,
  at: string,
  retryAfterMilliseconds: number,
  permanent = false,
): OrderDraft[] => {
  // Its answer came in while the request failed: it did arrive.
  if (state.state !== 'sending') return [];
  const backOff = Math.min(300_000, 1000 * 2 ** Math.min(state.attempts.length, 10));
  return [
    {
      type: 'order.attempt_failed',
      data: { error, nextAttemptAt: addMilliseconds(at, Math.max(backOff, retryAfterMilliseconds)) },
    },
    ...deadLetter(state, 'order', { error, permanent }),
  ];
};

/** The operator has it: the hour starts. A receipt that is known already changes nothing. */
export const receiveReceipt = (state: Order, receipt: DeliveryReceipt): OrderDraft[] => {
  if (state.receipt !== null) return [];
  requireState(
    state,
    ['sending', 'executed', 'impossible', 'needs_clarification', 'verified', 'annulled'],
    'receipted',
  );
  if (receipt.reference !== state.reference)
    refuse('RECEIPT_MISMATCH', 'The receipt names another order.', 'Ask the operator which order it received.', 422);
  return [{ type: 'order.received', data: { receipt } }];
};

const sameAnswer = (a: OperatorAnswer, b: OperatorAnswer): boolean => hashOf(a) === hashOf(b);

/** States in which an operator may have it, and can answer. */
const ANSWERABLE: Order['state'][] = [
  'sending',
  'received',
  'overdue',
  'impossible',
  'needs_clarification',
  'executed',
  'verified',
  'annulled',
];

/**
 * An answer of the operator. The same answer twice changes nothing, and uses up no code.
 * @throws ANSWER_MISMATCH · ORDER_STATE when the order never left · ANSWER_CODE_UNKNOWN
 */
export const answerOrder = (
  state: Order,
  answer: OperatorAnswer,
  origin?: AnswerOrigin & { at: string },
): OrderDraft[] => {
  if (state.answers.some((known) => sameAnswer(known.answer, answer))) return [];
  if (answer.reference !== state.reference)
    refuse('ANSWER_MISMATCH', 'The answer names another order.', 'Send it with the reference of the order.', 422);
  requireState(state, ANSWERABLE, 'answered');
  if (origin?.codeHash !== undefined) requireAnswerCode(state.answerCodes, origin.codeHash, origin.at);
  if (state.state === 'verified' || state.state === 'annulled') return [];
  const { at: _, ...from } = { at: '', ...origin };
  const preserveUntil =
    answer.form === 'tco-annex-2' ? { preserveUntil: preservationFrom(state, answer.measureAt) } : {};
  return [{ type: 'order.answered', data: { answer, ...preserveUntil, ...from } }];
};

/**
 * Words of the operator's own, beside the annexes: they are kept and change no clock.
 * @throws ANSWER_MISMATCH · ORDER_STATE · ANSWER_CODE_UNKNOWN
 */
export const sayToOrder = (state: Order, answer: FreeText, origin: AnswerOrigin & { at: string }): OrderDraft[] => {
  if (answer.reference !== state.reference)
    refuse('ANSWER_MISMATCH', 'The answer names another order.', 'Send it with the reference of the order.', 422);
  if ((state.messages ?? []).some((known) => hashOf(known.answer) === hashOf(answer))) return [];
  requireState(state, ANSWERABLE, 'answered');
  const { at, ...from } = origin;
  if (from.codeHash !== undefined) requireAnswerCode(state.answerCodes, from.codeHash, at);
  return [{ type: 'order.message_received', data: { answer, ...from } }];
};

/** A code with which the operator answers once on the public page. @throws ORDER_STATE · ANSWER_CODES_MANY */
export const makeOrderAnswerCode = (state: Order, hash: string, at: string): OrderDraft[] => {
  requireState(state, ANSWERABLE, 'answered');
  return [{ type: 'order.answer_code_made', data: newAnswerCode(state.answerCodes, hash, at) }];
};

/** The code that the order itself brings to an operator without a signed channel. In the same write as what makes it leave. */
export const attachOrderCode = (state: Order, hash: string, at: string): OrderDraft[] => {
  const data = firstAnswerCode(state, hash, at);
  return data === null ? [] : [{ type: 'order.answer_code_made', data }];
};

/**
 * A complaint was upheld. What has not left is withdrawn; what may have reached the operator loses its effect, and the operator is
 * told so. An order that is withdrawn or annulled already stays as it is.
 */
export const annulOrder = (
  state: Order,
  context: { complaintId: string; reason: string; at: string },
): OrderDraft[] => {
  const { complaintId, reason, at } = context;
  if (state.state === 'withdrawn' || state.state === 'annulled') return [];
  if (['draft', 'signed', 'prior_information'].includes(state.state) || isStillInHouse(state))
    return withdrawOrder(state, `Complaint ${complaintId} was upheld.`);
  const document: Reinstatement = {
    form: 'reinstatement',
    version: 1,
    reference: state.reference,
    urls: state.document.sectionB.urls,
    complaint: complaintId,
    reason,
    issuedAt: at,
  };
  return [{ type: 'order.annulled', data: { complaintId, document } }];
};

/** The operator could not be told: again later. Nothing when it has it by now. */
export const reinstatementFailed = (
  state: Order,
  error: string,
  at: string,
  retryAfterMilliseconds: number,
  permanent = false,
): OrderDraft[] => {
  if (state.annulment === undefined || state.annulment.receipt !== null) return [];
  const backOff = Math.min(300_000, 2000 * 2 ** Math.min(state.annulment.attempts.length, 10));
  return [
    {
      type: 'order.reinstatement_failed',
      data: { error, nextAttemptAt: addMilliseconds(at, Math.max(backOff, retryAfterMilliseconds)) },
    },
    ...deadLetter(state, 'reinstatement', { error, permanent }),
  ];
};

/** @throws RECEIPT_MISMATCH */
export const reinstatementReceived = (state: Order, receipt: DeliveryReceipt): OrderDraft[] => {
  if (state.annulment === undefined || state.annulment.receipt !== null) return [];
  if (receipt.reference !== state.reference)
    refuse('RECEIPT_MISMATCH', 'The receipt names another order.', 'Ask the operator which order it received.', 422);
  return [{ type: 'order.reinstatement_received', data: { receipt } }];
};

/** The clarification has reached the operator: a fresh hour starts (art. 3(8)). @throws CLARIFICATION_NOT_ASKED */
export const clarifyOrder = (state: Order, text: string, receivedAt: string): OrderDraft[] => {
  if (state.state !== 'needs_clarification' && state.state !== 'impossible')
    refuse(
      'CLARIFICATION_NOT_ASKED',
      `No Annex III of this order, which is ${state.state}, waits for a clarification.`,
      'Load the order again: somebody may have sent one already.',
    );
  return [{ type: 'order.clarified', data: { text, receivedAt } }];
};

export const markOverdue = (state: Order, at: string): OrderDraft[] =>
  state.state === 'received' && state.dueAt !== null && at > state.dueAt ? [{ type: 'order.overdue', data: {} }] : [];

/** Results of a 'still up?' look; looks go on until every address is gone. */
export const recheckOrder = (state: Order, results: Recheck[], at: string): OrderDraft[] => {
  if (!['received', 'overdue', 'executed', 'impossible', 'needs_clarification'].includes(state.state)) return [];
  const gone = results.length > 0 && results.every((result) => result.status === 'gone');
  const preserveUntil = gone && state.preserveUntil === null ? { preserveUntil: preservationFrom(state, at) } : {};
  return [
    {
      type: 'order.rechecked',
      data: { results, nextRecheckAt: gone ? null : addMilliseconds(at, RECHECK_MILLISECONDS), ...preserveUntil },
    },
  ];
};
