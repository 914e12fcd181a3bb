import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { canonicalJson } from '#core/hash.ts';
import { Sha256, Strict } from '#core/schema.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { PostDetail, PostSearchQuery, PostSearchResult, SimilarPosts } from '../schemas/posts.ts';
import { highlightsOf, readSearchText } from './search-text.ts';
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
      const query = readSearchText(q ?? '', filter.lang);
      // Whoever searches sees content: what was asked leaves a trace before anything is shown.
      await store.access.record(actorOf(request), { type: 'search.run', subject: canonicalJson(request.query) });
      const found = await store.posts.search({
        ...filter,
        query,
        flagged: flagged === undefined ? undefined : flagged === 'yes',
        size: size ?? 25,
      });
      return {
        ...found,
        items: found.items.map(({ post }) =>
          hitOf(post, highlightsOf(post.text, post.analysis?.assessment.lang ?? post.lang, query)),
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
      const post = await store.posts.get(request.params.id);
      if (post === null) throw apiError('NOT_FOUND');
      await store.access.record(actorOf(request), { type: 'post.viewed', subject: post.id });
      return postDetail(deps, post);
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
      if ((await store.posts.get(id)) === null) throw apiError('NOT_FOUND');
      await store.access.record(actorOf(request), { type: 'search.run', subject: canonicalJson({ similarTo: id }) });
      const [vector] = await store.posts.vectors([id]);
      const near = vector === undefined ? [] : await store.posts.similar(vector, SIMILAR + 1);
      return {
        items: near
          .filter(({ post }) => post.id !== id)
          .slice(0, SIMILAR)
          .map(({ post, score }) => ({ hit: hitOf(post, []), score })),
      };
    },
  );
};
