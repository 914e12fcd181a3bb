import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Id, Strict } from '#core/schema.ts';
import { TIP_STATES, type Tip, type TipState } from '#core/tip.ts';
import { closeTip } from '#core/tip-state.ts';
import { readCommaList } from '../comma-list.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf } from '../guard.ts';
import { muteSourceOf } from '../public/mutes.ts';
import { answers } from '../responses.ts';
import { CloseTip, SealedContactFile, TipList, TipListQuery, TipShown } from '../schemas/tips.ts';

const TipId = Strict({ id: Id });

const shown = ({ contact, receiptHash: _, ...tip }: Tip): TipShown => ({ ...tip, hasContact: contact !== null });

export const tipRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['tips'];

  app.get(
    '/tips',
    {
      config: { permission: 'tip:read' },
      schema: { tags, summary: 'Tips, oldest first', querystring: TipListQuery, response: answers(TipList) },
    },
    async (request) => {
      const { states, size, ...query } = request.query;
      const page = await store.tips.list({
        ...query,
        ...(states === undefined ? {} : { states: readCommaList(states, TIP_STATES, '/states') }),
        size: size ?? 25,
      });
      const counts = await store.tips.states();
      return {
        items: page.items.map(shown),
        total: page.total,
        next: page.next,
        states: counts.map(({ key, count }) => ({ key: key as TipState, count })),
      };
    },
  );

  app.post(
    '/tips/:id/outcome',
    {
      config: { permission: 'tip:close' },
      schema: {
        tags,
        summary: 'Say what came of a tip that waits for a person',
        params: TipId,
        body: CloseTip,
        response: answers(TipShown),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { seq, outcome } = request.body;
      const actor = actorOf(request);
      if ((await store.tips.get(id)) === null) throw apiError('NOT_FOUND');
      const { state } = await store.tips.change(id, actor, (tip) => closeTip(tip, outcome, { actor, seenSeq: seq }));
      if (outcome === 'bad_faith') await muteSourceOf(store.redis, store.namespace, id);
      return shown(state);
    },
  );

  app.get(
    '/contacts/:id',
    {
      config: { permission: 'contact:read' },
      schema: {
        tags,
        summary: 'The sealed contact of a tip or a complaint, for two keepers to open',
        params: TipId,
        response: answers(SealedContactFile),
      },
    },
    async (request) => {
      const { id } = request.params;
      const contact = ((await store.tips.get(id)) ?? (await store.complaints.get(id)))?.contact ?? null;
      if (contact === null) throw apiError('NOT_FOUND');
      await store.access.record(actorOf(request), { type: 'contact.fetched', subject: id });
      return { of: id, fetchedAt: store.clock.now().toISOString(), sealed: contact };
    },
  );
};
