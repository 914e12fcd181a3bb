/** Folds what the clocks and other authorities do to an order (`OrderClockEvents`). Pure. */
import { lastFailed } from './attempts.ts';
import { WeirError } from './errors.ts';
import type { Letter } from './letter.ts';
import type { Order, OrderClockEvent, OrderEvent } from './order.ts';

const TYPES: Record<OrderClockEvent['type'], true> = {
  'order.warned': true,
  'order.clock_ended': true,
  'order.non_disclosure_extended': true,
  'order.preservation_extended': true,
  'order.scrutiny_opened': true,
  'order.scrutiny_decided': true,
  'order.challenged': true,
  'order.challenge_ended': true,
  'order.final': true,
  'order.conflicts_released': true,
  'order.letter_prepared': true,
  'order.letter_attempted': true,
  'order.letter_failed': true,
  'order.letter_sent': true,
  'order.letter_returned': true,
  'order.letter_replayed': true,
  'order.letter_delivered': true,
};
export const isClockEvent = (event: OrderEvent): event is OrderClockEvent => Object.hasOwn(TYPES, event.type);

/** Attempts that a record shows; all of them are in the ledger. */
const SHOWN_ATTEMPTS = 20;

/** Changes the one of that id. @throws WeirError EVENT_OUT_OF_ORDER where there is none */
const withOne = <T extends { id: string }>(
  list: readonly T[] | undefined,
  id: string,
  change: (one: T) => Partial<T>,
): T[] => {
  if (list?.some((one) => one.id === id) !== true)
    throw new WeirError('EVENT_OUT_OF_ORDER', `An event names ${id}, which the order does not have.`);
  return list.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
};

/** `state` has the sequence and time of the event already. */
export const foldClockEvent = (state: Order, event: OrderClockEvent): Order => {
  const { at, actor } = event;
  switch (event.type) {
    case 'order.warned':
      return { ...state, warnings: [...(state.warnings ?? []), { ...event.data, at }] };
    case 'order.clock_ended':
      return { ...state, endedClocks: [...(state.endedClocks ?? []), { ...event.data, at }] };
    case 'order.non_disclosure_extended':
      return { ...state, nonDisclosureExtension: { by: actor.id, at, ...event.data } };
    case 'order.preservation_extended': {
      const extension = { by: actor.id, at, ...event.data };
      return {
        ...state,
        preserveUntil: event.data.until,
        preservationExtensions: [...(state.preservationExtensions ?? []), extension],
      };
    }
    case 'order.scrutiny_opened': {
      const { scrutinyId: id, ...data } = event.data;
      const opened = { id, ...data, enteredBy: actor.id, decision: null };
      return { ...state, scrutinies: [...(state.scrutinies ?? []), opened] };
    }
    case 'order.scrutiny_decided': {
      const { scrutinyId, ...decision } = event.data;
      return {
        ...state,
        scrutinies: withOne(state.scrutinies, scrutinyId, () => ({ decision: { ...decision, enteredBy: actor.id } })),
      };
    }
    case 'order.challenged': {
      const { challengeId: id, ...data } = event.data;
      return { ...state, challenges: [...(state.challenges ?? []), { id, ...data, enteredBy: actor.id, end: null }] };
    }
    case 'order.challenge_ended': {
      const { challengeId, ...end } = event.data;
      return {
        ...state,
        challenges: withOne(state.challenges, challengeId, () => ({ end: { ...end, at, enteredBy: actor.id } })),
      };
    }
    case 'order.final':
      return { ...state, finalAt: event.data.finalAt };
    case 'order.conflicts_released':
      return { ...state, releases: [...(state.releases ?? []), { by: actor.id, at, ...event.data }] };
    case 'order.letter_prepared': {
      const letter: Letter = {
        ...event.data,
        ...{ preparedAt: at, attempts: [], delivered: null, givenUp: false },
        nextAttemptAt: event.data.to.by === 'hand' ? null : at,
      };
      return { ...state, letters: [...(state.letters ?? []), letter] };
    }
    case 'order.letter_attempted': {
      const { letterId, nextAttemptAt } = event.data;
      return {
        ...state,
        letters: withOne(state.letters, letterId, ({ attempts }) => ({
          attempts: [...attempts, { at, error: null }].slice(-SHOWN_ATTEMPTS),
          nextAttemptAt,
        })),
      };
    }
    case 'order.letter_failed': {
      const { letterId, error, nextAttemptAt } = event.data;
      return {
        ...state,
        letters: withOne(state.letters, letterId, (letter) => ({
          attempts: lastFailed(letter.attempts, error),
          nextAttemptAt,
          givenUp: nextAttemptAt === null,
        })),
      };
    }
    case 'order.letter_sent': {
      const { letterId, ...sent } = event.data;
      return {
        ...state,
        letters: withOne(state.letters, letterId, () => ({ nextAttemptAt: null, sent: { at, ...sent } })),
      };
    }
    case 'order.letter_returned': {
      const { letterId, error } = event.data;
      return {
        ...state,
        letters: withOne(state.letters, letterId, ({ attempts }) => ({
          attempts: lastFailed(attempts, error),
          ...{ returned: { at, error }, nextAttemptAt: null, givenUp: true },
        })),
      };
    }
    case 'order.letter_replayed':
      return {
        ...state,
        letters: withOne(state.letters, event.data.letterId, () => ({
          ...{ returned: null, nextAttemptAt: at, givenUp: false },
        })),
      };
    case 'order.letter_delivered': {
      const { letterId, deliveredAt, receiptId, proof } = event.data;
      const by = actor.kind === 'human' ? actor.id : null;
      return {
        ...state,
        letters: withOne(state.letters, letterId, () => ({
          nextAttemptAt: null,
          returned: null,
          givenUp: false,
          delivered: { at: deliveredAt, receiptId, by, proof },
        })),
      };
    }
  }
};
