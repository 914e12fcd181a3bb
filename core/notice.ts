/**
 * The three instruments beside the TCO removal order, as one record with one life: an order under DSA art. 9, a notice under DSA
 * art. 16, and a referral under the platform's terms. None of them has an hour, and a notice or referral obliges to nothing.
 */
import { type Static, Type } from 'typebox';
import { AnswerCode, type AnswerOrigin, AnswerWay } from './answer-code.ts';
import type { DraftOf, EventOf } from './event.ts';
import { NoticeAnswer, NoticeDocument, NoticeWithdrawal } from './notice-wire.ts';
import { About, Recheck } from './order.ts';
import { Release } from './release.ts';
import { Country, HttpUrl, Id, Sha256, Strict, Timestamp } from './schema.ts';
import { DeliveryReceipt } from './wire.ts';

export const INSTRUMENTS = ['dsa-order', 'dsa-notice', 'referral'] as const;
export const Instrument = Type.Enum(INSTRUMENTS);
export type Instrument = (typeof INSTRUMENTS)[number];

export const NOTICE_STATES = [
  'draft',
  'signed',
  'sending',
  'sent',
  'confirmed',
  'decided',
  'no_answer',
  'withdrawn',
] as const;
export const NoticeState = Type.Enum(NOTICE_STATES);
export type NoticeState = (typeof NOTICE_STATES)[number];

const Words = Type.String({ minLength: 30, maxLength: 8000 });

/** What a liaison writes for an order under art. 9. */
export const DsaOrderForm = Strict({
  instrument: Type.Literal('dsa-order'),
  reasons: Words,
  provision: Type.String({ maxLength: 500 }),
  territorialScope: Type.Array(Country, { uniqueItems: true, maxItems: 35 }),
  scopeReason: Type.String({ maxLength: 2000 }),
  /** What the recipient of the service can do against it. */
  recipientRedress: Type.String({ maxLength: 2000 }),
  /** Which authority receives the information on effect. */
  informationTo: Type.String({ maxLength: 500 }),
});
export const DsaNoticeForm = Strict({
  instrument: Type.Literal('dsa-notice'),
  reasons: Words,
  /** Art. 16(2)(d), said by a person. */
  goodFaith: Type.Boolean(),
});
export const ReferralForm = Strict({
  instrument: Type.Literal('referral'),
  reasons: Words,
  termsClause: Type.String({ maxLength: 500 }),
  termsUrl: Type.Union([HttpUrl, Type.Null()]),
});
export const NoticeForm = Type.Union([DsaOrderForm, DsaNoticeForm, ReferralForm]);
export type NoticeForm = Static<typeof NoticeForm>;

/** Art. 9(4): what the Digital Services Coordinator gets, and who was said to get it. */
export const Transmission = Strict({
  form: Type.Literal('dsa-9-4-transmission'),
  version: Type.Literal(1),
  to: Type.String({ minLength: 3, maxLength: 500 }),
  madeAt: Timestamp,
  order: NoticeDocument,
  documentHash: Sha256,
  sentAt: Type.Union([Timestamp, Type.Null()]),
  confirmedAt: Type.Union([Timestamp, Type.Null()]),
  answers: Type.Array(Strict({ at: Timestamp, answer: NoticeAnswer })),
});
export type Transmission = Static<typeof Transmission>;

/** What of it did not get through: itself, or the word that it was taken back. */
export const UndeliveredNotice = Strict({
  of: Type.Union([Type.Literal('notice'), Type.Literal('withdrawal')]),
  at: Timestamp,
  /** What went wrong, for people. */
  error: Type.String(),
});

