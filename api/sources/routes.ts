import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { SourceRecord } from '#core/source-record.ts';
import { createSourceRegister } from '#pipeline/source-register.ts';
import { runTrial } from '#pipeline/source-trial.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { answers } from '../responses.ts';
import {
  ApproveSource,
  EditSource,
  PauseSource,
  ProposeSource,
  RefuseSource,
  RetireSource,
  SourceDetail,
  SourceList,
  SourcePath,
  SourceSkips,
  SourceSkipsQuery,
  TriedSource,
  TrySource,
} from '../schemas/sources.ts';
import { listSources, sourceDetail } from './view.ts';

export const sourceRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store, queues, trySource } = deps;
  const register = createSourceRegister(store, queues);
  const tags = ['sources'];
  const read = { permission: 'source:read' } as const;
  const write = { permission: 'source:write' } as const;
  const detail = async (request: FastifyRequest, subject: SourceRecord): Promise<SourceDetail> =>
    sourceDetail(store, subject, personOf(request));

  app.get(
    '/sources',
    {
      config: read,
      schema: { tags, summary: 'The allow-list, and what each source does', response: answers(SourceList) },
    },
    (request) => listSources(store, personOf(request)),
  );

  app.get(
    '/sources/:id',
    {
      config: read,
      schema: { tags, summary: 'One source, with its history', params: SourcePath, response: answers(SourceDetail) },
    },
    async (request) => {
      const subject = await store.sources.record(request.params.id);
      if (subject === null) throw apiError('SOURCE_UNKNOWN');
      return detail(request, subject);
    },
  );

  app.get(
    '/sources/:id/skips',
    {
      config: read,
      schema: {
        tags,
        summary: 'The last addresses of a source that were not taken, and why',
        params: SourcePath,
        querystring: SourceSkipsQuery,
        response: answers(SourceSkips),
      },
    },
    async (request) => {
      const { id } = request.params;
      if ((await store.sources.record(id)) === null) throw apiError('SOURCE_UNKNOWN');
      const { reason, after, size = 25 } = request.query;
      return store.sourceSkips.list(id, { now: store.clock.now().toISOString(), reason, after, size });
    },
  );

  app.post(
    '/sources',
    {
      config: write,
      schema: { tags, summary: 'Propose a source', body: ProposeSource, response: answers(SourceDetail) },
    },
    async (request) => {
      const { entry, reason } = request.body;
      return detail(request, await register.propose(entry, { actor: actorOf(request), reason }, '/entry'));
    },
  );

  app.post(
    '/sources/try',
    {
      config: { ...write, rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Fetch one page of a confirmed host and say what would be found; nothing is stored',
        body: TrySource,
        response: answers(TriedSource),
      },
    },
    async (request) => {
      if (trySource === undefined) throw apiError('TRY_NOT_POSSIBLE');
      return runTrial(store, trySource, request.body, actorOf(request));
    },
  );

  app.put(
    '/sources/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change an entry; what a second person has to see waits for one',
        params: SourcePath,
        body: EditSource,
        response: answers(SourceDetail),
      },
    },
    async (request) => {
      const { entry, ...change } = request.body;
      const by = { ...change, actor: actorOf(request) };
      return detail(request, await register.edit(request.params.id, entry, by, '/entry'));
    },
  );

  app.post(
    '/sources/:id/approval',
    {
      config: write,
      schema: {
        tags,
        summary: 'A second person puts a proposal in force',
        params: SourcePath,
        body: ApproveSource,
        response: answers(SourceDetail),
      },
    },
    async (request) => {
      const { version, reason = null } = request.body;
      return detail(request, await register.approve(request.params.id, { version, reason, actor: actorOf(request) }));
    },
  );

  app.post(
    '/sources/:id/refusal',
    {
      config: write,
      schema: {
        tags,
        summary: 'Take a proposal from the table; what is in force stays',
        params: SourcePath,
        body: RefuseSource,
        response: answers(SourceDetail),
      },
    },
    async (request) =>
      detail(request, await register.refuse(request.params.id, { ...request.body, actor: actorOf(request) })),
  );

  app.post(
    '/sources/:id/pause',
    {
      config: write,
      schema: {
        tags,
        summary: 'Pause a source, or let it go on',
        params: SourcePath,
        body: PauseSource,
        response: answers(SourceDetail),
      },
    },
    async (request) => {
      const { paused, reason } = request.body;
      const by = { actor: actorOf(request), reason };
      const { id } = request.params;
      return detail(request, await (paused ? register.pause(id, by) : register.resume(id, by)));
    },
  );

  app.post(
    '/sources/:id/retirement',
    {
      config: write,
      schema: {
        tags,
        summary: 'End a source for good; its posts and its record stay',
        params: SourcePath,
        body: RetireSource,
        response: answers(SourceDetail),
      },
    },
    async (request) =>
      detail(request, await register.retire(request.params.id, { ...request.body, actor: actorOf(request) })),
  );
};
