/**
 * How well the house decides: decided cases that a second person reads without knowing the decision, and golden ones, of which the
 * right answer is known. It measures the house; of a person nothing is counted. Pure.
 */
import type { Case, CaseDraft, GoldenAnswer, ReadingInput } from './case.ts';
import { currentDecision, DECIDED } from './case-state.ts';
import { WeirError } from './errors.ts';
import type { Actor } from './event.ts';
import { sha256 } from './hash.ts';

const READINGS = 20;
const COACHING = 50;

/** Decided by people, and nobody can take it back any more. One of a drill says nothing of how real cases are decided. */
const isFinal = (state: Case): boolean =>
  DECIDED.includes(state.state) &&
  state.holdUntil === null &&
  state.drill === undefined &&
  currentDecision(state) !== null;

/** Where between 0 and 1 the case lies: those under the share are read twice. It follows from the id, so nobody chooses. */
export const drawOf = (caseId: string): number =>
  Number.parseInt(sha256(`second reading ${caseId}`).slice(0, 12), 16) / 2 ** 48;

/** Whether this person can read it without knowing: nobody who has had to do with it. */
export const mayReadAgain = (state: Case, accountId: string): boolean =>
  isFinal(state) && state.people?.includes(accountId) !== true && (state.readings?.length ?? 0) < READINGS;

/** @throws READING_NOT_OPEN · CONTENT_CHANGED · CATEGORY_MISSING */
export const readAgain = (state: Case, context: { actor: Actor; reading: ReadingInput }): CaseDraft[] => {
  const { reading, actor } = context;
  if (!mayReadAgain(state, actor.id))
    throw new WeirError('READING_NOT_OPEN', 'This case does not wait for you to read it again.', {
      status: 409,
      fix: 'Take the next one.',
    });
  const { contentHash, ...answer } = reading;
  if (contentHash !== state.contentHash)
    throw new WeirError('CONTENT_CHANGED', 'The text is not the one that you read.', {
      status: 409,
      fix: 'Load it again and read the text.',
    });
  if ((answer.outcome === 'violating') !== answer.categories.length > 0)
    throw new WeirError('CATEGORY_MISSING', 'A violating answer names its categories, and no other does.', {
      status: 422,
      fix: 'Choose the categories of the label guide, or another answer.',
    });
  return [{ type: 'case.read_again', data: answer }];
};

/** @throws GOLDEN_NOT_FINAL while the case can still be decided otherwise */
export const makeGolden = (state: Case, note: string): CaseDraft[] => {
  const decision = currentDecision(state);
  if (
    !isFinal(state) ||
    decision === null ||
    (decision.outcome !== 'violating' && decision.outcome !== 'not_violating')
  )
    throw new WeirError('GOLDEN_NOT_FINAL', 'Only a case that is decided to the end can be golden.', {
      status: 409,
      fix: 'Wait until it is cleared or signed.',
    });
  const answer: GoldenAnswer = { outcome: decision.outcome, categories: decision.categories, note };
  return [{ type: 'case.made_golden', data: answer }];
};

/** A word to a colleague who decided or read the case; the two alone see it. @throws COLLEAGUE_UNSUITABLE · QUESTIONS_MANY */
export const coach = (state: Case, context: { actor: Actor; to: string; text: string }): CaseDraft[] => {
  const took = [...state.decisions.map(({ reviewer }) => reviewer), ...(state.readings ?? []).map(({ by }) => by)];
  if (context.to === context.actor.id || !took.includes(context.to))
    throw new WeirError('COLLEAGUE_UNSUITABLE', 'A coaching note goes to somebody who decided or read this case.', {
      status: 422,
      fix: 'Choose somebody of the case.',
    });
  if ((state.coaching?.length ?? 0) >= COACHING)
    throw new WeirError('QUESTIONS_MANY', `A case has at most ${COACHING} coaching notes.`, {
      status: 409,
      fix: 'Talk to each other.',
    });
  return [{ type: 'case.coached', data: { to: context.to, text: context.text } }];
};

/** The answers to the question whether it violates, the decision's first; the same for whoever gave them. */
export const answersTo = (state: Case): ReadingInput['outcome'][] => {
  const decision = currentDecision(state);
  if (decision === null || decision.outcome === 'escalate') return [];
  return [decision.outcome, ...(state.readings ?? []).map(({ outcome }) => outcome)];
};

/** Somebody who read it without knowing came to another answer than the decision in force. */
export const isDisputed = (state: Case): boolean => new Set(answersTo(state)).size > 1;
