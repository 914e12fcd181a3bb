/**
 * What goes out beside an order and because of it: the copy to the other State's authority, an extension to the operator, a
 * warning to our own people. Each has its own attempts, and is either sent by the house or handed over by a person with a proof.
 */
import { type Static, Type } from 'typebox';
import { HttpUrl, Id, Strict, Timestamp } from './schema.ts';

export const LETTER_KINDS = [
  /** Art. 4(1): to the authority of the State of establishment, with the order. */
  'authority_copy',
  /** Art. 3(9): to the same, when the order is final. */
  'authority_final',
  /** Art. 11(3): to the operator. */
  'non_disclosure_extended',
  /** Art. 6(2): to the operator. */
  'preservation_extended',
  /** To the authority's own people, before a clock runs out. */
  'warning',
] as const;
export const LetterKind = Type.Enum(LETTER_KINDS);
export type LetterKind = (typeof LETTER_KINDS)[number];

/** What it says beside what the order says. */
export const LetterSubject = Strict({
  clock: Type.Optional(Type.String()),
  dueAt: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
  late: Type.Optional(Type.Boolean()),
  reason: Type.Optional(Type.String()),
});
export type LetterSubject = Static<typeof LetterSubject>;

/** `operator`: the channel of the directory, asked for when it is sent. `email`: to the address that is its name. `hand`: a person brings it. */
export const LetterTo = Strict({
  name: Type.String({ minLength: 1 }),
  by: Type.Union([Type.Literal('https'), Type.Literal('operator'), Type.Literal('email'), Type.Literal('hand')]),
  url: Type.Union([HttpUrl, Type.Null()]),
});
export type LetterTo = Static<typeof LetterTo>;

export const Letter = Strict({
  /** Idempotency key too. */
  id: Id,
  kind: LetterKind,
  to: LetterTo,
  subject: LetterSubject,
  preparedAt: Timestamp,
  /** The last ones; `error` is null while one is under way and for the one that arrived. */
  attempts: Type.Array(Strict({ at: Timestamp, error: Type.Union([Type.String(), Type.Null()]) })),
  nextAttemptAt: Type.Union([Timestamp, Type.Null()]),
  /** A mail server took it. When it was received is said by a person, as for an order (docs/channels.md). */
  sent: Type.Optional(
    Strict({
      at: Timestamp,
      messageId: Type.String(),
      server: Type.String(),
      answer: Type.String({ maxLength: 1000 }),
    }),
  ),
  /** `by` and `proof` where a person handed it over. */
  delivered: Type.Union([
    Strict({
      at: Timestamp,
      receiptId: Type.Union([Type.String(), Type.Null()]),
      by: Type.Union([Id, Type.Null()]),
      proof: Type.Union([Type.String(), Type.Null()]),
    }),
    Type.Null(),
  ]),
  /** What a mail server had taken came back: a dead letter, until a person has it tried again or brings it. */
  returned: Type.Optional(Type.Union([Strict({ at: Timestamp, error: Type.String() }), Type.Null()])),
  /** The house has stopped trying. */
  givenUp: Type.Boolean(),
});
export type Letter = Static<typeof Letter>;

export interface LetterEvents {
  'order.letter_prepared': Pick<Letter, 'id' | 'kind' | 'to' | 'subject'>;
  /** Before anything is sent; the next attempt is where this one counts as lost. */
  'order.letter_attempted': { letterId: string; nextAttemptAt: string };
  'order.letter_failed': { letterId: string; error: string; nextAttemptAt: string | null };
  'order.letter_sent': { letterId: string; messageId: string; server: string; answer: string };
  /** A mail server had taken it, and it came back. */
  'order.letter_returned': { letterId: string; error: string };
  /** A person has it tried again. */
  'order.letter_replayed': { letterId: string };
  'order.letter_delivered': { letterId: string; deliveredAt: string; receiptId: string | null; proof: string | null };
}
