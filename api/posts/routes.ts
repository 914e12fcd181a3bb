import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { normalise } from '#classifiers/text/normalise.ts';
import { canonicalJson } from '#core/hash.ts';
import { Sha256, Strict } from '#core/schema.ts';
import { fullText } from '#pipeline/cluster.ts';
import { exportLines, exportType } from '#pipeline/post-export.ts';
import { readQuestion } from '#pipeline/saved-searches.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { ErrorEnvelope } from '../schemas/envelope.ts';
import {
  ComparedPosts,
  ComparePosts,
  PostDetail,
  PostExportQuery,
  PostSearchQuery,
  PostSearchResult,
  SimilarPosts,
} from '../schemas/posts.ts';
import { requireReason, sightOf } from './sight.ts';
import { hitOf, postDetail } from './view.ts';

const PostId = Strict({ id: Sha256 });
const SIMILAR = 20;
/** Rows that are sent as they are read. */
const Rows = Type.Unsafe<Readable>({ type: 'string' });

export const postRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['posts'];

  app.get(
    '/posts',
    {
      config: { permission: 'post:search' },
      schema: {
        tags,
        summary: 'Search the archive',
        querystring: PostSearchQuery,
        response: answers(PostSearchResult),
      },
    },
    async (request) => {
      const { size, after, sort, ...asked } = request.query;
      const { question, marks } = readQuestion(asked);
      // Whoever searches sees content: what was asked leaves a trace before anything is shown.
      await store.access.record(actorOf(request), { type: 'search.run', subject: canonicalJson(request.query) });
      const found = await store.posts.seenBy(sightOf(request)).search({
        ...question,
        ...{ after, sort },
        size: size ?? 25,
      });
      return {
        ...found,
        items: found.items.map(({ post }) => hitOf(post, marks)),
      };
    },
  );

  app.get(
    '/posts/export',
    {
      config: { permission: 'post:export', rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Everything that a search finds, however much, as a file; needs the header x-access-reason',
        querystring: PostExportQuery,
        response: {
          200: {
            description: 'One row for each post, each with the id of the export; the number is in x-weir-rows',
            content: { 'text/csv': { schema: Rows }, 'application/x-ndjson': { schema: Rows } },
          },
          '4xx': ErrorEnvelope,
          '5xx': ErrorEnvelope,
        },
      },
    },
    async (request, reply) => {
      const { format, ...asked } = request.query;
      const { question } = readQuestion(asked);
      const reason = requireReason(request);
      const reader = store.posts.seenBy(sightOf(request));
      const rows = await reader.count({ ...question, size: 0 });
      const mark = {
        ...{ export: randomUUID(), by: personOf(request).login, at: store.clock.now().toISOString(), reason },
      };
      // The ledger knows who took what before the first row leaves.
      const subject = canonicalJson({ ...request.query, export: mark.export, rows });
      await store.access.record(actorOf(request), { type: 'search.exported', subject, reason });
      return reply
        .header('content-type', exportType(format))
        .header('content-disposition', `attachment; filename="weir-${mark.export}.${format}"`)
        .header('x-weir-rows', String(rows))
        .send(Readable.from(exportLines(format, mark, reader.stream(question)), { objectMode: false }));
    },
  );

  app.get(
    '/posts/compare',
    {
      config: { permission: 'post:read' },
      schema: {
        tags,
        summary: 'Two posts side by side, as they were written and as they are read, and how near they are in meaning',
        querystring: ComparePosts,
        response: answers(ComparedPosts),
      },
    },
    async (request) => {
      const reader = store.posts.seenBy(sightOf(request));
      const { a, b } = request.query;
      const [first, second] = await Promise.all([reader.get(a), reader.get(b)]);
      if (first === null || second === null) throw apiError('NOT_FOUND');
      const found = [first, second];
      const reason = found.some(({ analysis }) => analysis?.flagged === true) ? requireReason(request) : undefined;
      for (const { id } of found)
        await store.access.record(actorOf(request), { type: 'post.viewed', subject: id, reason });
      const posts = await Promise.all(
        found.map(async (post) => ({
          detail: await postDetail(deps, reader, post),
          normalised: normalise(fullText(post)).text,
        })),
      );
      return { posts, nearness: await reader.nearness(a, b) };
    },
  );

  app.get(
    '/posts/:id',
    {
      config: { permission: 'post:read' },
      schema: { tags, summary: 'One post', params: PostId, response: answers(PostDetail) },
    },
    async (request) => {
      const reader = store.posts.seenBy(sightOf(request));
      const post = await reader.get(request.params.id);
      if (post === null) throw apiError('NOT_FOUND');
      const reason = post.analysis?.flagged === true ? requireReason(request) : undefined;
      await store.access.record(actorOf(request), { type: 'post.viewed', subject: post.id, reason });
      return postDetail(deps, reader, post);
    },
  );

  app.get(
    '/posts/:id/similar',
    {
      config: { permission: 'post:read' },
      schema: {
        tags,
        summary: 'Posts that mean the same, nearest first',
        params: PostId,
        response: answers(SimilarPosts),
      },
    },
    async (request) => {
      const { id } = request.params;
      const reader = store.posts.seenBy(sightOf(request));
      if ((await reader.get(id)) === null) throw apiError('NOT_FOUND');
      await store.access.record(actorOf(request), { type: 'search.run', subject: canonicalJson({ similarTo: id }) });
      const near = await reader.similarTo(id, SIMILAR);
      return { items: near.map(({ post, score }) => ({ hit: hitOf(post, null), score })) };
    },
  );
};
