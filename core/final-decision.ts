/**
 * What people have finally said of a text: the only decisions that a model may learn from. Who said it is not part of it, and
 * neither is anything that another person has still to confirm.
 */
import type { Case, ExemptionTest } from './case.ts';
import { currentDecision } from './case-state.ts';
import type { Category, Context } from './labels.ts';

export interface FinalDecision {
  clusterId: string;
  /** With its title, as the model reads it. */
  text: string;
  lang: string;
  /** Empty where the text is not violating. */
  categories: Category[];
  /** The protected context that the decision names; `other` for a violating text; null where it names none, or several. */
  context: Context | null;
  openedAt: string;
  decidedAt: string;
}

const CONTEXT_OF: Record<Exclude<keyof ExemptionTest, 'explanation'>, Context> = {
  education: 'research',
  journalism: 'news',
  art: 'art',
  research: 'research',
  counterSpeech: 'counter_speech',
  publicDebate: 'political',
};

const contextOf = (test: ExemptionTest | null): Context | null => {
  if (test === null) return null;
  const { explanation: _, ...answers } = test;
  const named = new Set(
    Object.entries(CONTEXT_OF).flatMap(([purpose, context]) =>
      answers[purpose as keyof typeof answers] ? [context] : [],
    ),
  );
  const [only] = named;
  return named.size === 1 && only !== undefined ? only : null;
};

/**
 * The final word on a case, or null while there is none: `cleared` once the time to undo has passed, `violating` once a
 * second person has signed. What is open, on hold, waits for a signature or was referred is not final; a case that was
 * decided again counts as it stands now.
 */
export const finalDecision = (state: Case): FinalDecision | null => {
  const decision = currentDecision(state);
  if (decision === null || state.holdUntil !== null) return null;
  const isCleared = state.state === 'cleared' && decision.outcome === 'not_violating';
  const isSigned =
    ['signed', 'in_takedown', 'resolved'].includes(state.state) &&
    decision.outcome === 'violating' &&
    state.countersignature !== null;
  if (!isCleared && !isSigned) return null;
  return {
    clusterId: state.clusterId,
    text: state.title === null ? state.text : `${state.title}\n${state.text}`,
    lang: state.lang,
    categories: isSigned ? decision.categories : [],
    context: isSigned ? 'other' : contextOf(decision.exemption),
    openedAt: state.openedAt,
    decidedAt: isSigned && state.countersignature !== null ? state.countersignature.at : decision.at,
  };
};
