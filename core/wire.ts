/**
 * What travels between the authority and a hosting service provider: the removal order (Annex I), its receipt, and the
 * answers (Annexes II and III), as JSON signed with HTTP message signatures (RFC 9421) over a content digest (RFC 9530).
 */
import { type Static, Type } from 'typebox';
import { Country, HttpUrl, Id, Language, Sha256, Strict, Timestamp } from './schema.ts';

/** Components that every signed request covers, in this order, and how long a signature lives. */
export const SIGNED_COMPONENTS = [
  '@method',
  '@target-uri',
  'content-digest',
  'content-type',
  'idempotency-key',
] as const;
/** For requests without a body. */
export const SIGNED_COMPONENTS_GET = ['@method', '@target-uri'] as const;
export const SIGNATURE_LABEL = 'weir';
export const SIGNATURE_ALGORITHM = 'ed25519';
export const SIGNATURE_LIFETIME_SECONDS = 300;

const Contact = Type.String({ minLength: 3, maxLength: 500 });

/** Annex I. Sections and fields follow the form; see takedowns/forms/. */
export const RemovalOrder = Strict({
  form: Type.Literal('tco-annex-1'),
  version: Type.Literal(1),
  sectionA: Strict({
    issuingMemberState: Country,
    addressee: Type.String({ minLength: 1 }),
    legalRepresentative: Type.Union([Type.String(), Type.Null()]),
    contactPoint: Contact,
    memberStateOfEstablishment: Country,
    issuedAt: Timestamp,
    reference: Id,
  }),
  sectionB: Strict({
    urls: Type.Array(HttpUrl, { minItems: 1, maxItems: 500 }),
    furtherIdentification: Type.Array(Strict({ url: HttpUrl, contentSha256: Sha256 })),
    /** Letters of art. 2(7). */
    reasons: Type.Array(
      Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Literal('c'), Type.Literal('d'), Type.Literal('e')]),
      { minItems: 1, uniqueItems: true },
    ),
    statementOfReasons: Type.String({ minLength: 30, maxLength: 8000 }),
    exemptionTest: Type.String({ minLength: 10 }),
  }),
  sectionC: Strict({ nonDisclosure: Type.Boolean(), nonDisclosureReason: Type.Union([Type.String(), Type.Null()]) }),
  sectionD: Strict({ crossBorder: Type.Boolean(), copySentTo: Type.Union([Type.String(), Type.Null()]) }),
  sectionE: Strict({
    authorityType: Type.Union([
      Type.Literal('judge-or-court'),
      Type.Literal('law-enforcement'),
      Type.Literal('other-competent-authority'),
    ]),
    authority: Type.String({ minLength: 1 }),
    representative: Type.String({ minLength: 1 }),
    post: Type.String({ minLength: 1 }),
    fileNumber: Type.String({ minLength: 1 }),
    contact: Contact,
    signedAt: Timestamp,
  }),
  sectionF: Strict({
    feedbackContact: Contact,
    establishmentAuthorityContact: Type.Union([Type.String(), Type.Null()]),
  }),
  sectionG: Strict({
    challengeBefore: Type.String({ minLength: 1 }),
    challengeDeadline: Type.String({ minLength: 1 }),
    nationalProvisions: HttpUrl,
    /** Where anyone with this code complains to the authority itself. Orders from before there was such a page have none. */
    complaint: Type.Optional(Strict({ url: HttpUrl, code: Id })),
  }),
  legalBasis: Type.Literal('Regulation (EU) 2021/784, article 3'),
  language: Language,
  /** Where Annexes II and III are to be sent (POST, signed with the operator's key). */
  answerUrl: HttpUrl,
});
export type RemovalOrder = Static<typeof RemovalOrder>;

/** What the operator's endpoint answers at once: the moment of receipt starts the hour (art. 3(3)). */
export const DeliveryReceipt = Strict({ reference: Id, receiptId: Id, receivedAt: Timestamp });
export type DeliveryReceipt = Static<typeof DeliveryReceipt>;

const AnswerHead = {
  /** Section A. */
  addressee: Type.String({ minLength: 1 }),
  authority: Type.String({ minLength: 1 }),
  reference: Id,
  addresseeReference: Type.String(),
  receivedAt: Timestamp,
};
/** Section C. */
const Provider = Strict({
  name: Type.String({ minLength: 1 }),
  memberState: Country,
  authorisedPerson: Type.String({ minLength: 1 }),
  email: Type.String({ minLength: 3 }),
});

