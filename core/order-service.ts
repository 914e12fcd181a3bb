/** Delivery that needs a person: pure commands and a pure fold, beside those of order-state.ts. */
import { addMilliseconds } from './clock.ts';
import { CLOCKS } from './clocks.ts';
import { WeirError } from './errors.ts';
import type { EventOf } from './event.ts';
import type { Order, OrderDraft, OrderEvent } from './order.ts';
import {
  type Message,
  MOST_ATTEMPTS,
  NO_SERVICE,
  type ProofFile,
  type SendingProof,
  type ServiceEvents,
} from './service.ts';
import type { DeliveryReceipt, OperatorAnswer } from './wire.ts';

type ServiceEvent = EventOf<ServiceEvents>;

const TYPES: readonly string[] = [
  'order.sent',
  'order.service_awaited',
  'order.served',
  'order.informing_failed',
  'order.informing_returned',
  'order.undelivered',
  'order.replayed',
] satisfies (keyof ServiceEvents)[];

export const isServiceEvent = (event: OrderEvent): event is ServiceEvent => TYPES.includes(event.type);

const withService = (state: Order, change: Partial<typeof NO_SERVICE>): Order => ({
  ...state,
  service: { ...(state.service ?? NO_SERVICE), ...change },
});

/** Nothing is tried by itself any more, whatever message it was. */
const resting = (state: Order): Order => ({
  ...state,
  nextAttemptAt: null,
  ...(state.annulment === undefined ? {} : { annulment: { ...state.annulment, nextAttemptAt: null } }),
});

const receiptOf = (state: Order, receiptId: string, receivedAt: string): DeliveryReceipt => ({
  reference: state.reference,
  receiptId,
  receivedAt,
});

const hourAfter = (receivedAt: string): string => addMilliseconds(receivedAt, CLOCKS.removal.milliseconds);

/** A person says when it was received: from then on it is as if the channel had given the receipt. */
const served = (state: Order, event: Extract<ServiceEvent, { type: 'order.served' }>): Order => {
  const { of, receivedAt, note, file } = event.data;
  const { awaits, served: before, uninformed = null } = state.service ?? NO_SERVICE;
  const entry = { of, at: event.at, by: event.actor.id, receivedAt, note, file };
  // The order has left: what else waits stays as it is.
  if (of === 'prior-information' && uninformed !== null)
    return withService(state, { uninformed: null, served: [...before, entry] });
  const noted = resting(withService(state, { awaits: null, undelivered: null, served: [...before, entry] }));
  const receipt = receiptOf(state, `service-${event.seq}`, receivedAt);
  switch (of) {
    case 'order':
      // An answer may have overtaken it: then it is kept, and no hour starts any more.
      if (state.state !== 'sending') return { ...noted, receipt };
      return { ...noted, state: 'received', receipt, dueAt: hourAfter(receivedAt), nextRecheckAt: event.at };
    case 'prior-information':
      return {
        ...noted,
        state: 'prior_information',
        holdUntil: null,
        priorInformationSentAt: receivedAt,
        notBefore: addMilliseconds(receivedAt, CLOCKS.priorInformation.milliseconds),
      };
    case 'clarification':
      return {
        ...noted,
        state: 'received',
        clarifications: [
          ...state.clarifications,
          { at: event.at, by: awaits?.by ?? event.actor.id, text: awaits?.text ?? '' },
        ],
        dueAt: hourAfter(receivedAt),
      };
    case 'reinstatement':
      return noted.annulment === undefined ? noted : { ...noted, annulment: { ...noted.annulment, receipt } };
  }
};

