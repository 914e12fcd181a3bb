import { type Static, Type } from 'typebox';
import { AnswerCode, type AnswerOrigin, AnswerWay } from './answer-code.ts';
import { Period, TimeZone } from './calendar.ts';
import type { DraftOf, EventOf } from './event.ts';
import { Category } from './labels.ts';
import { Letter, type LetterEvents } from './letter.ts';
import { FreeText } from './notice-wire.ts';
import { EmailAddress } from './operator.ts';
import { Release } from './release.ts';
import { Country, HttpUrl, Id, Language, Sha256, Strict, Timestamp } from './schema.ts';
import { Service, type ServiceEvents } from './service.ts';
import { DeliveryReceipt, OperatorAnswer, Reinstatement, RemovalOrder } from './wire.ts';

export const ORDER_STATES = [
  'draft',
  'signed',
  'prior_information',
  'sending',
  'received',
  'executed',
  'impossible',
  'needs_clarification',
  'overdue',
  'verified',
  'withdrawn',
  'annulled',
] as const;
export const OrderState = Type.Enum(ORDER_STATES);
export type OrderState = (typeof ORDER_STATES)[number];

/** The part of the form that a liaison may change while the order is a draft. */
export const OrderForm = Strict({
  statementOfReasons: Type.String({ minLength: 30, maxLength: 8000 }),
  nonDisclosure: Type.Boolean(),
  nonDisclosureReason: Type.Union([Type.String({ minLength: 3 }), Type.Null()]),
  /** Art. 3(2): a duly justified emergency lets a first order go without the 12 hours. */
  emergencyReason: Type.Union([Type.String({ minLength: 10, maxLength: 2000 }), Type.Null()]),
});
export type OrderForm = Static<typeof OrderForm>;

export const Recheck = Strict({
  postId: Sha256,
  url: Type.String(),
  at: Timestamp,
  status: Type.Union([Type.Literal('up'), Type.Literal('gone'), Type.Literal('unknown')]),
  detail: Type.String(),
});
export type Recheck = Static<typeof Recheck>;

/** What the case was of which something was drawn up. */
export const About = Strict({ lang: Language, category: Category });

/** Not there on answers from before there was more than one way. */
const HowItCame = { by: Type.Optional(Id), via: Type.Optional(AnswerWay), source: Type.Optional(Type.String()) };
/** What the authority's register said when the order was signed: its clocks run by this, whatever the register says later. */
export const LegalTerms = Strict({
  /** Calendar periods end in this zone. */
  timeZone: TimeZone,
  /** The time for a challenge, from receipt; null: the authority has not said, and no order becomes final by itself. */
  redress: Type.Union([Period, Type.Null()]),
  /** Who gets the copy of art. 4(1) of a cross-border order; without `url` and `email` a person sends it. */
  counterpart: Type.Union([
    Strict({
      country: Country,
      contact: Type.String({ minLength: 3 }),
      url: Type.Union([HttpUrl, Type.Null()]),
      email: Type.Optional(EmailAddress),
    }),
    Type.Null(),
  ]),
});
export type LegalTerms = Static<typeof LegalTerms>;

export const SCRUTINY_FILERS = ['authority', 'operator', 'content_provider'] as const;
export const ScrutinyFinding = Type.Enum(['infringement', 'no_infringement'] as const);
export type ScrutinyFinding = Static<typeof ScrutinyFinding>;

/** Scrutiny by the authority of the State of establishment: asked for (art. 4(4)), or of its own accord (art. 4(3)). */
export const Scrutiny = Strict({
  id: Id,
  filer: Type.Enum(SCRUTINY_FILERS),
  /** When the request, or for scrutiny of its own accord the copy, had reached that authority. */
  startsAt: Timestamp,
  dueAt: Timestamp,
  enteredBy: Id,
  decision: Type.Union([
    Strict({ finding: ScrutinyFinding, reason: Type.String(), decidedAt: Timestamp, enteredBy: Id }),
    Type.Null(),
  ]),
});
export type Scrutiny = Static<typeof Scrutiny>;

