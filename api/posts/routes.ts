import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { canonicalJson } from '#core/hash.ts';
import { Sha256, Strict } from '#core/schema.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { PostDetail, PostSearchQuery, PostSearchResult, SimilarPosts } from '../schemas/posts.ts';
import { highlightsOf, readSearch } from './search-text.ts';
import { requireReason, sightOf } from './sight.ts';
import { hitOf, postDetail } from './view.ts';

const PostId = Strict({ id: Sha256 });
const SIMILAR = 20;

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
      const { q, flagged, size, ...filter } = request.query;
      const { where, marks } = readSearch(q ?? '', filter.lang);
      // Whoever searches sees content: what was asked leaves a trace before anything is shown.
      await store.access.record(actorOf(request), { type: 'search.run', subject: canonicalJson(request.query) });
      const found = await store.posts.seenBy(sightOf(request)).search({
        ...filter,
        where,
        flagged: flagged === undefined ? undefined : flagged === 'yes',
        size: size ?? 25,
      });
      return {
        ...found,
        items: found.items.map(({ post }) =>
          hitOf(post, highlightsOf(post.text, post.analysis?.assessment.lang ?? post.lang, marks)),
        ),
      };
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
      return { items: near.map(({ post, score }) => ({ hit: hitOf(post, []), score })) };
    },
  );
};
