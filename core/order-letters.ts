/** Commands for what goes out beside an order. Pure. */
import { addMilliseconds } from './clock.ts';
import { WeirError } from './errors.ts';
import { sha256 } from './hash.ts';
import type { Letter, LetterKind, LetterSubject, LetterTo } from './letter.ts';
import type { Order, OrderDraft } from './order.ts';

const prepared = (id: string, kind: LetterKind, to: LetterTo, subject: LetterSubject): OrderDraft => ({
  type: 'order.letter_prepared',
  data: { id, kind, to, subject },
});

/** Nothing of a drill leaves the house, and so no letter of it is made. */
const staysInside = (state: Order): boolean => state.drill !== undefined;

const has = (state: Order, id: string): boolean => state.letters?.some((letter) => letter.id === id) === true;

/** The authority of the State of establishment, as the order knows it. */
const counterpart = (state: Order): LetterTo => {
  const known = state.terms?.counterpart ?? null;
  const name =
    known?.contact ?? state.document.sectionD.copySentTo ?? state.document.sectionA.memberStateOfEstablishment;
  const url = known?.url ?? null;
  const email = known?.email;
  if (url !== null || email === undefined) return { name, by: url === null ? 'hand' : 'https', url };
  return { name: email, by: 'email', url };
};

/** Art. 4(1): together with a cross-border order, once. In the same write as the first attempt. */
export const prepareCopy = (state: Order): OrderDraft[] => {
  const id = `${state.id}-authority-copy`;
  if (staysInside(state) || !state.document.sectionD.crossBorder || has(state, id)) return [];
  return [prepared(id, 'authority_copy', counterpart(state), {})];
};

/** Art. 3(9): the same authority is told that the order is final. */
export const prepareFinalNotice = (state: Order, finalAt: string): OrderDraft[] => {
  const id = `${state.id}-authority-final`;
  if (staysInside(state) || !state.document.sectionD.crossBorder || has(state, id)) return [];
  return [prepared(id, 'authority_final', counterpart(state), { until: finalAt })];
};

/** An extension reaches whoever has to keep to it. */
export const prepareExtension = (
  state: Order,
  kind: 'non_disclosure_extended' | 'preservation_extended',
  subject: { until: string; reason: string },
): OrderDraft[] => {
  if (staysInside(state)) return [];
  const number = (state.letters ?? []).filter((letter) => letter.kind === kind).length + 1;
  const to: LetterTo = { name: state.document.sectionA.addressee, by: 'operator', url: null };
  return [prepared(`${state.id}-${kind.replaceAll('_', '-')}-${number}`, kind, to, subject)];
};

/** Where the installation wants to be told, beside the page. */
export interface WarningWays {
  /** Null: no messages. */
  webhookUrl: string | null;
  /** Mailboxes; one letter each. */
  emails: readonly string[];
}

/** A warning on every way that is set. The same warning gives the same letters. */
export const prepareWarning = (
  state: Order,
  warning: { clock: string; dueAt: string; late: boolean },
  { webhookUrl, emails }: WarningWays,
): OrderDraft[] => {
  if (staysInside(state)) return [];
  const id = `${state.id}-warning-${warning.clock}-${Date.parse(warning.dueAt)}`;
  const ways: [string, LetterTo][] = [
    ...(webhookUrl === null ? [] : [[id, { name: 'webhook', by: 'https', url: webhookUrl }] as [string, LetterTo]]),
    ...emails.map((name): [string, LetterTo] => [
      `${id}-${sha256(name).slice(0, 8)}`,
      { name, by: 'email', url: null },
    ]),
  ];
  return ways.flatMap(([letterId, to]) => (has(state, letterId) ? [] : [prepared(letterId, 'warning', to, warning)]));
};

/** Longer than any request lives. */
const ATTEMPT_DEADLINE = 45_000;
const HOUR = 3_600_000;
/** A warning that could not be told for so long after its clock ran out is told on the page alone. */
const WARNING_LIFE = 24 * HOUR;

export const isLetterDue = (letter: Letter, at: string): boolean =>
  letter.delivered === null && letter.nextAttemptAt !== null && letter.nextAttemptAt <= at;

export const dueLetters = (state: Order, at: string): Letter[] =>
  (state.letters ?? []).filter((letter) => isLetterDue(letter, at));

/** When the next letter is to be sent; null where none waits. */
export const nextLetterAt = (state: Order): string | null =>
  (state.letters ?? []).flatMap(({ nextAttemptAt }) => nextAttemptAt ?? []).sort()[0] ?? null;

const letterOf = (state: Order, id: string): Letter | undefined => state.letters?.find((letter) => letter.id === id);

