import { type Static, Type } from 'typebox';
import { Contradiction } from '#core/contradictions.ts';
import { DeadLetter } from '#core/dead-letters.ts';
import { CHALLENGE_OUTCOMES, Order, OrderForm, OrderState, ScrutinyFinding } from '#core/order.ts';
import { CLOCK_STATUSES } from '#core/order-clocks.ts';
import { Id, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { Message, PROOF_BYTES, ProofFile, Service } from '#core/service.ts';
import { OperatorName } from './cases.ts';
import { ConflictShown } from './coordination.ts';
import { CommaList, Next, PageQuery } from './envelope.ts';
import { PublicAccount } from './session.ts';

/** GET /api/v1/orders, by time left. */
export const OrderListQuery = Strict({
  states: Type.Optional(CommaList),
  operatorId: Type.Optional(Id),
  caseId: Type.Optional(Id),
  /** Only orders with a dead letter. */
  undelivered: Type.Optional(Type.Boolean()),
  /** Only orders that wait to be carried by a person, or for word of their receipt. */
  awaits: Type.Optional(Type.Enum(['service', 'receipt'] as const)),
  ...PageQuery,
});
export type OrderListQuery = Static<typeof OrderListQuery>;

export const OrderSummary = Strict({
  id: Id,
  reference: Id,
  caseId: Id,
  state: OrderState,
  operator: OperatorName,
  urls: Type.Integer(),
  dueAt: Type.Union([Timestamp, Type.Null()]),
  breached: Type.Boolean(),
  /** The zone in which the law's calendar counts for this order. */
  timeZone: Type.String(),
  holdUntil: Type.Union([Timestamp, Type.Null()]),
  notBefore: Type.Union([Timestamp, Type.Null()]),
  /** What waits for a person: a message to be carried, or word of its receipt. */
  awaits: Service.properties.awaits,
  /** The first of what did not get through and waits for a person: a message, or a letter beside the order. */
  undelivered: Type.Union([DeadLetter, Type.Null()]),
  /** The watched clock that runs out next, and whether people were warned of it. */
  nextClock: Type.Union([Strict({ id: Type.String(), dueAt: Timestamp, warned: Type.Boolean() }), Type.Null()]),
  lastAnswer: Type.Union([Type.Literal('tco-annex-2'), Type.Literal('tco-annex-3'), Type.Null()]),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type OrderSummary = Static<typeof OrderSummary>;
export const OrderList = Strict({
  items: Type.Array(OrderSummary),
  total: Type.Integer(),
  next: Next,
  states: Type.Array(Strict({ key: Type.String(), count: Type.Integer() })),
  undelivered: Type.Integer({ minimum: 0 }),
  awaits: Strict({ service: Type.Integer({ minimum: 0 }), receipt: Type.Integer({ minimum: 0 }) }),
});
export type OrderList = Static<typeof OrderList>;

export const OrderAction = Type.Enum([
  'edit',
  'sign',
  'undo',
  'withdraw',
  'clarify',
  'recheck',
  'serve',
  'replay',
  'extend_non_disclosure',
  'extend_preservation',
  'scrutiny',
  'challenge',
  'hand_over',
  'replay_letter',
  'release',
  'answer',
  'code',
] as const);
export type OrderAction = Static<typeof OrderAction>;

/** One demand of art. 3(4), checked on the document as it stands. */
export const FormCheck = Strict({
  id: Type.String(),
  article: Type.String(),
  ok: Type.Boolean(),
  message: Type.String(),
});
/** A clock of the law: what it is, whether it runs, and how sure we are of the line (V read, S secondary, R recalled). */
export const OrderClock = Strict({
  key: Type.String(),
  id: Type.String(),
  article: Type.String(),
  source: Type.Enum(['V', 'S', 'R'] as const),
  status: Type.Enum(CLOCK_STATUSES),
  startsAt: Type.Union([Timestamp, Type.Null()]),
  dueAt: Type.Union([Timestamp, Type.Null()]),
  /** When people were warned that it runs out. */
  warnedAt: Type.Union([Timestamp, Type.Null()]),
});
export type OrderClock = Static<typeof OrderClock>;
const { answerCodes: _codes, ...shown } = Order.properties;
export const OrderDetail = Strict({
  /** Without the hashes of its codes. */
  order: Strict(shown),
  openCodes: Type.Integer(),
  contradictions: Type.Array(Contradiction),
  operator: OperatorName,
  actions: Type.Array(OrderAction),
  people: Type.Array(PublicAccount),
  checks: Type.Array(FormCheck),
  clocks: Type.Array(OrderClock),
  /** What stands in the way of a draft, and whether somebody other than this person has released it. */
  conflicts: Type.Array(ConflictShown),
  /** The zone in which the law's calendar counts for this order. */
  timeZone: Type.String(),
  /** How messages reach the operator now; null where the directory does not know it any more. */
  channel: Type.Union([
    Strict({ kind: Type.Enum(['https', 'email', 'manual'] as const), address: Type.String() }),
    Type.Null(),
  ]),
});
export type OrderDetail = Static<typeof OrderDetail>;

/** POST /api/v1/orders */
export const DraftOrder = Strict({ caseId: Id, operatorId: Id, form: OrderForm });
export type DraftOrder = Static<typeof DraftOrder>;
/** POST /api/v1/orders/preview: the form as it stands, complete or not. */
export const PreviewOrder = Strict({
  caseId: Id,
  operatorId: Id,
  form: Strict({
    statementOfReasons: Type.String({ maxLength: 8000 }),
    nonDisclosure: Type.Boolean(),
    nonDisclosureReason: Type.Union([Type.String({ maxLength: 2000 }), Type.Null()]),
    emergencyReason: Type.Union([Type.String({ maxLength: 2000 }), Type.Null()]),
  }),
});
export type PreviewOrder = Static<typeof PreviewOrder>;
export const OrderPreview = Strict({ document: Order.properties.document, checks: Type.Array(FormCheck) });
export type OrderPreview = Static<typeof OrderPreview>;
/** PUT /api/v1/orders/:id */
export const EditOrder = Strict({ seq: Type.Integer({ minimum: 1 }), form: OrderForm });
export type EditOrder = Static<typeof EditOrder>;
/** POST /api/v1/orders/:id/signature */
export const SignOrder = Strict({ seq: Type.Integer({ minimum: 1 }) });
export type SignOrder = Static<typeof SignOrder>;
/** POST /api/v1/orders/:id/withdrawal */
export const WithdrawOrder = Strict({ reason: Type.String({ minLength: 3, maxLength: 2000 }) });
export type WithdrawOrder = Static<typeof WithdrawOrder>;
/** POST /api/v1/orders/:id/clarification */
export const ClarifyOrder = Strict({ text: Type.String({ minLength: 3, maxLength: 4000 }) });
export type ClarifyOrder = Static<typeof ClarifyOrder>;

/**
 * A form of an order: the order itself, what the provider answers (empty where it has not), the copy for the authority of its State,
 * and what may follow.
 */
export const OrderFormId = Type.Enum([
  'tco-annex-1',
  'tco-annex-2',
  'tco-annex-3',
  'tco-copy',
  'prior-information',
  'clarification',
  'reinstatement',
] as const);
export type OrderFormId = Static<typeof OrderFormId>;
/** GET /api/v1/orders/:id/document.pdf */
export const DocumentQuery = Strict({
  form: Type.Optional(OrderFormId),
  lang: Type.Optional(Type.Enum(['en', 'zh-CN'] as const)),
  /** With source, rule and what is to be checked beside each line. */
  preview: Type.Optional(Type.Boolean()),
});
export type DocumentQuery = Static<typeof DocumentQuery>;
/** GET /api/v1/orders/:id/document.json */
export const SignedQuery = Strict({ form: Type.Optional(OrderFormId) });

/** POST /api/v1/orders/:id/service: that a message was received, and how that is known. */
export const RecordService = Strict({
  of: Message,
  receivedAt: Timestamp,
  note: Type.String({ minLength: 3, maxLength: 2000 }),
  file: Type.Union([
    Strict({
      name: ProofFile.properties.name,
      mediaType: ProofFile.properties.mediaType,
      /** Base64. */
      content: Type.String({
        minLength: 4,
        maxLength: Math.ceil(PROOF_BYTES / 3) * 4,
        pattern: '^[A-Za-z0-9+/]+={0,2}$',
      }),
    }),
    Type.Null(),
  ]),
});
export type RecordService = Static<typeof RecordService>;
export const ProofPath = Strict({ id: Id, hash: Sha256 });
const Reasoned = Type.String({ minLength: 20, maxLength: 4000 });
/** POST /api/v1/orders/:id/non-disclosure and /preservation: makes the period longer. */
export const ExtendPeriod = Strict({ reason: Reasoned });
export type ExtendPeriod = Static<typeof ExtendPeriod>;
/** POST /api/v1/orders/:id/release: lets it go in spite of the conflicts that the page shows. */
export const ReleaseOrder = Strict({ seq: Type.Integer({ minimum: 1 }), reason: Reasoned });
export type ReleaseOrder = Static<typeof ReleaseOrder>;
/** POST /api/v1/orders/:id/scrutiny: somebody asked the other State's authority to look. */
export const OpenScrutiny = Strict({
  filer: Type.Enum(['operator', 'content_provider'] as const),
  requestedAt: Timestamp,
});
export type OpenScrutiny = Static<typeof OpenScrutiny>;
/** POST /api/v1/orders/:id/finding: what it found; `scrutinyId` null where nobody had asked it. */
export const EnterFinding = Strict({
  scrutinyId: Type.Union([Id, Type.Null()]),
  finding: ScrutinyFinding,
  reason: Reasoned,
  decidedAt: Timestamp,
});
export type EnterFinding = Static<typeof EnterFinding>;
/** POST /api/v1/orders/:id/challenges */
export const EnterChallenge = Strict({ court: Type.String({ minLength: 3, maxLength: 300 }), lodgedAt: Timestamp });
export type EnterChallenge = Static<typeof EnterChallenge>;
/** POST /api/v1/orders/:id/challenges/:challengeId/end */
export const EndChallenge = Strict({ outcome: Type.Enum(CHALLENGE_OUTCOMES), reason: Reasoned });
export type EndChallenge = Static<typeof EndChallenge>;
/** POST /api/v1/orders/:id/letters/:letterId/delivery: a person brought it. */
export const HandOverLetter = Strict({
  deliveredAt: Timestamp,
  proof: Type.String({ minLength: 10, maxLength: 2000 }),
});
export type HandOverLetter = Static<typeof HandOverLetter>;

/** What POST /api/v1/answers (public, signed by the operator) gives back. */
export const AnswerAccepted = Strict({ reference: Id, acceptedAt: Timestamp, new: Type.Boolean() });
export type AnswerAccepted = Static<typeof AnswerAccepted>;
