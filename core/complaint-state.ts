/** The complaint's state machine: pure commands and a pure fold, as in case-state.ts. */
import type { Case } from './case.ts';
import { addMilliseconds } from './clock.ts';
import { CLOCKS } from './clocks.ts';
import type { Complaint, ComplaintDraft, ComplaintEvent, ComplaintEvents } from './complaint.ts';
import { WeirError } from './errors.ts';
import { type Actor, requireNext } from './event.ts';
import type { Order } from './order.ts';

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveComplaint = (before: Complaint | null, event: ComplaintEvent): Complaint => {
  requireNext(event, before);
  if (event.type === 'complaint.received')
    return {
      id: event.subject.id,
      ...event.data,
      seq: event.seq,
      state: 'received',
      reviewer: null,
      decision: null,
      receivedAt: event.at,
      updatedAt: event.at,
      carriedOutAt: null,
    };
  if (before === null)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the complaint was received.`);
  const state: Complaint = { ...before, seq: event.seq, updatedAt: event.at };
  switch (event.type) {
    case 'complaint.taken':
      return { ...state, state: 'in_review', reviewer: event.actor.id };
    case 'complaint.upheld':
    case 'complaint.rejected': {
      const outcome = event.type === 'complaint.upheld' ? 'upheld' : 'rejected';
      const { reason } = event.data;
      return { ...state, state: outcome, decision: { outcome, reason, by: event.actor.id, at: event.at } };
    }
    case 'complaint.withdrawn':
      return { ...state, state: 'withdrawn' };
    case 'complaint.carried_out':
      return { ...state, carriedOutAt: event.at };
  }
};

/** Everybody who had a hand in a case or in its orders, whatever their role: none of them decides a complaint about it. */
export const tookPart = (subject: Case, orders: readonly Order[]): Set<string> =>
  new Set(
    [
      ...(subject.people ?? []),
      ...subject.decisions.map((decision) => decision.reviewer),
      subject.countersignature?.by,
      ...subject.notes.flatMap(({ actor }) => (actor.kind === 'human' ? [actor.id] : [])),
      ...orders.flatMap((order) => [
        ...(order.people ?? []),
        order.decidedBy,
        order.countersignedBy,
        order.draftedBy,
        order.signedBy,
        ...order.clarifications.map((clarification) => clarification.by),
      ]),
    ].filter((id) => typeof id === 'string'),
  );

const refuse = (code: string, message: string, fix: string, status = 409): never => {
  throw new WeirError(code, message, { status, fix });
};

/** The 72 hours of art. 4 run from receipt; for other complaints the Regulation sets no clock for the authority. */
export const receiveComplaint = (
  complaint: Omit<ComplaintEvents['complaint.received'], 'dueAt'>,
  at: string,
): Extract<ComplaintDraft, { type: 'complaint.received' }> => ({
  type: 'complaint.received',
  data: {
    ...complaint,
    dueAt: complaint.kind === 'scrutiny' ? addMilliseconds(at, CLOCKS.scrutiny.milliseconds) : null,
  },
});

const requireUninvolved = (actor: Actor, involved: ReadonlySet<string>): void => {
  if (actor.kind !== 'human' || involved.has(actor.id))
    refuse(
      'TOOK_PART',
      'Whoever had a hand in the case or its orders cannot decide a complaint about them.',
      'Leave it to a colleague who took no part.',
      403,
    );
};

const requireSeen = (state: Complaint, seenSeq: number): void => {
  if (seenSeq !== state.seq)
    refuse(
      'COMPLAINT_CHANGED',
      'Somebody or something changed this complaint after you opened it.',
      'Load the complaint again.',
    );
};

const requireState = (state: Complaint, allowed: Complaint['state'][], verb: string): void => {
  if (!allowed.includes(state.state))
    refuse('COMPLAINT_STATE', `A complaint that is ${state.state} cannot be ${verb}.`, 'Load the complaint again.');
};

export interface ReviewContext {
  actor: Actor;
  seenSeq: number;
  /** Who had a hand in the case: `tookPart`. */
  involved: ReadonlySet<string>;
}

/**
 * Somebody who took no part takes it up, also from a colleague who does not get to it.
 * @throws COMPLAINT_CHANGED · COMPLAINT_STATE · TOOK_PART
 */
export const takeComplaint = (state: Complaint, context: ReviewContext): ComplaintDraft[] => {
  requireSeen(state, context.seenSeq);
  requireState(state, ['received', 'in_review'], 'taken up');
  requireUninvolved(context.actor, context.involved);
  return state.reviewer === context.actor.id ? [] : [{ type: 'complaint.taken', data: {} }];
};

/**
 * The one who took it up decides, with a reason that its maker reads.
 * @throws COMPLAINT_CHANGED · COMPLAINT_STATE · TOOK_PART · COMPLAINT_NOT_YOURS
 */
export const decideComplaint = (
  state: Complaint,
  input: { outcome: 'upheld' | 'rejected'; reason: string },
  context: ReviewContext,
): ComplaintDraft[] => {
  requireSeen(state, context.seenSeq);
  requireState(state, ['in_review'], 'decided');
  requireUninvolved(context.actor, context.involved);
  if (state.reviewer !== context.actor.id)
    refuse('COMPLAINT_NOT_YOURS', 'A colleague has taken this complaint up.', 'Take it up yourself first.', 403);
  const { reason } = input;
  return [
    input.outcome === 'upheld'
      ? { type: 'complaint.upheld', data: { reason } }
      : { type: 'complaint.rejected', data: { reason } },
  ];
};

/** Its maker takes it back. @throws COMPLAINT_STATE once it is decided */
export const withdrawComplaint = (state: Complaint): ComplaintDraft[] => {
  if (state.state === 'withdrawn') return [];
  requireState(state, ['received', 'in_review'], 'withdrawn');
  return [{ type: 'complaint.withdrawn', data: {} }];
};

/** The case is reversed and every order withdrawn or annulled. */
export const carriedOut = (state: Complaint): ComplaintDraft[] =>
  state.state === 'upheld' && state.carriedOutAt === null ? [{ type: 'complaint.carried_out', data: {} }] : [];
