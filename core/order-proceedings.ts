/**
 * What people do to an order that has left because of a clock, another authority or a court: extensions, scrutiny, challenges.
 * Commands; pure. Nothing here is decided by the house itself.
 */
import { endOfPeriod } from './calendar.ts';
import { addMilliseconds, epochOf, isAfter } from './clock.ts';
import { CLOCKS } from './clocks.ts';
import { WeirError } from './errors.ts';
import type { Actor } from './event.ts';
import type { Challenge, Order, OrderDraft, Scrutiny, ScrutinyFinding } from './order.ts';
import { nonDisclosureUntil, zoneOf } from './order-clocks.ts';
import { prepareExtension, prepareFinalNotice } from './order-letters.ts';
import { annulOrder } from './order-state.ts';

const refuse = (code: string, message: string, fix: string, status = 409): never => {
  throw new WeirError(code, message, { status, fix });
};

const requireEffect = (state: Order): void => {
  if (state.state === 'annulled' || state.state === 'withdrawn')
    refuse('ORDER_STATE', `An order that is ${state.state} has no clocks any more.`, 'Load the order again.');
};

const requireReceived = (state: Order): string => {
  requireEffect(state);
  return (
    state.receipt?.receivedAt ??
    refuse('ORDER_STATE', 'The operator has not received this order.', 'Wait for its receipt, then enter this.')
  );
};

interface Act {
  actor: Actor;
  at: string;
}

/**
 * Six more weeks, once (art. 11(3)), by somebody who neither decided the case nor signed the order.
 * @throws ORDER_STATE · NON_DISCLOSURE_NONE · NON_DISCLOSURE_EXTENDED · NON_DISCLOSURE_LAPSED · NON_DISCLOSURE_PERSON
 */
export const extendNonDisclosure = (state: Order, { actor, at }: Act, reason: string): OrderDraft[] => {
  requireEffect(state);
  const until =
    nonDisclosureUntil(state) ??
    refuse(
      'NON_DISCLOSURE_NONE',
      'No signed order forbids to inform the content provider.',
      'There is nothing to extend.',
    );
  if (state.nonDisclosureExtension !== undefined)
    refuse('NON_DISCLOSURE_EXTENDED', 'It was extended once already.', 'The Regulation knows no second extension.');
  if (isAfter(at, until))
    refuse('NON_DISCLOSURE_LAPSED', 'The six weeks are over.', 'The content provider may be informed now.');
  if (actor.kind !== 'human' || actor.id === state.decidedBy || actor.id === state.signedBy)
    refuse(
      'NON_DISCLOSURE_PERSON',
      'Decision, non-disclosure and signature are three acts of three people.',
      'Ask somebody who neither decided the case nor signed the order.',
      403,
    );
  const extended = addMilliseconds(until, CLOCKS.nonDisclosure.milliseconds);
  return [
    { type: 'order.non_disclosure_extended', data: { reason, until: extended } },
    ...prepareExtension(state, 'non_disclosure_extended', { until: extended, reason }),
  ];
};

/** Six more months each time, from the end of the last ones (art. 6(2)). @throws ORDER_STATE · PRESERVATION_NONE · PRESERVATION_ENDED */
export const extendPreservation = (state: Order, { at }: Act, reason: string): OrderDraft[] => {
  requireEffect(state);
  const { preserveUntil } = state;
  if (preserveUntil === null)
    return refuse('PRESERVATION_NONE', 'Nothing was removed yet.', 'The six months start with the removal.');
  if (isAfter(at, preserveUntil))
    refuse('PRESERVATION_ENDED', 'The provider may have deleted it: the period is over.', 'Ask the provider.');
  const until = endOfPeriod(preserveUntil, { months: CLOCKS.preservation.months }, zoneOf(state));
  return [
    { type: 'order.preservation_extended', data: { reason, until } },
    ...prepareExtension(state, 'preservation_extended', { until, reason }),
  ];
};

const requirePast = (moment: string, at: string): void => {
  if (isAfter(moment, at))
    refuse('TIME_AHEAD', 'What is entered must have happened already.', 'Correct the time.', 422);
};

/**
 * Somebody asked the other State's authority to look at the order (art. 4(4)).
 * @throws ORDER_STATE · NOT_CROSS_BORDER · SCRUTINY_LATE · TIME_AHEAD
 */
