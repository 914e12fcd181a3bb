import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { ORDER_STATES, type Order } from '#core/order.ts';
import { Id, Strict } from '#core/schema.ts';
import { enterAnswer, makeCode } from '../answers/enter-answer.ts';
import { readCommaList } from '../comma-list.ts';
import type { House } from '../dependencies.ts';
import { personOf } from '../guard.ts';
import { orderOf } from '../load.ts';
import { answers } from '../responses.ts';
import { AnswerCodeMade, EnterAnswer } from '../schemas/notices.ts';
import {
  ClarifyOrder,
  DraftOrder,
  EditOrder,
  OrderDetail,
  OrderList,
  OrderListQuery,
  OrderPreview,
  PreviewOrder,
  SignOrder,
  WithdrawOrder,
} from '../schemas/orders.ts';
import { clarify, edit, recheck, withdraw } from './change-order.ts';
import { draftOrder } from './draft-order.ts';
import { previewOrder } from './preview-order.ts';
import { orderProceedings } from './proceedings.ts';
import { sign, undoSign } from './sign-order.ts';
import { orderDetail, orderSummary } from './view.ts';

const OrderId = Strict({ id: Id });

export const orderRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['orders'];
  const view = (order: Order, request: FastifyRequest) => orderDetail(deps, order, personOf(request));

  app.get(
    '/orders',
    {
      config: { permission: 'order:list' },
      schema: { tags, summary: 'Orders, by time left', querystring: OrderListQuery, response: answers(OrderList) },
    },
    async (request) => {
      const { states, size, ...query } = request.query;
      const [page, counts] = await Promise.all([
        store.orders.list({
          ...query,
          ...(states === undefined ? {} : { states: readCommaList(states, ORDER_STATES, '/states') }),
          size: size ?? 25,
        }),
        store.orders.counts(),
      ]);
      const names = await deps.directory.operators(page.items.map(({ operatorId }) => operatorId));
      return {
        items: page.items.map((order) =>
          orderSummary(order, names.get(order.operatorId) ?? { id: order.operatorId, name: order.operatorId }),
        ),
        total: page.total,
        next: page.next,
        states: counts.states,
        undelivered: counts.undelivered,
        awaits: counts.awaits,
      };
    },
  );

  app.get(
    '/orders/:id',
    {
      config: { permission: 'order:read' },
      schema: { tags, summary: 'One order', params: OrderId, response: answers(OrderDetail) },
    },
    async (request) => view(await orderOf(store, request.params.id), request),
  );

  app.post(
    '/orders',
    {
      config: { permission: 'order:draft' },
      schema: {
        tags,
        summary: 'Draw up a removal order on a signed case',
        body: DraftOrder,
        response: answers(OrderDetail),
      },
    },
    async (request) => view(await draftOrder(deps, personOf(request), request.body), request),
  );

  app.post(
    '/orders/preview',
    {
      config: { permission: 'order:draft' },
      schema: {
        tags,
        summary: 'Annex I as it would be drawn up now; nothing is written',
        body: PreviewOrder,
        response: answers(OrderPreview),
      },
    },
    (request) => previewOrder(deps, personOf(request), request.body),
  );

  app.put(
    '/orders/:id',
    {
      config: { permission: 'order:draft' },
      schema: { tags, summary: 'Change a draft', params: OrderId, body: EditOrder, response: answers(OrderDetail) },
    },
    async (request) => view(await edit(deps, personOf(request), request.params.id, request.body), request),
  );

  app.post(
    '/orders/:id/signature',
    {
      config: { permission: 'order:sign' },
      schema: { tags, summary: 'Sign', params: OrderId, body: SignOrder, response: answers(OrderDetail) },
    },
    async (request) => view(await sign(deps, personOf(request), request.params.id, request.body.seq), request),
  );

  app.post(
    '/orders/:id/undo',
    {
      config: { permission: 'order:sign' },
      schema: { tags, summary: 'Take the signature back', params: OrderId, response: answers(OrderDetail) },
    },
    async (request) => view(await undoSign(deps, personOf(request), request.params.id), request),
  );

  app.post(
    '/orders/:id/withdrawal',
    {
      config: { permission: 'order:withdraw' },
      schema: {
        tags,
        summary: 'Withdraw an order that has not left',
        params: OrderId,
        body: WithdrawOrder,
        response: answers(OrderDetail),
      },
    },
    async (request) => view(await withdraw(deps, personOf(request), request.params.id, request.body.reason), request),
  );

  app.post(
    '/orders/:id/clarification',
    {
      config: { permission: 'order:clarify' },
      schema: {
        tags,
        summary: 'Send the clarification that an Annex III asked for',
        params: OrderId,
        body: ClarifyOrder,
        response: answers(OrderDetail),
      },
    },
    async (request) => view(await clarify(deps, personOf(request), request.params.id, request.body.text), request),
  );

  app.post(
    '/orders/:id/answers',
    {
      config: { permission: 'answer:enter' },
      schema: {
        tags,
        summary: 'Enter an answer that came another way (Annex II or III, or words)',
        params: OrderId,
        body: EnterAnswer,
        response: answers(OrderDetail),
      },
    },
    async (request) => {
      const { id } = request.params;
      await enterAnswer(deps, personOf(request), { kind: 'order', subject: await orderOf(store, id) }, request.body);
      return view(await orderOf(store, id), request);
    },
  );

  app.post(
    '/orders/:id/answer-code',
    {
      config: { permission: 'answer:enter' },
      schema: {
        tags,
        summary: 'Make a code with which the operator answers once on the public page',
        params: OrderId,
        response: answers(AnswerCodeMade),
      },
    },
    async (request) =>
      makeCode(deps, personOf(request), { kind: 'order', subject: await orderOf(store, request.params.id) }),
  );

  app.post(
    '/orders/:id/recheck',
    {
      config: { permission: 'order:sign' },
      schema: { tags, summary: 'Look now whether it is still up', params: OrderId, response: answers(OrderDetail) },
    },
    async (request) => view(await recheck(deps, request.params.id), request),
  );
  await app.register(orderProceedings, { deps });
};