export const foldServiceEvent = (state: Order, event: ServiceEvent): Order => {
  const { sent } = state.service ?? NO_SERVICE;
  switch (event.type) {
    case 'order.sent': {
      const { of, proof, text } = event.data;
      const by = event.actor.kind === 'human' ? event.actor.id : null;
      // Prior information counts from its sending (art. 3(2)); for everything else it is the receipt that counts.
      const awaits = of === 'prior-information' ? null : { of, how: 'receipt' as const, since: event.at, text, by };
      return resting(withService(state, { awaits, undelivered: null, sent: [...sent, { of, at: event.at, proof }] }));
    }
    case 'order.service_awaited': {
      const { of, text } = event.data;
      const by = event.actor.kind === 'human' ? event.actor.id : null;
      const waiting = resting(withService(state, { awaits: { of, how: 'service', since: event.at, text, by } }));
      return { ...waiting, holdUntil: null, ...(of === 'order' ? { state: 'sending' as const } : {}) };
    }
    case 'order.served':
      return served(state, event);
    case 'order.informing_failed': {
      const { error, nextAttemptAt } = event.data;
      const { informing } = state.service ?? NO_SERVICE;
      return withService(state, {
        informing: { attempts: [...informing.attempts, { at: event.at, error }].slice(-50), nextAttemptAt },
      });
    }
    case 'order.informing_returned':
      // A draft is told of anew when it is signed again.
      if (state.state === 'draft') return { ...state, priorInformationSentAt: null, notBefore: null };
      return withService(state, { uninformed: { at: event.at, error: event.data.error } });
    case 'order.undelivered': {
      const { informing, awaits } = state.service ?? NO_SERVICE;
      const { of } = event.data;
      // What a server took came back: nobody waits for word of it any more. Of a clarification the words are kept, to be carried.
      const left = awaits?.of !== of ? awaits : of === 'clarification' ? { ...awaits, how: 'service' as const } : null;
      const before = isHeldToInform(state, of)
        ? { ...state, state: 'signed' as const, priorInformationSentAt: null, notBefore: null }
        : state;
      return resting(
        withService(before, {
          awaits: left,
          undelivered: { ...event.data, at: event.at },
          informing: { ...informing, nextAttemptAt: null },
        }),
      );
    }
    case 'order.replayed': {
      const again = withService(state, { undelivered: null, replayedAt: event.at });
      // It is written anew: whoever sends it words it.
      if (event.data.of === 'clarification') return withService(again, { awaits: null });
      if (event.data.of === 'order') return { ...again, nextAttemptAt: event.at };
      if (event.data.of !== 'reinstatement' || again.annulment === undefined) return again;
      return { ...again, annulment: { ...again.annulment, nextAttemptAt: event.at } };
    }
  }
};

/** The order has not left, and counts on prior information that was sent. */
const isHeldToInform = ({ state, priorInformationSentAt }: Order, of: Message): boolean =>
  of === 'prior-information' && ['signed', 'prior_information'].includes(state) && priorInformationSentAt !== null;

/** Nothing of it waits for a person any more. */
export const settled = (state: Order): Order =>
  state.service === undefined ? state : withService(state, { awaits: null, undelivered: null });

/** True while a message waits for a person, or is a dead letter: the house does nothing by itself. */
export const isAtRest = ({ service }: Order): boolean =>
  service != null && (service.awaits ?? service.undelivered) !== null;

/** Nobody has carried it yet, so it can still be taken back. */
export const isStillInHouse = ({ state, service }: Order): boolean =>
  state === 'sending' && service?.awaits?.of === 'order' && service.awaits.how === 'service';

/**
 * An answer names the time of receipt: where the channel gave none, that is the operator's own word for it (art. 3(6)). It cannot
 * lie before the sending, nor ahead of now.
 */
export const acknowledgedBy = (state: Order, answer: OperatorAnswer, at: string): DeliveryReceipt | null => {
  const { awaits, undelivered } = state.service ?? NO_SERVICE;
  if (state.receipt !== null || (awaits?.of !== 'order' && undelivered?.of !== 'order')) return null;
  const sentAt = state.attempts[0]?.at ?? state.signedAt ?? at;
  const [receivedAt = at] = [answer.receivedAt, at].sort((a, b) => Date.parse(a) - Date.parse(b));
  return receiptOf(state, `answer-${state.seq}`, Date.parse(receivedAt) < Date.parse(sentAt) ? sentAt : receivedAt);
};

const refuse = (code: string, message: string, fix: string, status = 409): never => {
  throw new WeirError(code, message, { status, fix });
};

/** A server took the message. Nothing where it is known to have arrived by now. */
export const messageSent = (
  state: Order,
  of: Message,
  proof: SendingProof,
  text: string | null = null,
): OrderDraft[] => {
  const isKnown =
    of === 'order' ? state.state !== 'sending' : of === 'reinstatement' && (state.annulment?.receipt ?? null) !== null;
  return isKnown ? [] : [{ type: 'order.sent', data: { of, proof, text } }];
};

/** The channel is a person: it waits to be carried. Nothing where it waits already. */
export const awaitService = (state: Order, of: Message, text: string | null = null): OrderDraft[] =>
  isAtRest(state) ? [] : [{ type: 'order.service_awaited', data: { of, text } }];

