import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Case, CaseDraft } from '#core/case.ts';
import type { Actor } from '#core/event.ts';
import { replayHandover } from '#core/handover.ts';
import { sha256 } from '#core/hash.ts';
import { CATEGORIES } from '#core/labels.ts';
import { holdShare, keyOf, type Partner, releaseShare } from '#core/sharing.ts';
import { exportFor } from '#pipeline/sharing.ts';
import { EXPORT_FILES } from '#takedowns/sharing/export.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf } from '../guard.ts';
import { answers } from '../responses.ts';
import {
  AskExport,
  ExportedFile,
  Handover,
  HandoverList,
  HandoverPath,
  HandoverQuery,
  HoldPath,
  HoldState,
  NewKey,
  PartnerEntry,
  PartnerItem,
  PartnerList,
  PartnerPath,
  ReleaseHold,
  SharedItemList,
  SharedItemQuery,
  ShareHold,
} from '../schemas/sharing.ts';
import { requireSharer } from './sharer.ts';

export const sharingRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['sharing'];
  const partnerOf = async (id: string): Promise<Partner> => {
    const partner = await store.partners.get(id);
    if (partner === null) throw apiError('PARTNER_UNKNOWN');
    return partner;
  };
  const shown = async ({ keyHash, ...partner }: Partner): Promise<PartnerItem> => {
    const [dead, all] = await Promise.all([
      store.handovers.list({ partnerId: partner.id, states: ['dead'], size: 1 }),
      store.handovers.list({ partnerId: partner.id, size: 1 }),
    ]);
    const [last] = all.items;
    return {
      ...{ ...partner, hasKey: keyHash !== null, dead: dead.total },
      last: last === undefined ? null : { at: last.at, channel: last.channel, notice: last.notice, state: last.state },
    };
  };
  const now = (): string => store.clock.now().toISOString();

  app.get(
    '/sharing/partners',
    {
      config: { permission: 'sharing:read' },
      schema: { tags, summary: 'Partners that confirmed items are shared with', response: answers(PartnerList) },
    },
    async () => ({ items: await Promise.all((await store.partners.list()).map(shown)) }),
  );

  app.put(
    '/sharing/partners/:id',
    {
      config: { permission: 'sharing:manage' },
      schema: {
        ...{ tags, summary: 'Add a partner, or change it', params: PartnerPath, body: PartnerEntry },
        response: answers(PartnerItem),
      },
    },
    async (request) => {
      const { id } = request.params;
      const known = await store.partners.get(id);
      const actor = actorOf(request);
      const partner: Partner = {
        ...{ id, ...request.body, keyHash: known?.keyHash ?? null },
        ...{ setBy: actor.id, setAt: now() },
      };
      return shown(await store.partners.set(partner, actor));
    },
  );

  app.post(
    '/sharing/partners/:id/key',
    {
      config: { permission: 'sharing:manage' },
      schema: {
        ...{ tags, summary: 'Give a partner a new key; the one before it ends', params: PartnerPath },
        response: answers(NewKey),
      },
    },
    async (request) => {
      const partner = await partnerOf(request.params.id);
      const key = keyOf(partner.id, randomBytes(32).toString('base64url'));
      const actor = actorOf(request);
      await store.partners.set({ ...partner, keyHash: sha256(key), setBy: actor.id, setAt: now() }, actor);
      return { key };
    },
  );

  app.post(
    '/sharing/exports',
    {
      config: { permission: 'sharing:manage' },
      schema: {
        ...{ tags, summary: 'Make a file for a partner; what is in it is kept', body: AskExport },
        response: answers(ExportedFile),
      },
    },
    async (request) => {
      const { partnerId, format } = request.body;
      const partner = await partnerOf(partnerId);
      const actor = actorOf(request);
      const { text, items } = await exportFor(store, requireSharer(deps), {
        ...{ partner, format, actor, newId: randomUUID },
      });
      const { type, ending } = EXPORT_FILES[format];
      const fileName = `${partnerId}-${now().slice(0, 10)}.${ending}`;
      return { fileName, mediaType: type, items, text };
    },
  );

  app.get(
    '/sharing/handovers',
    {
      config: { permission: 'sharing:read' },
      schema: {
        ...{ tags, summary: 'What was given to whom, and when', querystring: HandoverQuery },
        response: answers(HandoverList),
      },
    },
    async (request) => {
      const { partnerId, state, size = 25, after } = request.query;
      return store.handovers.list({ partnerId, states: state === undefined ? undefined : [state], size, after });
    },
  );

  app.post(
    '/sharing/handovers/:id/replay',
    {
      config: { permission: 'sharing:manage' },
      schema: {
        ...{ tags, summary: 'Send a message again that was given up', params: HandoverPath },
        response: answers(Handover),
      },
    },
    async (request) => (await store.handovers.change(request.params.id, actorOf(request), replayHandover)).state,
  );

  app.get(
    '/sharing/items',
    {
      config: { permission: 'sharing:read' },
      schema: {
        ...{ tags, summary: 'What partners can get, and what was taken back', querystring: SharedItemQuery },
        response: answers(SharedItemList),
      },
    },
    async (request) => {
      const { size = 25, after, revoked } = request.query;
      const page = await store.shares.page({
        ...{ categories: CATEGORIES, until: now(), newestFirst: true, size, cursor: after, revoked },
      });
      const held = await store.handovers.holders(page.items.map(({ id }) => id));
      const holdersOf = (id: string): string[] =>
        [...held].filter(([, items]) => items.has(id)).map(([partnerId]) => partnerId);
      return {
        ...page,
        items: page.items.map(({ cases: _, seq: __, generation: ___, ...item }) => ({
          ...item,
          holders: holdersOf(item.id).sort(),
        })),
      };
    },
  );

  const changeHold = async (caseId: string, actor: Actor, decide: (state: Case) => CaseDraft[]): Promise<HoldState> => {
    const { state } = await store.cases.change(caseId, actor, decide);
    return { caseId, hold: state.shareHold ?? null };
  };
  app.put(
    '/sharing/holds/:caseId',
    {
      config: { permission: 'sharing:manage' },
      schema: {
        ...{ tags, summary: 'Keep a case from partners, and take back what they got', params: HoldPath },
        ...{ body: ShareHold, response: answers(HoldState) },
      },
    },
    (request) => changeHold(request.params.caseId, actorOf(request), (state) => holdShare(state, request.body)),
  );
  app.post(
    '/sharing/holds/:caseId/release',
    {
      config: { permission: 'sharing:manage' },
      schema: {
        ...{ tags, summary: 'Let a case go to partners again', params: HoldPath, body: ReleaseHold },
        response: answers(HoldState),
      },
    },
    (request) =>
      changeHold(request.params.caseId, actorOf(request), (state) => releaseShare(state, request.body.reason)),
  );
};
