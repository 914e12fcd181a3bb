/** What the figures of the house are counted from, read from the record of a case. Pure. No figure is of a person. */
import type { Case, Decision } from './case.ts';
import { DECIDED } from './case-state.ts';

export const ANSWERS = ['violating', 'not_violating'] as const;
export type Answer = (typeof ANSWERS)[number];
/** Who made another answer of the first one. */
export const OVERTURNED_BY = ['second_person', 'complaint'] as const;
export type OverturnedBy = (typeof OVERTURNED_BY)[number];

export interface CaseFacts {
  /** The first answer to the question whether it violates that nobody can take back any more; null while there is none. */
  answeredAt: string | null;
  /** Kept so that it can be counted of how many people a figure is, and for nothing else. */
  answeredBy: string | null;
  /** From the opening of the case to the first answer. */
  reviewSeconds: number | null;
  /** The answer in force; null while none is, also where a second person refused to sign and nobody has decided again. */
  answer: Answer | null;
  overturned: OverturnedBy | null;
}

const NOTHING: CaseFacts = {
  ...{ answeredAt: null, answeredBy: null, reviewSeconds: null },
  ...{ answer: null, overturned: null },
};

const answerOf = ({ outcome }: Decision): Answer | null => ANSWERS.find((one) => one === outcome) ?? null;

export const caseFacts = (state: Case): CaseFacts => {
  const standing = state.decisions.filter(({ undoneAt }) => undoneAt === null);
  const final = state.holdUntil === null ? standing : standing.slice(0, -1);
  const answers = final.filter((decision) => answerOf(decision) !== null);
  const first = answers[0];
  const last = answers.at(-1);
  if (first === undefined || last === undefined) return NOTHING;
  const isDecided = DECIDED.includes(state.state) && state.holdUntil === null;
  const isOther = answerOf(first) !== answerOf(last);
  return {
    answeredAt: first.at,
    answeredBy: first.reviewer,
    reviewSeconds: (Date.parse(first.at) - Date.parse(state.openedAt)) / 1000,
    answer: isDecided ? answerOf(last) : null,
    overturned: !isOther ? null : state.reversedBy === undefined ? 'second_person' : 'complaint',
  };
};
