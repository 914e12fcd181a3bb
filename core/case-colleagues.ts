/** Asking a colleague about a case, answering, and handing it over: commands that say what happens or refuse. Pure. */
import type { Case, CaseDraft } from './case.ts';
import { currentDecision, DECIDABLE } from './case-state.ts';
import { addMilliseconds } from './clock.ts';
import { WeirError } from './errors.ts';
import type { Actor } from './event.ts';

const HOUR = 3_600_000;
/** So long only the colleague is given a case that was handed over; then it is anybody's again, so that none is forgotten. */
export const HANDOVER_MILLISECONDS = 8 * HOUR;
const QUESTIONS = 50;

/** @throws QUESTIONS_MANY · COLLEAGUE_UNSUITABLE for a question to oneself */
export const askAbout = (state: Case, context: { actor: Actor; to: string | null; text: string }): CaseDraft[] => {
  if ((state.questions?.length ?? 0) >= QUESTIONS)
    throw new WeirError('QUESTIONS_MANY', `A case has at most ${QUESTIONS} questions.`, {
      status: 409,
      fix: 'Write a note, or escalate the case.',
    });
  if (context.to === context.actor.id)
    throw new WeirError('COLLEAGUE_UNSUITABLE', 'A question goes to somebody else.', {
      status: 422,
      fix: 'Choose a colleague, or write a note.',
    });
  return [{ type: 'case.asked', data: { to: context.to, text: context.text } }];
};

/** @throws QUESTION_UNKNOWN · QUESTION_ANSWERED · QUESTION_NOT_YOURS */
export const answerAbout = (state: Case, context: { actor: Actor; question: number; text: string }): CaseDraft[] => {
  const question = state.questions?.find(({ number }) => number === context.question);
  if (question === undefined)
    throw new WeirError('QUESTION_UNKNOWN', 'The case has no such question.', {
      status: 404,
      fix: 'Load the case again.',
    });
  if (question.answer !== null)
    throw new WeirError('QUESTION_ANSWERED', 'This question was answered already.', {
      status: 409,
      fix: 'Read the answer; what you would add goes into a note.',
    });
  const isAsked = question.to === null ? question.by !== context.actor.id : question.to === context.actor.id;
  if (!isAsked)
    throw new WeirError('QUESTION_NOT_YOURS', 'This question was put to somebody else.', {
      status: 403,
      fix: 'Write a note instead.',
    });
  return [{ type: 'case.answered', data: { question: context.question, text: context.text } }];
};

/** Whether this person may be the next to act on it: where a second person is due, the one who decided may not be. */
export const mayActNext = (state: Case, accountId: string): boolean =>
  (DECIDABLE.includes(state.state) || state.state === 'confirmed') &&
  !(
    (state.state === 'second_opinion' || state.state === 'confirmed') &&
    currentDecision(state)?.reviewer === accountId
  );

/** Whether the next case may not be this one for them, since it waits for a colleague. */
export const waitsForAnother = (state: Case, accountId: string, now: string): boolean =>
  state.handedOver != null && state.handedOver.to !== accountId && now < state.handedOver.until;

/** @throws CASE_NOT_DECIDABLE · COLLEAGUE_UNSUITABLE · SECOND_PERSON_REQUIRED where the colleague is the one who decided */
export const handOverCase = (
  state: Case,
  context: { actor: Actor; to: string; reason: string; at: string },
): CaseDraft[] => {
  if (!DECIDABLE.includes(state.state) && state.state !== 'confirmed')
    throw new WeirError('CASE_NOT_DECIDABLE', `A case that is ${state.state} waits for nobody.`, {
      status: 409,
      fix: 'Take the next case.',
    });
  if (context.to === context.actor.id)
    throw new WeirError('COLLEAGUE_UNSUITABLE', 'A case is handed to somebody else.', {
      status: 422,
      fix: 'Choose a colleague, or keep the case.',
    });
  if (!mayActNext(state, context.to))
    throw new WeirError('SECOND_PERSON_REQUIRED', 'This colleague decided the case and may not be the second person.', {
      status: 403,
      fix: 'Choose somebody else.',
    });
  const until = addMilliseconds(context.at, HANDOVER_MILLISECONDS);
  return [{ type: 'case.handed_over', data: { to: context.to, reason: context.reason, until } }];
};

/** The colleague gives it back: it is anybody's again. Nothing where it was not handed to them. */
export const handBack = (state: Case, actor: Actor): CaseDraft[] =>
  state.handedOver?.to === actor.id ? [{ type: 'case.handed_back', data: {} }] : [];