const failures = (state: Order, of: Message): number => {
  const { informing, replayedAt } = state.service ?? NO_SERVICE;
  const tried =
    of === 'order' ? state.attempts : of === 'reinstatement' ? (state.annulment?.attempts ?? []) : informing.attempts;
  return tried.filter(({ at }) => replayedAt === null || at >= replayedAt).length;
};

/** What a failed attempt adds: the end, where trying again cannot help or has not helped for too long. */
export const deadLetter = (
  state: Order,
  of: Message,
  { error, permanent }: { error: string; permanent?: boolean },
): OrderDraft[] => {
  // The attempt at the order itself was written down before it was made; the others are written when they have failed.
  const attempts = failures(state, of) + (of === 'order' ? 0 : 1);
  return permanent === true || attempts >= MOST_ATTEMPTS
    ? [{ type: 'order.undelivered', data: { of, error, attempts } }]
    : [];
};

/** Prior information could not be sent: again later, or not any more. */
export const informingFailed = (
  state: Order,
  failure: { error: string; permanent?: boolean; retryAfterMilliseconds: number },
  at: string,
): OrderDraft[] => {
  if (state.state !== 'signed') return [];
  const { attempts } = (state.service ?? NO_SERVICE).informing;
  const backOff = Math.min(300_000, 2000 * 2 ** Math.min(attempts.length, 10));
  const nextAttemptAt = addMilliseconds(at, Math.max(backOff, failure.retryAfterMilliseconds));
  return [
    { type: 'order.informing_failed', data: { error: failure.error, nextAttemptAt } },
    ...deadLetter(state, 'prior-information', failure),
  ];
};

/**
 * A message that a mail server had taken came back. Nothing where word of it has come meanwhile, or where nobody waits for it.
 * `error`: what the servers said.
 */
export const messageReturned = (state: Order, of: Message, error: string): OrderDraft[] => {
  const { awaits } = state.service ?? NO_SERVICE;
  if (of === 'prior-information' && !isHeldToInform(state, of)) return informingReturned(state, error);
  if (of !== 'prior-information' && (awaits?.of !== of || awaits.how !== 'receipt')) return [];
  return [{ type: 'order.undelivered', data: { of, error, attempts: Math.max(1, failures(state, of)) } }];
};

/** Too late to hold the order back: what it counted on is taken from a draft, and people are told of one that has left. */
const informingReturned = (state: Order, error: string): OrderDraft[] => {
  const { uninformed = null, served } = state.service ?? NO_SERVICE;
  const isKnown = uninformed !== null || served.some(({ of }) => of === 'prior-information');
  const isOver = ['signed', 'withdrawn', 'annulled'].includes(state.state) || state.priorInformationSentAt === null;
  return isKnown || isOver ? [] : [{ type: 'order.informing_returned', data: { error } }];
};

/**
 * A person records that a message was served, with its proof. Also a dead letter, which somebody carried instead.
 * @throws SERVICE_NOT_AWAITED · SERVICE_TIME
 */
export const recordService = (
  state: Order,
  record: { of: Message; receivedAt: string; note: string; file: ProofFile | null },
  at: string,
): OrderDraft[] => {
  const { awaits, undelivered, uninformed = null } = state.service ?? NO_SERVICE;
  const isLate = record.of === 'prior-information' && uninformed !== null;
  if (awaits?.of !== record.of && undelivered?.of !== record.of && !isLate)
    refuse('SERVICE_NOT_AWAITED', 'Nobody waits for word of the service of this message.', 'Load the order again.');
  if (Date.parse(record.receivedAt) > Date.parse(at))
    refuse('SERVICE_TIME', 'It cannot have been received later than now.', 'Correct the time of receipt.', 422);
  const first = (isLate ? state.priorInformationSentAt : state.attempts[0]?.at) ?? state.signedAt ?? state.createdAt;
  const earliest = awaits?.how === 'receipt' && awaits.of === record.of && record.of !== 'order' ? awaits.since : first;
  if (Date.parse(record.receivedAt) < Date.parse(earliest))
    refuse('SERVICE_TIME', 'It cannot have been received before it was sent.', 'Correct the time of receipt.', 422);
  return [{ type: 'order.served', data: record }];
};

/** Has a dead letter tried again. @throws NOTHING_TO_REPLAY */
export const replayDelivery = (state: Order): OrderDraft[] => {
  const of = state.service?.undelivered?.of;
  if (of === undefined)
    return refuse('NOTHING_TO_REPLAY', 'No message of this order is a dead letter.', 'Load the order again.');
  return [{ type: 'order.replayed', data: { of } }];
};