export const Notice = Strict({
  id: Id,
  caseId: Id,
  operatorId: Id,
  instrument: Instrument,
  state: NoticeState,
  seq: Type.Integer({ minimum: 1 }),
  reference: Id,
  document: NoticeDocument,
  form: NoticeForm,
  postIds: Type.Array(Sha256),
  decidedBy: Id,
  countersignedBy: Id,
  draftedBy: Id,
  signedBy: Type.Union([Id, Type.Null()]),
  signedAt: Type.Union([Timestamp, Type.Null()]),
  documentHash: Type.Union([Sha256, Type.Null()]),
  /** While it runs, the signer can still take it back. */
  holdUntil: Type.Union([Timestamp, Type.Null()]),
  attempts: Type.Array(Strict({ at: Timestamp, error: Type.Union([Type.String(), Type.Null()]) })),
  nextAttemptAt: Type.Union([Timestamp, Type.Null()]),
  /** A person has to bring it: the channel is one, or what was tried cannot work. */
  awaitsService: Type.Boolean(),
  /** A dead letter: nothing is tried any more until a person says so. */
  undelivered: Type.Optional(Type.Union([UndeliveredNotice, Type.Null()])),
  /** When a person last had a dead letter tried again; attempts count from here. */
  replayedAt: Type.Optional(Timestamp),
  /** How a person brought it, with what proves it. */
  service: Type.Union([Strict({ at: Timestamp, by: Id, proof: Type.String() }), Type.Null()]),
  sentAt: Type.Union([Timestamp, Type.Null()]),
  receipt: Type.Union([DeliveryReceipt, Type.Null()]),
  confirmedAt: Type.Union([Timestamp, Type.Null()]),
  /** After it the house says that nothing came. No law sets this day. */
  expectedBy: Type.Union([Timestamp, Type.Null()]),
  answers: Type.Array(
    Strict({
      at: Timestamp,
      by: Id,
      via: AnswerWay,
      source: Type.Optional(Type.String()),
      answer: NoticeAnswer,
    }),
  ),
  decidedAt: Type.Union([Timestamp, Type.Null()]),
  answerCodes: Type.Array(AnswerCode),
  rechecks: Type.Array(Recheck),
  nextRecheckAt: Type.Union([Timestamp, Type.Null()]),
  /** When every address was seen gone. */
  goneAt: Type.Union([Timestamp, Type.Null()]),
  withdrawal: Type.Union([
    Strict({
      at: Timestamp,
      by: Id,
      reason: Type.String(),
      /** Null where it had not left: then nobody needs to be told. */
      document: Type.Union([NoticeWithdrawal, Type.Null()]),
      attempts: Type.Array(Strict({ at: Timestamp, error: Type.String() })),
      nextAttemptAt: Type.Union([Timestamp, Type.Null()]),
      receipt: Type.Union([DeliveryReceipt, Type.Null()]),
      /** Where a person brought it. */
      served: Type.Optional(Strict({ by: Id, proof: Type.String() })),
    }),
    Type.Null(),
  ]),
  releases: Type.Optional(Type.Array(Release)),
  /** The drill that it belongs to: it goes to an operator inside the house, and never out. */
  drill: Type.Optional(Id),
  /** What its case was when it was drawn up, so that it can be counted by it. Not there: drawn up before that was kept. */
  about: Type.Optional(About),
  transmissions: Type.Array(Strict({ at: Timestamp, by: Id, document: Transmission })),
  /** Everybody who has acted on it. */
  people: Type.Array(Id),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Notice = Static<typeof Notice>;

export interface NoticeEvents {
  'notice.drafted': Pick<
    Notice,
    | 'caseId'
    | 'operatorId'
    | 'reference'
    | 'document'
    | 'form'
    | 'postIds'
    | 'decidedBy'
    | 'countersignedBy'
    | 'drill'
    | 'about'
  >;
  'notice.edited': { form: NoticeForm; document: NoticeDocument };
  'notice.signed': { document: NoticeDocument; documentHash: string; holdUntil: string };
  'notice.signature_withdrawn': Record<string, never>;
  'notice.withdrawn': { reason: string; document: NoticeWithdrawal | null };
  /** `nextAttemptAt` null: nothing is tried any more, and a person has to bring it; `byHand` where the channel is a person. */
  'notice.withdrawal_failed': { error: string; nextAttemptAt: string | null; byHand?: true };
  /** A mail server had taken it, and it came back. */
  'notice.withdrawal_returned': { error: string };
  'notice.withdrawal_received': { receipt: DeliveryReceipt; proof?: string };
  'notice.conflicts_released': { conflicts: string[]; reason: string };
  'notice.attempted': Record<string, never>;
  'notice.attempt_failed': { error: string; nextAttemptAt: string };
  /** It left; over a channel that gives no receipt, `receipt` is null and the confirmation comes later. */
  'notice.sent': { receipt: DeliveryReceipt | null; proof?: string };
  'notice.awaits_service': { error: string | null };
  /** A mail server had taken it, and it came back. */
  'notice.returned': { error: string };
  /** A person has a dead letter tried again. */
  'notice.replayed': Record<string, never>;
  'notice.confirmed': { receipt: DeliveryReceipt } & AnswerOrigin;
  'notice.answered': { answer: NoticeAnswer } & AnswerOrigin;
  'notice.unanswered': Record<string, never>;
  'notice.rechecked': { results: Recheck[]; nextRecheckAt: string | null };
  'notice.answer_code_made': AnswerCode;
  'notice.transmitted': { document: Transmission };
}
export type NoticeEvent = EventOf<NoticeEvents>;
export type NoticeDraft = DraftOf<NoticeEvents>;
