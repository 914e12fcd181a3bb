/** What is said and handed between colleagues over one case, folded. It changes nothing that a decision rests on. */
import type { Case, CaseEvent } from './case.ts';

type Of<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>;

export const withQuestion = (state: Case, event: Of<'case.asked'>): Case => ({
  ...state,
  questions: [
    ...(state.questions ?? []),
    { number: event.seq, to: event.data.to, text: event.data.text, by: event.actor.id, at: event.at, answer: null },
  ],
});

export const withAnswer = (state: Case, event: Of<'case.answered'>): Case => ({
  ...state,
  questions: (state.questions ?? []).map((one) =>
    one.number === event.data.question
      ? { ...one, answer: { text: event.data.text, by: event.actor.id, at: event.at } }
      : one,
  ),
});

export const withHandOver = (state: Case, event: Of<'case.handed_over'>): Case => ({
  ...state,
  handedOver: { ...event.data, by: event.actor.id, at: event.at },
});

/** After these nobody has to wait for the colleague any more. */
const ENDS_HANDOVER: ReadonlySet<CaseEvent['type']> = new Set([
  'case.decided',
  'case.decision_undone',
  'case.countersigned',
  'case.countersign_refused',
  'case.withdrawn',
  'case.resolved',
  'case.reversed',
  'case.drill_ended',
  'case.handed_back',
]);

export const endHandOver = (state: Case, event: CaseEvent): Case =>
  state.handedOver != null && ENDS_HANDOVER.has(event.type) ? { ...state, handedOver: null } : state;
