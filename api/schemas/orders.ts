import { type Static, Type } from 'typebox';
import { Order, OrderForm, OrderState } from '#core/order.ts';
import { Id, Strict, Timestamp } from '#core/schema.ts';
import { OperatorName } from './cases.ts';
import { CommaList, Next, PageQuery } from './envelope.ts';
import { PublicAccount } from './session.ts';

/** GET /api/v1/orders, by time left. */
export const OrderListQuery = Strict({
  states: Type.Optional(CommaList),
  operatorId: Type.Optional(Id),
  caseId: Type.Optional(Id),
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
});
export type OrderList = Static<typeof OrderList>;

export const OrderAction = Type.Enum(['edit', 'sign', 'undo', 'withdraw', 'clarify', 'recheck'] as const);
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

/** What POST /api/v1/answers (public, signed by the operator) gives back. */
export const AnswerAccepted = Strict({ reference: Id, acceptedAt: Timestamp, new: Type.Boolean() });
export type AnswerAccepted = Static<typeof AnswerAccepted>;
