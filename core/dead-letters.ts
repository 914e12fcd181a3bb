/** What of an order did not get through and waits for a person: all that the board counts as not delivered. Pure. */
import { type Static, Type } from 'typebox';
import { LetterKind } from './letter.ts';
import type { Order } from './order.ts';
import { isDeadLetter } from './order-letters.ts';
import { Strict, Timestamp } from './schema.ts';
import { Message } from './service.ts';

export const DeadLetter = Strict({
  of: Type.Union([Message, LetterKind]),
  at: Timestamp,
  /** What went wrong, for people. */
  error: Type.String(),
});
export type DeadLetter = Static<typeof DeadLetter>;

/** The message that stands still, prior information that came back too late, and letters that came back; in this order. */
export const deadLettersOf = ({ service, letters = [] }: Order): DeadLetter[] => {
  const { undelivered = null, uninformed = null } = service ?? {};
  return [
    ...(undelivered === null ? [] : [{ of: undelivered.of, at: undelivered.at, error: undelivered.error }]),
    ...(uninformed === null ? [] : [{ of: 'prior-information' as const, ...uninformed }]),
    ...letters.flatMap((letter) =>
      isDeadLetter(letter) && letter.returned != null ? [{ of: letter.kind, ...letter.returned }] : [],
    ),
  ];
};
