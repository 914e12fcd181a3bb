/** What people enter about an order that has left: extensions, scrutiny, challenges, letters brought by hand. */
import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { receiveComplaint } from '#core/complaint-state.ts';
import { releaseConflicts } from '#core/deconfliction.ts';
import { isWeirError } from '#core/errors.ts';
import type { Order, OrderDraft } from '#core/order.ts';
import { handOverLetter, replayLetter } from '#core/order-letters.ts';
import {
  challengeOrder,
  decideScrutiny,
  endChallenge,
  extendNonDisclosure,
  extendPreservation,
  openScrutiny,
} from '#core/order-proceedings.ts';
import { Id, Strict } from '#core/schema.ts';
import { findConflicts } from '#pipeline/deconfliction.ts';
import { publishOrder } from '#pipeline/publish.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { orderOf } from '../load.ts';
import { answers } from '../responses.ts';
import {
  EndChallenge,
  EnterChallenge,
  EnterFinding,
  ExtendPeriod,
  HandOverLetter,
  OpenScrutiny,
  OrderDetail,
  ReleaseOrder,
} from '../schemas/orders.ts';
import { orderDetail } from './view.ts';

const OrderId = Strict({ id: Id });

export const orderProceedings: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store, queues } = deps;
  const tags = ['orders'];
  const nowOf = (): string => store.clock.now().toISOString();

  /** One act; what it makes due is set going at once. */
  const act = async (request: FastifyRequest, id: string, decide: (state: Order, at: string) => OrderDraft[]) => {
    await orderOf(store, id);
    const at = nowOf();
    const { state } = await store.orders.change(id, actorOf(request), (current) => decide(current, at));
    await publishOrder(deps, state);
    if (state.letters?.some(({ nextAttemptAt }) => nextAttemptAt !== null))
      await queues.enqueue('letters', { orderId: id });
    if (state.state === 'annulled') await queues.enqueue('deliver', { orderId: id });
    return orderDetail(deps, state, personOf(request));
  };

  /**
   * A finding against an order puts the case before somebody who took no part, as any complaint does. It is entered first: the
   * same finding entered again after a crash finds it.
   */
  const enterForReview = async (request: FastifyRequest, order: Order, id: string, text: string): Promise<void> => {
    const { caseId } = order;
    const received = { kind: 'scrutiny' as const, filer: 'authority' as const, caseId, orderId: order.id, text };
    try {
      await store.complaints.create(
        id,
        receiveComplaint({ ...received, lang: 'en', contact: null, receiptHash: null }, nowOf()),
        actorOf(request),
      );
    } catch (error) {
      if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
    }
  };

  app.post(
    '/orders/:id/non-disclosure',
    {
      config: { permission: 'order:sign' },
      schema: {
        tags,
        summary: 'Six more weeks of non-disclosure, once (article 11(3))',
        params: OrderId,
        body: ExtendPeriod,
        response: answers(OrderDetail),
      },
    },
    (request) =>
      act(request, request.params.id, (state, at) =>
        extendNonDisclosure(state, { actor: actorOf(request), at }, request.body.reason),
      ),
  );

  app.post(
    '/orders/:id/preservation',
    {
      config: { permission: 'order:sign' },
      schema: {
        tags,
        summary: 'Six more months of preservation (article 6(2))',
        params: OrderId,
        body: ExtendPeriod,
        response: answers(OrderDetail),
      },
    },
    (request) =>
      act(request, request.params.id, (state, at) =>
        extendPreservation(state, { actor: actorOf(request), at }, request.body.reason),
      ),
  );

  app.post(
    '/orders/:id/release',
    {
      config: { permission: 'order:sign' },
      schema: {
        tags,
        summary: 'Let a draft go in spite of what is at the same address; somebody else signs',
        params: OrderId,
        body: ReleaseOrder,
        response: answers(OrderDetail),
      },
    },
    async (request) => {
      const { seq, reason } = request.body;
      const conflicts = await findConflicts(store, await orderOf(store, request.params.id));
      return act(request, request.params.id, (state) => {
        if (state.seq !== seq) throw apiError('ORDER_CHANGED');
        return releaseConflicts(state, conflicts, { actor: actorOf(request), reason });
      });
    },
  );

  app.post(
    '/orders/:id/scrutiny',
    {
      config: { permission: 'complaint:decide' },
      schema: {
        tags,
        summary: "Enter that the other State's authority was asked to look (article 4(4))",
        params: OrderId,
        body: OpenScrutiny,
        response: answers(OrderDetail),
      },
    },
    (request) =>
      act(request, request.params.id, (state, at) =>
        openScrutiny(state, { actor: actorOf(request), at }, { id: `scrutiny-${randomUUID()}`, ...request.body }),
      ),
  );

  app.post(
    '/orders/:id/finding',
    {
      config: { permission: 'complaint:decide' },
      schema: {
        tags,
        summary: "Enter what the other State's authority found; an infringement annuls the order (article 4(7))",
        params: OrderId,
        body: EnterFinding,
        response: answers(OrderDetail),
      },
    },
    async (request) => {
      const { scrutinyId, ...input } = request.body;
      const order = await orderOf(store, request.params.id);
      const id = scrutinyId ?? `scrutiny-own-${(order.scrutinies?.length ?? 0) + 1}`;
      const complaintId = `complaint-${order.id}-${id}`;
      const decide = (state: Order, at: string): OrderDraft[] =>
        decideScrutiny(state, { actor: actorOf(request), at }, { id, complaintId, ...input });
      // Refused before anything is written.
      decide(order, nowOf());
      if (input.finding === 'infringement') await enterForReview(request, order, complaintId, input.reason);
      return act(request, order.id, decide);
    },
  );

  app.post(
    '/orders/:id/challenges',
    {
      config: { permission: 'complaint:decide' },
      schema: {
        tags,
        summary: 'Enter proceedings before a court (article 9)',
        params: OrderId,
        body: EnterChallenge,
        response: answers(OrderDetail),
      },
    },
    (request) =>
      act(request, request.params.id, (state, at) =>
        challengeOrder(state, { actor: actorOf(request), at }, { id: `challenge-${randomUUID()}`, ...request.body }),
      ),
  );

  app.post(
    '/orders/:id/challenges/:challengeId/end',
    {
      config: { permission: 'complaint:decide' },
      schema: {
        tags,
        summary: 'Enter how the proceedings ended',
        params: Strict({ id: Id, challengeId: Id }),
        body: EndChallenge,
        response: answers(OrderDetail),
      },
    },
    async (request) => {
      const { id, challengeId } = request.params;
      const order = await orderOf(store, id);
      const complaintId = `complaint-${challengeId}`;
      const input = { id: challengeId, complaintId, ...request.body };
      const decide = (state: Order, at: string) => endChallenge(state, { actor: actorOf(request), at }, input);
      decide(order, nowOf());
      if (input.outcome === 'annulled') await enterForReview(request, order, complaintId, input.reason);
      return act(request, id, decide);
    },
  );

  app.post(
    '/orders/:id/letters/:letterId/delivery',
    {
      config: { permission: 'order:sign' },
      schema: {
        tags,
        summary: 'Enter that a person brought a letter, with the proof',
        params: Strict({ id: Id, letterId: Id }),
        body: HandOverLetter,
        response: answers(OrderDetail),
      },
    },
    (request) =>
      act(request, request.params.id, (state, at) =>
        handOverLetter(state, request.params.letterId, { ...request.body, at }),
      ),
  );

  app.post(
    '/orders/:id/letters/:letterId/replay',
    {
      config: { permission: 'order:serve' },
      schema: {
        tags,
        summary: 'Have a letter that came back tried again',
        params: Strict({ id: Id, letterId: Id }),
        response: answers(OrderDetail),
      },
    },
    (request) => act(request, request.params.id, (state) => replayLetter(state, request.params.letterId)),
  );
};
