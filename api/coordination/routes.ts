import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { importCoordinationList, readCoordinationList } from '#pipeline/coordination.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { actorOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { CoordinationImported, CoordinationLists, ImportCoordination } from '../schemas/coordination.ts';

const BODY_BYTES = 2_500_000;

export const coordinationRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['coordination'];

  app.get(
    '/coordination',
    {
      config: { permission: 'operator:read' },
      schema: { tags, summary: 'Lists of what other authorities are at', response: answers(CoordinationLists) },
    },
    async () => {
      const lists = await store.coordination.list();
      return {
        items: lists.map(({ entries, seq: _seq, ...shown }) => ({ ...shown, addresses: entries.length })),
      };
    },
  );

  app.post(
    '/coordination',
    {
      config: { permission: 'operator:write' },
      bodyLimit: BODY_BYTES,
      schema: {
        tags,
        summary: 'Take in the list of another authority, whole or not at all',
        body: ImportCoordination,
        response: answers(CoordinationImported),
      },
    },
    async (request) => {
      const { dryRun, ...given } = request.body;
      const list = readCoordinationList(given);
      if (!dryRun) await importCoordinationList(store, list, actorOf(request));
      return { dryRun, id: list.id, addresses: list.entries.length };
    },
  );
};
