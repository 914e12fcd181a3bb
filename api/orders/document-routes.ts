import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { may } from '#core/roles.ts';
import { Id, Strict } from '#core/schema.ts';
import { PROOF_BYTES } from '#core/service.ts';
import { SignedDocument } from '#takedowns/signed-document.ts';
import type { House } from '../dependencies.ts';
import { actorOf, personOf } from '../guard.ts';
import { operatorOf, orderOf } from '../load.ts';
import { answers, bytes, sendPdf } from '../responses.ts';
import { DocumentQuery, OrderDetail, ProofPath, RecordService, SignedQuery } from '../schemas/orders.ts';
import { printedForm, signedForm } from './document.ts';
import { proofOf, recordServed, replay } from './serve-order.ts';
import { orderDetail } from './view.ts';

const OrderId = Strict({ id: Id });

/** The forms of an order, and delivery that needs a person. */
export const orderDocumentRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['orders'];

  app.get(
    '/orders/:id/document.pdf',
    {
      config: { permission: 'order:read', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'A form of the order as PDF',
        params: OrderId,
        querystring: DocumentQuery,
        response: bytes,
      },
    },
    async (request, reply) => {
      const order = await orderOf(store, request.params.id);
      const operator = await operatorOf(store, order.operatorId);
      const withCode = may(personOf(request).roles, 'answer:enter');
      return sendPdf(reply, await printedForm(deps, order, operator, request.query, withCode));
    },
  );

  app.get(
    '/orders/:id/document.json',
    {
      config: { permission: 'order:read' },
      schema: {
        tags,
        summary: 'A form of the order as the signed file that is the original',
        params: OrderId,
        querystring: SignedQuery,
        response: answers(SignedDocument),
      },
    },
    async (request, reply) => {
      const order = await orderOf(store, request.params.id);
      const operator = await operatorOf(store, order.operatorId);
      const { name, signed } = signedForm(deps, order, operator, request.query.form);
      reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'no-store');
      return signed;
    },
  );

  app.post(
    '/orders/:id/service',
    {
      config: { permission: 'order:serve' },
      bodyLimit: Math.ceil(PROOF_BYTES / 3) * 4 + 16_384,
      schema: {
        tags,
        summary: 'Record that a message was received, with its proof',
        params: OrderId,
        body: RecordService,
        response: answers(OrderDetail),
      },
    },
    async (request) =>
      orderDetail(deps, await recordServed(deps, actorOf(request), request.params.id, request.body), personOf(request)),
  );

  app.get(
    '/orders/:id/proofs/:hash',
    {
      config: { permission: 'order:read' },
      schema: { tags, summary: 'A file that proves a service', params: ProofPath, response: bytes },
    },
    async (request, reply) => {
      const { id, hash } = request.params;
      const { bytes: content } = await proofOf(deps, actorOf(request), id, hash);
      // Nobody has looked into it: never shown as part of the pages.
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-disposition', `attachment; filename="${hash.slice(0, 16)}"`)
        .header('cache-control', 'no-store')
        .send(content);
    },
  );

  app.post(
    '/orders/:id/replay',
    {
      config: { permission: 'order:serve' },
      schema: { tags, summary: 'Have a dead letter tried again', params: OrderId, response: answers(OrderDetail) },
    },
    async (request) => orderDetail(deps, await replay(deps, actorOf(request), request.params.id), personOf(request)),
  );
};
