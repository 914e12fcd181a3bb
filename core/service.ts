/**
 * How what is addressed to an operator about an order left the house where the channel gives no receipt by itself: e-mail that a
 * server took, and what a person carried. When it was received is what the operator or a person says, and never guessed.
 */
import { type Static, Type } from 'typebox';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';

export const MESSAGES = ['order', 'prior-information', 'clarification', 'reinstatement'] as const;
export const Message = Type.Enum(MESSAGES);
export type Message = (typeof MESSAGES)[number];

/** After so many failed attempts a message is a dead letter: nothing is tried any more until a person says so. */
export const MOST_ATTEMPTS = 12;

/** That it was sent: what the mail server answered when it took the message. */
export const SendingProof = Strict({
  to: Type.String(),
  /** The same for every attempt at the same message, so that two arrivals are recognised as one. */
  messageId: Type.String(),
  /** Host and port of the server. */
  server: Type.String(),
  /** Its words. */
  answer: Type.String({ maxLength: 1000 }),
  /** Of the values that were sent (RFC 8785). */
  documentHash: Sha256,
});
export type SendingProof = Static<typeof SendingProof>;

/** The largest file that proves a service, in bytes. */
export const PROOF_BYTES = 5_000_000;

/** A file that proves a service: kept in the evidence store under its hash. */
export const ProofFile = Strict({
  sha256: Sha256,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  mediaType: Type.String({ pattern: '^[a-z]+/[a-z0-9.+-]+$', maxLength: 100 }),
  bytes: Type.Integer({ minimum: 1 }),
});
export type ProofFile = Static<typeof ProofFile>;

export const Service = Strict({
  /** What waits for a person: to be carried (`service`), or, sent already, for word of its receipt (`receipt`). */
  awaits: Type.Union([
    Strict({
      of: Message,
      how: Type.Union([Type.Literal('service'), Type.Literal('receipt')]),
      since: Timestamp,
      /** Of a clarification. */
      text: Type.Union([Type.String(), Type.Null()]),
      by: Type.Union([Id, Type.Null()]),
    }),
    Type.Null(),
  ]),
  /** A dead letter. */
  undelivered: Type.Union([
    Strict({ of: Message, at: Timestamp, error: Type.String(), attempts: Type.Integer() }),
    Type.Null(),
  ]),
  /** Prior information came back when the order had left already: nobody explained anything to the operator (art. 3(2)). */
  uninformed: Type.Optional(Type.Union([Strict({ at: Timestamp, error: Type.String() }), Type.Null()])),
  /** When a person last had a dead letter tried again; attempts count from here. */
  replayedAt: Type.Union([Timestamp, Type.Null()]),
  sent: Type.Array(Strict({ of: Message, at: Timestamp, proof: SendingProof })),
  served: Type.Array(
    Strict({
      of: Message,
      at: Timestamp,
      by: Id,
      receivedAt: Timestamp,
      note: Type.String(),
      file: Type.Union([ProofFile, Type.Null()]),
    }),
  ),
  /** Failed attempts at prior information. */
  informing: Strict({
    attempts: Type.Array(Strict({ at: Timestamp, error: Type.String() })),
    nextAttemptAt: Type.Union([Timestamp, Type.Null()]),
  }),
});
export type Service = Static<typeof Service>;

export const NO_SERVICE: Service = {
  awaits: null,
  undelivered: null,
  replayedAt: null,
  sent: [],
  served: [],
  informing: { attempts: [], nextAttemptAt: null },
};

export interface ServiceEvents {
  /** A server took it; `text` of a clarification. */
  'order.sent': { of: Message; proof: SendingProof; text: string | null };
  /** A person is to carry it. */
  'order.service_awaited': { of: Message; text: string | null };
  /** A person says when and how it was received. */
  'order.served': { of: Message; receivedAt: string; note: string; file: ProofFile | null };
  'order.informing_failed': { error: string; nextAttemptAt: string };
  /** Prior information came back when the order was no longer held for it. */
  'order.informing_returned': { error: string };
  'order.undelivered': { of: Message; error: string; attempts: number };
  'order.replayed': { of: Message };
}