export const CHALLENGE_OUTCOMES = ['confirmed', 'annulled', 'withdrawn'] as const;
/** Proceedings against the order (art. 9). */
export const Challenge = Strict({
  id: Id,
  court: Type.String({ minLength: 1, maxLength: 300 }),
  lodgedAt: Timestamp,
  enteredBy: Id,
  end: Type.Union([
    Strict({ outcome: Type.Enum(CHALLENGE_OUTCOMES), reason: Type.String(), at: Timestamp, enteredBy: Id }),
    Type.Null(),
  ]),
});
export type Challenge = Static<typeof Challenge>;

/** A period that a person made longer. */
const Extension = Strict({ by: Id, at: Timestamp, reason: Type.String(), until: Timestamp });

export const Order = Strict({
  id: Id,
  caseId: Id,
  operatorId: Id,
  state: OrderState,
  seq: Type.Integer({ minimum: 1 }),
  reference: Id,
  document: RemovalOrder,
  form: OrderForm,
  postIds: Type.Array(Sha256),
  /** The people: who decided the case, who countersigned it, who drafted, who signed the order. */
  decidedBy: Id,
  countersignedBy: Id,
  draftedBy: Id,
  signedBy: Type.Union([Id, Type.Null()]),
  signedAt: Type.Union([Timestamp, Type.Null()]),
  documentHash: Type.Union([Sha256, Type.Null()]),
  /** While it runs, the signer can still take the order back. */
  holdUntil: Type.Union([Timestamp, Type.Null()]),
  firstOrder: Type.Boolean(),
  priorInformationSentAt: Type.Union([Timestamp, Type.Null()]),
  notBefore: Type.Union([Timestamp, Type.Null()]),
  attempts: Type.Array(Strict({ at: Timestamp, error: Type.Union([Type.String(), Type.Null()]) })),
  nextAttemptAt: Type.Union([Timestamp, Type.Null()]),
  receipt: Type.Union([DeliveryReceipt, Type.Null()]),
  /** End of the hour; null while no clock runs (not received, suspended, done). */
  dueAt: Type.Union([Timestamp, Type.Null()]),
  /** True once the hour was broken, even if the content went later. */
  breached: Type.Boolean(),
  answers: Type.Array(Strict({ at: Timestamp, answer: OperatorAnswer, ...HowItCame })),
  /** What the operator said in words of its own. */
  messages: Type.Optional(Type.Array(Strict({ at: Timestamp, answer: FreeText, ...HowItCame }))),
  answerCodes: Type.Optional(Type.Array(AnswerCode)),
  clarifications: Type.Array(Strict({ at: Timestamp, by: Id, text: Type.String() })),
  rechecks: Type.Array(Recheck),
  nextRecheckAt: Type.Union([Timestamp, Type.Null()]),
  executedAt: Type.Union([Timestamp, Type.Null()]),
  verifiedAt: Type.Union([Timestamp, Type.Null()]),
  preserveUntil: Type.Union([Timestamp, Type.Null()]),
  /** The order has lost its effect, and the operator is told to put the content back. */
  annulment: Type.Optional(
    Strict({
      complaintId: Id,
      at: Timestamp,
      document: Reinstatement,
      attempts: Type.Array(Strict({ at: Timestamp, error: Type.String() })),
      nextAttemptAt: Type.Union([Timestamp, Type.Null()]),
      receipt: Type.Union([DeliveryReceipt, Type.Null()]),
    }),
  ),
  /** The drill that it belongs to: it goes to an operator inside the house, and never out. */
  drill: Type.Optional(Id),
  /** What its case was when it was drawn up, so that orders can be counted by it. Not there: drawn up before that was kept. */
  about: Type.Optional(About),
  /** Where its channel gives no receipt by itself, or a message is a dead letter. */
  service: Type.Optional(Service),
  terms: Type.Optional(LegalTerms),
  /** Who decided that the content provider is not told: whoever last saved the form with that box ticked. */
  nonDisclosureBy: Type.Optional(Type.Union([Id, Type.Null()])),
  nonDisclosureExtension: Type.Optional(Extension),
  preservationExtensions: Type.Optional(Type.Array(Extension)),
  scrutinies: Type.Optional(Type.Array(Scrutiny)),
  challenges: Type.Optional(Type.Array(Challenge)),
  /** When the order became final (art. 3(9)), by the law's moment and not by that of the record. */
  finalAt: Type.Optional(Timestamp),
  /** Clocks of which people were warned, and clocks that ran out; `clock` is a key of `order-clocks.ts`. */
  warnings: Type.Optional(
    Type.Array(Strict({ clock: Type.String(), dueAt: Timestamp, at: Timestamp, late: Type.Boolean() })),
  ),
  endedClocks: Type.Optional(Type.Array(Strict({ clock: Type.String(), dueAt: Timestamp, at: Timestamp }))),
  letters: Type.Optional(Type.Array(Letter)),
  releases: Type.Optional(Type.Array(Release)),
  /** Everybody who has acted on it, also where nothing else of the act is left. */
  people: Type.Optional(Type.Array(Id)),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Order = Static<typeof Order>;

/** What the law's clocks and other authorities do to an order that has left; folded in `order-clocks.ts`. */
export interface OrderClockEvents extends LetterEvents {
  /** A person was to be told before a clock runs out; `late`: it had run out when the house came to it. */
  'order.warned': { clock: string; dueAt: string; late: boolean };
  'order.clock_ended': { clock: string; dueAt: string };
  'order.non_disclosure_extended': { reason: string; until: string };
  'order.preservation_extended': { reason: string; until: string };
  'order.scrutiny_opened': { scrutinyId: string; filer: Scrutiny['filer']; startsAt: string; dueAt: string };
  'order.scrutiny_decided': { scrutinyId: string; finding: ScrutinyFinding; reason: string; decidedAt: string };
  'order.challenged': { challengeId: string; court: string; lodgedAt: string };
  'order.challenge_ended': { challengeId: string; outcome: (typeof CHALLENGE_OUTCOMES)[number]; reason: string };
  'order.final': { finalAt: string };
  'order.conflicts_released': { conflicts: string[]; reason: string };
}
export type OrderClockEvent = EventOf<OrderClockEvents>;

export interface OrderEvents extends ServiceEvents, OrderClockEvents {
  'order.drafted': {
    caseId: string;
    operatorId: string;
    reference: string;
    document: RemovalOrder;
    form: OrderForm;
    postIds: string[];
    decidedBy: string;
    countersignedBy: string;
    firstOrder: boolean;
    priorInformationSentAt: string | null;
    drill?: string;
    about?: NonNullable<Order['about']>;
  };
  'order.edited': { form: OrderForm; document: RemovalOrder };
  'order.signed': { document: RemovalOrder; documentHash: string; holdUntil: string; terms?: LegalTerms };
  'order.signature_withdrawn': Record<string, never>;
  'order.withdrawn': { reason: string };
  'order.prior_information_sent': { sentAt: string; notBefore: string };
  'order.attempted': Record<string, never>;
  'order.attempt_failed': { error: string; nextAttemptAt: string };
  'order.received': { receipt: DeliveryReceipt };
  /** `preserveUntil`: of an answer that says it is done; events from before it was a calendar period have none. */
  'order.answered': { answer: OperatorAnswer; preserveUntil?: string } & Partial<AnswerOrigin>;
  'order.message_received': { answer: FreeText } & AnswerOrigin;
  'order.answer_code_made': AnswerCode;
  'order.clarified': { text: string; receivedAt: string };
  'order.overdue': Record<string, never>;
  'order.annulled': { complaintId: string; document: Reinstatement };
  'order.reinstatement_failed': { error: string; nextAttemptAt: string };
  'order.reinstatement_received': { receipt: DeliveryReceipt };
  'order.rechecked': { results: Recheck[]; nextRecheckAt: string | null; preserveUntil?: string };
}
export type OrderEvent = EventOf<OrderEvents>;
export type OrderDraft = DraftOf<OrderEvents>;
