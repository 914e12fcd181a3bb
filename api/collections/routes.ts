import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import {
  addPosts,
  type Collection,
  isCollectionOpenTo,
  keptUntil,
  overdueIn,
  requireOwnCollection,
  takeOutPosts,
} from '#core/collection.ts';
import { canonicalJson } from '#core/hash.ts';
import { Id, Strict } from '#core/schema.ts';
import { retentionOfSources } from '#pipeline/collections.ts';
import type { StoredPost } from '#store/posts.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { sightOf } from '../posts/sight.ts';
import { hitOf } from '../posts/view.ts';
import { answers } from '../responses.ts';
import {
  CollectionDetail,
  CollectionList,
  CollectionQuery,
  CollectionShown,
  DescribeCollection,
  NamedPosts,
} from '../schemas/collections.ts';
import { Done } from '../schemas/envelope.ts';

const CollectionId = Strict({ id: Id });
const PAGE = 100;

export const collectionRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['collections'];
  const config = { permission: 'post:search' as const };

  /** How collections are shown to whoever asks; names and the retention of sources are read once. */
  const viewFor = async (request: FastifyRequest) => {
    const [nameOf, sourceDays] = await Promise.all([deps.directory.names(), retentionOfSources(store)]);
    const reader = store.posts.seenBy(sightOf(request));
    /** What is in it now: a post whose time is over is not, whether the house has come to take it out or not. */
    const postsOf = (state: Collection): Collection['posts'] => {
      const over = overdueIn(state, sourceDays, store.clock.now().toISOString());
      return state.posts.filter((post) => !over.includes(post));
    };
    const shown = async (state: Collection): Promise<CollectionShown> => {
      const { id, name, purpose, isShared, retentionDays, ownerId, createdAt, changedAt } = state;
      const count = await reader.count({ ids: postsOf(state).map(({ postId }) => postId), size: 0 });
      return {
        ...{ id, name, purpose, isShared, retentionDays, isMine: ownerId === personOf(request).id },
        ...{ owner: nameOf(ownerId), createdAt, changedAt, count },
      };
    };
    return { nameOf, sourceDays, reader, postsOf, shown };
  };
  /** The posts that are named, all of them in sight. @throws NOT_FOUND */
  const postsNamed = async (request: FastifyRequest, postIds: readonly string[]): Promise<StoredPost[]> => {
    const posts = await store.posts.seenBy(sightOf(request)).getMany(postIds);
    if (posts.length < postIds.length) throw apiError('NOT_FOUND');
    return posts;
  };
  /** What others keep for themselves does not exist. @throws NOT_FOUND */
  const openTo = async (request: FastifyRequest, id: string): Promise<Collection> => {
    const state = await store.collections.get(id);
    if (state === null || !isCollectionOpenTo(state, personOf(request).id)) throw apiError('NOT_FOUND');
    return state;
  };
  /** @throws NOT_FOUND · COLLECTION_NOT_YOURS */
  const requireOwn = async (request: FastifyRequest, id: string): Promise<void> =>
    requireOwnCollection(await openTo(request, id), personOf(request).id);

  app.get(
    '/collections',
    { config, schema: { tags, summary: 'Collections of mine, and those shared', response: answers(CollectionList) } },
    async (request) => {
      const open = await store.collections.openTo(personOf(request).id);
      const { shown } = await viewFor(request);
      return { items: await Promise.all(open.map(shown)), total: open.length };
    },
  );

  app.post(
    '/collections',
    {
      config,
      schema: {
        ...{ tags, summary: 'Begin a collection of posts, with its purpose', body: DescribeCollection },
        response: answers(CollectionShown),
      },
    },
    async (request) => {
      const draft = { type: 'collection.made' as const, data: request.body };
      const { state } = await store.collections.create(randomUUID(), draft, actorOf(request));
      return (await viewFor(request)).shown(state);
    },
  );

  app.get(
    '/collections/:id',
    {
      config,
      schema: {
        ...{ tags, summary: 'A collection and its posts', params: CollectionId, querystring: CollectionQuery },
        response: answers(CollectionDetail),
      },
    },
    async (request) => {
      const { id } = request.params;
      const state = await openTo(request, id);
      await store.access.record(actorOf(request), { type: 'search.run', subject: canonicalJson({ collection: id }) });
      const { nameOf, sourceDays, reader, postsOf, shown } = await viewFor(request);
      const entries = postsOf(state).toReversed();
      const inSight = new Map(
        (await reader.getMany(entries.map(({ postId }) => postId))).map((post) => [post.id, post]),
      );
      const seen = entries.flatMap((entry) => {
        const post = inSight.get(entry.postId);
        return post === undefined ? [] : [{ post, entry }];
      });
      const { from = 0 } = request.query;
      const items = seen.slice(from, from + PAGE).map(({ post, entry }) => ({
        ...{ hit: hitOf(post, null), addedBy: nameOf(entry.addedBy), addedAt: entry.addedAt },
        until: keptUntil(state, entry, sourceDays(entry.sourceId)),
      }));
      return { collection: await shown(state), items, total: seen.length };
    },
  );

  app.put(
    '/collections/:id',
    {
      config,
      schema: {
        ...{ tags, summary: 'Describe a collection of mine anew', params: CollectionId, body: DescribeCollection },
        response: answers(CollectionShown),
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireOwn(request, id);
      const { state } = await store.collections.change(id, actorOf(request), () => [
        { type: 'collection.described', data: request.body },
      ]);
      return (await viewFor(request)).shown(state);
    },
  );

  app.delete(
    '/collections/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Close a collection of mine: it holds nothing more',
        params: CollectionId,
        response: answers(Done),
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireOwn(request, id);
      await store.collections.change(id, actorOf(request), () => [{ type: 'collection.closed', data: {} }]);
      return { done: true as const };
    },
  );

  app.post(
    '/collections/:id/posts',
    {
      config,
      schema: {
        ...{ tags, summary: 'Add posts to a collection', params: CollectionId, body: NamedPosts },
        response: answers(CollectionShown),
      },
    },
    async (request) => {
      const { id } = request.params;
      await openTo(request, id);
      const posts = await postsNamed(request, request.body.postIds);
      const named = posts.map(({ id: postId, sourceId, collectedAt }) => ({ postId, sourceId, collectedAt }));
      const { state } = await store.collections.change(id, actorOf(request), (before) => addPosts(before, named));
      return (await viewFor(request)).shown(state);
    },
  );

  app.post(
    '/collections/:id/removals',
    {
      config,
      schema: {
        ...{ tags, summary: 'Take posts out of a collection', params: CollectionId, body: NamedPosts },
        response: answers(CollectionShown),
      },
    },
    async (request) => {
      const { id } = request.params;
      await openTo(request, id);
      const { postIds } = request.body;
      await postsNamed(request, postIds);
      const { state } = await store.collections.change(id, actorOf(request), (before) =>
        takeOutPosts(before, postIds, 'person'),
      );
      return (await viewFor(request)).shown(state);
    },
  );
};
