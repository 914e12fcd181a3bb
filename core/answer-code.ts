/**
 * A code with which an operator that has no signed channel answers once, on a public page. The house keeps its hash alone; whoever
 * makes it sees it once and brings it to the operator's contact point.
 */
import { type Static, Type } from 'typebox';
import { addMilliseconds } from './clock.ts';
import { WeirError } from './errors.ts';
import { Sha256, Strict, Timestamp } from './schema.ts';

export const AnswerCode = Strict({ hash: Sha256, expiresAt: Timestamp });
export type AnswerCode = Static<typeof AnswerCode>;

const LIFE_MILLISECONDS = 30 * 24 * 3_600_000;
/** More than this many at once and somebody is handing them out without looking. */
const MOST = 5;

/** @throws ANSWER_CODES_MANY */
export const newAnswerCode = (known: readonly AnswerCode[] | undefined, hash: string, at: string): AnswerCode => {
  if ((known ?? []).filter((code) => code.expiresAt > at).length >= MOST)
    throw new WeirError('ANSWER_CODES_MANY', `There are ${MOST} codes already that nobody has used.`, {
      status: 409,
      fix: 'Use one of them, or wait until they have expired.',
    });
  return { hash, expiresAt: addMilliseconds(at, LIFE_MILLISECONDS) };
};

/** The code that goes out with the message itself: made ready once, before the first attempt. */
export const firstAnswerCode = (
  { answerCodes, attempts }: { answerCodes?: readonly AnswerCode[]; attempts: readonly unknown[] },
  hash: string,
  at: string,
): AnswerCode | null =>
  attempts.length > 0 || (answerCodes ?? []).some((code) => code.hash === hash)
    ? null
    : newAnswerCode(answerCodes, hash, at);

/** @throws ANSWER_CODE_UNKNOWN where it was used, has expired or never was */
export const requireAnswerCode = (known: readonly AnswerCode[] | undefined, hash: string, at: string): void => {
  if (!(known ?? []).some((code) => code.hash === hash && at < code.expiresAt))
    throw new WeirError('ANSWER_CODE_UNKNOWN', 'This code opens nothing: it was used, has expired, or never was.', {
      status: 404,
      fix: 'Ask the authority for a new one.',
    });
};

export const withoutAnswerCode = (known: readonly AnswerCode[] | undefined, hash: string | undefined): AnswerCode[] =>
  (known ?? []).filter((code) => code.hash !== hash);

/** How an answer came in: under the operator's key, over the page with a code, or entered by a person who had it before them. */
export const ANSWER_WAYS = ['signed', 'page', 'hand'] as const;
export const AnswerWay = Type.Enum(ANSWER_WAYS);
export type AnswerWay = (typeof ANSWER_WAYS)[number];

export interface AnswerOrigin {
  via: AnswerWay;
  /** Of the code that it used up. */
  codeHash?: string;
  /** By hand: what it came in, in the words of whoever entered it. */
  source?: string;
}
