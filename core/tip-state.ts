/** The tip's state machine: pure commands and a pure fold, as in case-state.ts. */
import { addMilliseconds } from './clock.ts';
import { WeirError } from './errors.ts';
import { type Actor, requireNext } from './event.ts';
import type { Tip, TipDraft, TipEvent, TipOutcome } from './tip.ts';

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveTip = (before: Tip | null, event: TipEvent): Tip => {
  requireNext(event, before);
  if (event.type === 'tip.received')
    return {
      id: event.subject.id,
      ...event.data,
      seq: event.seq,
      state: 'received',
      caseId: null,
      sourceId: null,
      looks: 0,
      lookAt: event.at,
      listedBecause: null,
      outcome: null,
      receivedAt: event.at,
      updatedAt: event.at,
    };
  if (before === null)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the tip was received.`);
  const state: Tip = { ...before, seq: event.seq, updatedAt: event.at };
  switch (event.type) {
    case 'tip.visit_asked':
      return { ...state, state: 'visiting', ...event.data, looks: before.looks + 1 };
    case 'tip.joined':
      return { ...state, state: 'joined', caseId: event.data.caseId, lookAt: null };
    case 'tip.listed':
      return { ...state, state: 'listed', listedBecause: event.data.because, lookAt: null };
    case 'tip.closed':
      return {
        ...state,
        state: 'closed',
        lookAt: null,
        outcome: { outcome: event.data.outcome, by: event.actor.id, at: event.at },
      };
  }
};

/** After how long the house looks whether a visited page has become a post, and how often. */
export const TIP_LOOK_MILLISECONDS = 5 * 60_000;
export const TIP_LOOKS = 3;

/** What the house found about the address. */
export type TipFinding =
  | { kind: 'case'; caseId: string }
  /** Known, and the policy did not flag it. */
  | { kind: 'not_flagged' }
  | { kind: 'on_source'; sourceId: string }
  | { kind: 'no_source' };

/**
 * What follows from what the house found. Only while nobody and nothing has dealt with the tip; what is listed joins a case when its
 * page turns up in one after all.
 */
export const followTip = (state: Tip, finding: TipFinding, at: string): TipDraft[] => {
  if (state.state === 'closed' || state.state === 'joined') return [];
  if (finding.kind === 'case') return [{ type: 'tip.joined', data: { caseId: finding.caseId } }];
  if (state.state === 'listed') return [];
  if (finding.kind === 'on_source') {
    if (state.looks >= TIP_LOOKS) return [{ type: 'tip.listed', data: { because: 'nothing_found' } }];
    const lookAt = addMilliseconds(at, TIP_LOOK_MILLISECONDS);
    return [{ type: 'tip.visit_asked', data: { sourceId: finding.sourceId, lookAt } }];
  }
  return [{ type: 'tip.listed', data: { because: finding.kind } }];
};

/** A person deals with a tip that waits for one. @throws TIP_CHANGED · TIP_STATE */
export const closeTip = (state: Tip, outcome: TipOutcome, context: { actor: Actor; seenSeq: number }): TipDraft[] => {
  if (context.seenSeq !== state.seq)
    throw new WeirError('TIP_CHANGED', 'Somebody or something changed this tip after you opened it.', {
      status: 409,
      fix: 'Load the tip again.',
    });
  if (state.state !== 'listed' || context.actor.kind !== 'human')
    throw new WeirError('TIP_STATE', `A tip that is ${state.state} does not wait for a person.`, {
      status: 409,
      fix: 'Load the tip again.',
    });
  return [{ type: 'tip.closed', data: { outcome } }];
};
