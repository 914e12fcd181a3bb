import { type Static, Type } from 'typebox';
import { Order, OrderForm, OrderState } from '#core/order.ts';
import { Id, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { Message, PROOF_BYTES, ProofFile, Service } from '#core/service.ts';
import { OperatorName } from './cases.ts';
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
  holdUntil: Type.Union([Timestamp, Type.Null()]),
  notBefore: Type.Union([Timestamp, Type.Null()]),
  /** What waits for a person: a message to be carried, or word of its receipt. */
  awaits: Service.properties.awaits,
  /** A dead letter. */
  undelivered: Service.properties.undelivered,
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
] as const);
export type OrderAction = Static<typeof OrderAction>;

/** One demand of art. 3(4), checked on the document as it stands. */
export const FormCheck = Strict({
  id: Type.String(),
  article: Type.String(),
  ok: Type.Boolean(),
  message: Type.String(),
});
export const OrderDetail = Strict({
  order: Order,
  operator: OperatorName,
  actions: Type.Array(OrderAction),
  people: Type.Array(PublicAccount),
  checks: Type.Array(FormCheck),
});
export type OrderDetail = Static<typeof OrderDetail>;

/** POST /api/v1/orders */
export const DraftOrder = Strict({ caseId: Id, operatorId: Id, form: OrderForm });
export type DraftOrder = Static<typeof DraftOrder>;
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

/** A form of an order: the order itself, what the provider answers (empty where it has not), and what may follow. */
export const OrderFormId = Type.Enum([
  'tco-annex-1',
  'tco-annex-2',
  'tco-annex-3',
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

/** What POST /api/v1/answers (public, signed by the operator) gives back. */
export const AnswerAccepted = Strict({ reference: Id, acceptedAt: Timestamp, new: Type.Boolean() });
export type AnswerAccepted = Static<typeof AnswerAccepted>;
