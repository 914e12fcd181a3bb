/** What is said about a decided case to check how well the house decides, folded. It changes no decision. */
import type { Case, CaseEvent } from './case.ts';

type Of<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>;

export const withReading = (state: Case, event: Of<'case.read_again'>): Case => ({
  ...state,
  readings: [...(state.readings ?? []), { ...event.data, by: event.actor.id, at: event.at }],
});

export const withGolden = (state: Case, event: Of<'case.made_golden'>): Case => ({
  ...state,
  golden: { ...event.data, by: event.actor.id, at: event.at },
});

export const withCoaching = (state: Case, event: Of<'case.coached'>): Case => ({
  ...state,
  coaching: [...(state.coaching ?? []), { ...event.data, by: event.actor.id, at: event.at }],
});