export const openScrutiny = (
  state: Order,
  { at }: Act,
  input: { id: string; filer: Exclude<Scrutiny['filer'], 'authority'>; requestedAt: string },
): OrderDraft[] => {
  const receivedAt = requireReceived(state);
  requireCrossBorder(state);
  requirePast(input.requestedAt, at);
  if (isAfter(input.requestedAt, addMilliseconds(receivedAt, CLOCKS.scrutinyRequest.milliseconds)))
    refuse(
      'SCRUTINY_LATE',
      'It could be asked for within 48 hours of receipt.',
      'Check the time of the request. What that authority finds all the same is entered as its own finding.',
      422,
    );
  return [scrutinyOpened(input.id, input.filer, input.requestedAt)];
};

const scrutinyOpened = (scrutinyId: string, filer: Scrutiny['filer'], startsAt: string): OrderDraft => ({
  type: 'order.scrutiny_opened',
  data: { scrutinyId, filer, startsAt, dueAt: addMilliseconds(startsAt, CLOCKS.scrutiny.milliseconds) },
});

const requireCrossBorder = (state: Order): void => {
  if (!state.document.sectionD.crossBorder)
    refuse('NOT_CROSS_BORDER', 'Only a cross-border order is scrutinised.', 'A complaint is entered at the desk.');
};

/**
 * What that authority found; `id` names a request, or a new id for a finding of its own accord. On a finding of infringement the
 * order loses effect in the same write, and the operator is told to put the content back (art. 4(7)). A late finding counts too: it
 * can only give back. `complaintId`: the complaint that has the case itself looked at by somebody who took no part.
 * @throws ORDER_STATE · NOT_CROSS_BORDER · SCRUTINY_DECIDED · TIME_AHEAD
 */
export const decideScrutiny = (
  state: Order,
  { at }: Act,
  input: { id: string; finding: ScrutinyFinding; reason: string; decidedAt: string; complaintId: string },
): OrderDraft[] => {
  const { id, finding, reason, decidedAt, complaintId } = input;
  const receivedAt = requireReceived(state);
  requireCrossBorder(state);
  requirePast(decidedAt, at);
  const known = state.scrutinies?.find((one) => one.id === id);
  if (known !== undefined && known.decision !== null)
    refuse('SCRUTINY_DECIDED', 'What was found on this request is entered already.', 'Load the order again.');
  const copiedAt = state.letters?.find(({ kind }) => kind === 'authority_copy')?.delivered?.at;
  return [
    ...(known === undefined ? [scrutinyOpened(id, 'authority', copiedAt ?? receivedAt)] : []),
    { type: 'order.scrutiny_decided', data: { scrutinyId: id, finding, reason, decidedAt } },
    ...(finding === 'infringement' ? annulOrder(state, { complaintId, reason, at }) : []),
  ];
};

/** Proceedings before a court (art. 9): until they end, the order does not become final. @throws ORDER_STATE · TIME_AHEAD · CHALLENGE_FINAL */
export const challengeOrder = (
  state: Order,
  { at }: Act,
  input: { id: string; court: string; lodgedAt: string },
): OrderDraft[] => {
  const receivedAt = requireReceived(state);
  requirePast(input.lodgedAt, at);
  if (epochOf(input.lodgedAt) < epochOf(receivedAt))
    refuse('TIME_AHEAD', 'An order is challenged after it was received.', 'Correct the time.', 422);
  if (state.finalAt !== undefined && isAfter(input.lodgedAt, state.finalAt))
    refuse('CHALLENGE_FINAL', 'The order was final by then.', 'Check when the challenge was lodged.');
  const { id: challengeId, court, lodgedAt } = input;
  return [{ type: 'order.challenged', data: { challengeId, court, lodgedAt } }];
};

/** @throws ORDER_STATE · CHALLENGE_UNKNOWN · CHALLENGE_ENDED */
export const endChallenge = (
  state: Order,
  { at }: Act,
  input: { id: string; outcome: NonNullable<Challenge['end']>['outcome']; reason: string; complaintId: string },
): OrderDraft[] => {
  requireReceived(state);
  const { id, outcome, reason, complaintId } = input;
  const challenge = state.challenges?.find((one) => one.id === id);
  if (challenge === undefined)
    return refuse('CHALLENGE_UNKNOWN', 'The order has no such challenge.', 'Load the order again.', 404);
  if (challenge.end !== null)
    refuse('CHALLENGE_ENDED', 'These proceedings have ended already.', 'Load the order again.');
  const others = state.challenges?.some((one) => one.id !== id && one.end === null) === true;
  const isFinal = outcome === 'confirmed' && !others && state.finalAt === undefined;
  return [
    { type: 'order.challenge_ended', data: { challengeId: id, outcome, reason } },
    ...(outcome === 'annulled' ? annulOrder(state, { complaintId, reason, at }) : []),
    ...(isFinal ? [{ type: 'order.final' as const, data: { finalAt: at } }, ...prepareFinalNotice(state, at)] : []),
  ];
};