/** Annex II: feedback following removal or disabling of access (art. 3(6)). */
export const AnnexII = Strict({
  form: Type.Literal('tco-annex-2'),
  version: Type.Literal(1),
  ...AnswerHead,
  measure: Type.Union([Type.Literal('removed'), Type.Literal('access-disabled')]),
  measureAt: Timestamp,
  provider: Provider,
  answeredAt: Timestamp,
});
export type AnnexII = Static<typeof AnnexII>;

/** Annex III: impossibility to execute the order (art. 3(7) and (8)). */
export const AnnexIII = Strict({
  form: Type.Literal('tco-annex-3'),
  version: Type.Literal(1),
  ...AnswerHead,
  reason: Type.Union([
    Type.Literal('force-majeure'),
    Type.Literal('manifest-errors'),
    Type.Literal('insufficient-information'),
  ]),
  explanation: Type.String({ minLength: 1, maxLength: 4000 }),
  needed: Type.Union([Type.String({ maxLength: 4000 }), Type.Null()]),
  provider: Provider,
  answeredAt: Timestamp,
});
export type AnnexIII = Static<typeof AnnexIII>;

export const OperatorAnswer = Type.Union([AnnexII, AnnexIII]);
export type OperatorAnswer = Static<typeof OperatorAnswer>;

/** Clarification after an Annex III for errors or missing information: POST to `<ordersUrl>/<reference>/clarification`, signed, answered by a DeliveryReceipt. */
export const Clarification = Strict({
  form: Type.Literal('clarification'),
  version: Type.Literal(1),
  reference: Id,
  text: Type.String({ minLength: 3, maxLength: 4000 }),
  sentAt: Timestamp,
});
export type Clarification = Static<typeof Clarification>;

/**
 * The order has no effect any more: what was removed on it is put back, what was blocked is opened again. POST to
 * `<ordersUrl>/<reference>/reinstatement`, signed, answered by a DeliveryReceipt.
 */
export const Reinstatement = Strict({
  form: Type.Literal('reinstatement'),
  version: Type.Literal(1),
  reference: Id,
  urls: Type.Array(HttpUrl, { minItems: 1, maxItems: 500 }),
  complaint: Id,
  reason: Type.String({ minLength: 20, maxLength: 4000 }),
  issuedAt: Timestamp,
});
export type Reinstatement = Static<typeof Reinstatement>;

/**
 * Prior information of art. 3(2): procedures and deadlines, at least 12 hours before a provider's first order. POST to
 * `<ordersUrl>/prior-information`, signed, answered by a DeliveryReceipt.
 */
export const PriorInformation = Strict({
  form: Type.Literal('prior-information'),
  version: Type.Literal(1),
  reference: Id,
  addressee: Type.String({ minLength: 1 }),
  text: Type.String({ minLength: 30, maxLength: 8000 }),
  sentAt: Timestamp,
});
export type PriorInformation = Static<typeof PriorInformation>;

/**
 * The copy of a cross-border order for the competent authority of the State of establishment (art. 4(1)): POST to the address that
 * the authority's register names, signed, answered by a DeliveryReceipt. Printed by `takedowns/forms/copy-to-establishment.json`.
 */
export const AuthorityCopy = Strict({
  form: Type.Literal('tco-copy'),
  version: Type.Literal(1),
  memberState: Country,
  recipient: Type.String({ minLength: 3 }),
  sentAt: Timestamp,
  order: RemovalOrder,
});
export type AuthorityCopy = Static<typeof AuthorityCopy>;

/** To the same authority: the order is final (art. 3(9)). Sent in the same way. */
export const FinalNotice = Strict({
  form: Type.Literal('order-final'),
  version: Type.Literal(1),
  reference: Id,
  finalAt: Timestamp,
  sentAt: Timestamp,
});
export type FinalNotice = Static<typeof FinalNotice>;

/**
 * A period was made longer: non-disclosure (art. 11(3)) or preservation (art. 6(2)). POST to `<ordersUrl>/<reference>/extension`,
 * signed, answered by a DeliveryReceipt.
 */
export const ExtensionNotice = Strict({
  form: Type.Literal('extension'),
  version: Type.Literal(1),
  reference: Id,
  what: Type.Union([Type.Literal('non-disclosure'), Type.Literal('preservation')]),
  until: Timestamp,
  reason: Type.String({ minLength: 3, maxLength: 4000 }),
  issuedAt: Timestamp,
});
export type ExtensionNotice = Static<typeof ExtensionNotice>;
