import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Id, Strict } from '#core/schema.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { PauseSource, SourceList } from '../schemas/oversight.ts';

export const sourceRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store, queues } = deps;
  const listed = async (): Promise<SourceList> => {
    const now = store.clock.now().toISOString();
    const [sources, statuses] = await Promise.all([store.sources.list(), store.sourceStatus.list()]);
    const byId = new Map(statuses.map((status) => [status.sourceId, status]));
    return {
      items: sources.map((source) => ({
        source,
        status: byId.get(source.id) ?? null,
        overdue: source.reviewBy <= now,
      })),
    };
  };

  app.get(
    '/sources',
    {
      config: { permission: 'source:read' },
      schema: {
        tags: ['sources'],
        summary: 'The allow-list, and what each source does',
        response: answers(SourceList),
      },
    },
    listed,
  );

  app.post(
    '/sources/:id/pause',
    {
      config: { permission: 'source:write' },
      schema: {
        tags: ['sources'],
        summary: 'Pause a source, or let it go on',
        params: Strict({ id: Id }),
        body: PauseSource,
        response: answers(SourceList),
      },
    },
    async (request) => {
      const source = await store.sources.get(request.params.id);
      if (source === null) throw apiError('NOT_FOUND');
      const { paused } = request.body;
      if (source.paused !== paused) {
        await store.sources.set({ ...source, paused }, actorOf(request));
        if (!paused) await queues.enqueue('crawl', { sourceId: source.id });
      }
      return listed();
    },
  );
};
