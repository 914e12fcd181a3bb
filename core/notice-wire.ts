/**
 * What travels for the instruments beside the removal order: an order under DSA art. 9, a notice under DSA art. 16, a referral under
 * the platform's own terms, and what platforms answer. The same JSON, signatures and receipts as in wire.ts.
 */
import { type Static, Type } from 'typebox';
import { Country, HttpUrl, Id, Language, Sha256, Strict, Timestamp } from './schema.ts';
import { StatementOfReasons } from './statement-of-reasons.ts';

const Words = Type.String({ minLength: 30, maxLength: 8000 });
const Contact = Type.String({ minLength: 3, maxLength: 500 });

/** What all three say. */
const Head = {
  version: Type.Literal(1),
  reference: Id,
  authority: Strict({ name: Type.String({ minLength: 1 }), memberState: Country, contact: Contact }),
  /** Who signs for it. */
  representative: Strict({ name: Type.String({ minLength: 1 }), post: Type.String({ minLength: 1 }) }),
  fileNumber: Id,
  addressee: Type.String({ minLength: 1 }),
  contactPoint: Contact,
  urls: Type.Array(HttpUrl, { minItems: 1, maxItems: 500 }),
  furtherIdentification: Type.Array(Strict({ url: HttpUrl, contentSha256: Sha256 })),
  language: Language,
  issuedAt: Timestamp,
  /** Where answers go: POST, signed with the operator's key. */
  answerUrl: HttpUrl,
  /** Where an operator without a key answers, with a code from its contact point. */
  answerPage: HttpUrl,
};

/** DSA art. 9: an order to act against illegal content. */
export const DsaOrder = Strict({
  form: Type.Literal('dsa-order'),
  ...Head,
  legalBasis: Type.Literal('Regulation (EU) 2022/2065, article 9'),
  statementOfReasons: Words,
  /** The provision of Union or national law that the content infringes. */
  provision: Type.String({ maxLength: 500 }),
  territorialScope: Type.Array(Country, { uniqueItems: true, maxItems: 35 }),
  /** Why it reaches so far and no further. */
  scopeReason: Type.String({ maxLength: 2000 }),
  redress: Strict({
    challengeBefore: Type.String(),
    challengeDeadline: Type.String(),
    nationalProvisions: HttpUrl,
    /** What the recipient of the service can do. */
    recipient: Type.String({ maxLength: 2000 }),
  }),
  /** Which authority receives the information on effect. */
  informationTo: Type.String({ maxLength: 500 }),
});
export type DsaOrder = Static<typeof DsaOrder>;

/** DSA art. 16(2): a notice of illegal content. The platform decides. */
export const DsaNotice = Strict({
  form: Type.Literal('dsa-notice'),
  ...Head,
  legalBasis: Type.Literal('Regulation (EU) 2022/2065, article 16'),
  explanation: Words,
  notifier: Strict({ name: Type.String(), email: Type.String() }),
  goodFaith: Type.Literal(
    'The notifier believes in good faith that the information and allegations in this notice are accurate and complete.',
  ),
});
export type DsaNotice = Static<typeof DsaNotice>;

/** Asks the platform to look at content under its own terms. It orders nothing. */
export const Referral = Strict({
  form: Type.Literal('referral'),
  ...Head,
  basis: Type.Literal(
    'The terms of service of the addressee. This is not an order, and nothing follows from leaving it.',
  ),
  explanation: Words,
  termsClause: Type.String({ maxLength: 500 }),
  termsUrl: Type.Union([HttpUrl, Type.Null()]),
});
export type Referral = Static<typeof Referral>;

export const NoticeDocument = Type.Union([DsaOrder, DsaNotice, Referral]);
export type NoticeDocument = Static<typeof NoticeDocument>;

/** It is taken back, also where the platform has it: POST to `<ordersUrl>/<reference>/withdrawal`, answered by a DeliveryReceipt. */
export const NoticeWithdrawal = Strict({
  form: Type.Literal('notice-withdrawal'),
  version: Type.Literal(1),
  reference: Id,
  urls: Type.Array(HttpUrl, { minItems: 1, maxItems: 500 }),
  reason: Type.String({ minLength: 3, maxLength: 4000 }),
  issuedAt: Timestamp,
});
export type NoticeWithdrawal = Static<typeof NoticeWithdrawal>;

const AnswerHead = { version: Type.Literal(1), reference: Id };

/** Art. 16(4): the platform confirms that it has the notice. Over a signed channel its receipt says the same. */
export const NoticeConfirmation = Strict({
  form: Type.Literal('notice-receipt'),
  ...AnswerHead,
  receiptId: Id,
  receivedAt: Timestamp,
});
export type NoticeConfirmation = Static<typeof NoticeConfirmation>;

/** Art. 9(1): if and when effect was given; art. 16(5): what was decided, and what can be done against it. */
export const NoticeDecision = Strict({
  form: Type.Literal('notice-decision'),
  ...AnswerHead,
  outcome: Type.Enum(['acted', 'not_acted'] as const),
  actedAt: Type.Union([Timestamp, Type.Null()]),
  explanation: Type.String({ minLength: 3, maxLength: 4000 }),
  redress: Type.Union([Type.String({ minLength: 3, maxLength: 2000 }), Type.Null()]),
  /** Art. 16(6): whether automated means were used. */
  automated: Type.Boolean(),
  decidedAt: Timestamp,
});
export type NoticeDecision = Static<typeof NoticeDecision>;

/** Art. 17: the statement of reasons as the platform gives it to the DSA Transparency Database. */
export const StatementAnswer = Strict({
  form: Type.Literal('dsa-statement'),
  ...AnswerHead,
  statement: StatementOfReasons,
  answeredAt: Timestamp,
});
export type StatementAnswer = Omit<Static<typeof StatementAnswer>, 'statement'> & { statement: StatementOfReasons };

/** Whatever else a platform has to say; to a removal order too. */
export const FreeText = Strict({
  form: Type.Literal('text'),
  ...AnswerHead,
  text: Type.String({ minLength: 3, maxLength: 8000 }),
  answeredAt: Timestamp,
});
export type FreeText = Static<typeof FreeText>;

export const NoticeAnswer = Type.Union([NoticeConfirmation, NoticeDecision, StatementAnswer, FreeText]);
export type NoticeAnswer = NoticeConfirmation | NoticeDecision | StatementAnswer | FreeText;