/** Written down before anything is sent, so that two workers never send at once. */
export const attemptLetter = (state: Order, id: string, at: string): OrderDraft[] => {
  const letter = letterOf(state, id);
  if (letter === undefined || !isLetterDue(letter, at)) return [];
  return [
    { type: 'order.letter_attempted', data: { letterId: id, nextAttemptAt: addMilliseconds(at, ATTEMPT_DEADLINE) } },
  ];
};

/** Doubling back-off from 2 s, capped at an hour. What the law wants delivered is never given up. */
export const letterFailed = (
  state: Order,
  id: string,
  failure: { error: string; at: string; retryAfterMilliseconds: number },
): OrderDraft[] => {
  const letter = letterOf(state, id);
  if (letter === undefined || letter.delivered !== null) return [];
  const pause = Math.max(
    Math.min(HOUR, 1000 * 2 ** Math.min(letter.attempts.length, 12)),
    failure.retryAfterMilliseconds,
  );
  const { dueAt } = letter.subject;
  const isStale = letter.kind === 'warning' && dueAt !== undefined && failure.at > addMilliseconds(dueAt, WARNING_LIFE);
  const nextAttemptAt = isStale ? null : addMilliseconds(failure.at, Math.min(pause, 24 * HOUR));
  return [{ type: 'order.letter_failed', data: { letterId: id, error: failure.error.slice(0, 500), nextAttemptAt } }];
};

export const letterDelivered = (
  state: Order,
  id: string,
  receipt: { deliveredAt: string; receiptId: string | null },
): OrderDraft[] => {
  const letter = letterOf(state, id);
  if (letter === undefined || letter.delivered !== null) return [];
  return [{ type: 'order.letter_delivered', data: { letterId: id, ...receipt, proof: null } }];
};

/** A mail server took it: nothing is tried any more, and a person says when it was received. */
export const letterSent = (
  state: Order,
  id: string,
  proof: { messageId: string; server: string; answer: string },
): OrderDraft[] => {
  const letter = letterOf(state, id);
  if (letter === undefined || letter.delivered !== null || letter.nextAttemptAt === null) return [];
  const { messageId, server, answer } = proof;
  return [{ type: 'order.letter_sent', data: { letterId: id, messageId, server, answer } }];
};

/**
 * What a mail server had taken came back. Nothing where it is on its way again, or where word of it has come meanwhile.
 * `error`: what the servers said.
 */
export const letterReturned = (state: Order, id: string, error: string): OrderDraft[] => {
  const letter = letterOf(state, id);
  const isOut = letter?.sent !== undefined && letter.delivered === null && letter.nextAttemptAt === null;
  if (!isOut || isDeadLetter(letter)) return [];
  return [{ type: 'order.letter_returned', data: { letterId: id, error: error.slice(0, 500) } }];
};

/** It came back, and nobody has done anything about that. */
export const isDeadLetter = ({ returned, delivered }: Letter): boolean => returned != null && delivered === null;

/**
 * Has one that came back tried again, on the way that the directory names now where it goes to the operator.
 * @throws LETTER_UNKNOWN (404) · NOTHING_TO_REPLAY (409)
 */
export const replayLetter = (state: Order, id: string): OrderDraft[] => {
  const letter = knownLetter(state, id);
  if (!isDeadLetter(letter))
    throw new WeirError('NOTHING_TO_REPLAY', 'This letter has not come back.', {
      status: 409,
      fix: 'Load the order again.',
    });
  return [{ type: 'order.letter_replayed', data: { letterId: id } }];
};

/** @throws LETTER_UNKNOWN (404) */
const knownLetter = (state: Order, id: string): Letter => {
  const letter = letterOf(state, id);
  if (letter !== undefined) return letter;
  throw new WeirError('LETTER_UNKNOWN', 'The order has no such letter.', { status: 404, fix: 'Load the order again.' });
};

/**
 * A person brought it, and says when and how that can be shown. Also for one that the house could not deliver.
 * @throws LETTER_UNKNOWN (404) · LETTER_DELIVERED (409) · LETTER_TIME (422)
 */
export const handOverLetter = (
  state: Order,
  id: string,
  given: { deliveredAt: string; proof: string; at: string },
): OrderDraft[] => {
  const letter = knownLetter(state, id);
  if (letter.delivered !== null)
    throw new WeirError('LETTER_DELIVERED', 'This letter has arrived already.', {
      status: 409,
      fix: 'Load the order again; its page shows the receipt.',
    });
  const { deliveredAt, proof, at } = given;
  if (Date.parse(deliveredAt) > Date.parse(at) || Date.parse(deliveredAt) < Date.parse(letter.preparedAt))
    throw new WeirError('LETTER_TIME', 'A letter arrives after it was made, and not in the future.', {
      status: 422,
      fix: 'Give the time of receipt that the proof shows.',
    });
  return [{ type: 'order.letter_delivered', data: { letterId: id, deliveredAt, receiptId: null, proof } }];
};
