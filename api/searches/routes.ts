import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { canonicalJson } from '#core/hash.ts';
import { isSearchOpenTo, requireOwnSearch, requireRoomForSearch, type SavedSearch } from '#core/saved-search.ts';
import { Id, Strict } from '#core/schema.ts';
import { readQuestion } from '#pipeline/saved-searches.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { sightOf } from '../posts/sight.ts';
import { hitOf } from '../posts/view.ts';
import { answers } from '../responses.ts';
import { Done } from '../schemas/envelope.ts';
import {
  FreshPosts,
  LookedAt,
  SavedSearchList,
  SavedSearchShown,
  SaveSearch,
  WatchSearch,
} from '../schemas/searches.ts';
import { freshSpan, searchView } from './view.ts';

const SearchId = Strict({ id: Id });
const FRESH = 100;

export const searchRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['searches'];
  const config = { permission: 'post:search' as const };

  /** What others keep for themselves does not exist. @throws NOT_FOUND */
  const openTo = async (request: FastifyRequest, id: string): Promise<SavedSearch> => {
    const search = await store.searches.get(id);
    if (search === null || !isSearchOpenTo(search, personOf(request).id)) throw apiError('NOT_FOUND');
    return search;
  };
  /** @throws NOT_FOUND · SEARCH_NOT_YOURS */
  const ownOf = async (request: FastifyRequest, id: string): Promise<SavedSearch> => {
    const search = await openTo(request, id);
    requireOwnSearch(search, personOf(request).id);
    return search;
  };
  const shown = async (request: FastifyRequest, search: SavedSearch): Promise<SavedSearchShown> =>
    (await searchView(deps, personOf(request)))(search);
  const now = () => store.clock.now().toISOString();

  app.get(
    '/searches',
    {
      config,
      schema: { tags, summary: 'Searches that I have saved, and those shared', response: answers(SavedSearchList) },
    },
    async (request) => {
      const person = personOf(request);
      const open = (await store.searches.list()).filter((search) => isSearchOpenTo(search, person.id));
      const items = await Promise.all(open.map(await searchView(deps, person)));
      items.sort((a, b) => Number(b.isMine) - Number(a.isMine) || a.name.localeCompare(b.name));
      return { items, total: items.length };
    },
  );

  app.post(
    '/searches',
    { config, schema: { tags, summary: 'Save a search', body: SaveSearch, response: answers(SavedSearchShown) } },
    async (request) => {
      const person = personOf(request);
      readQuestion(request.body.question);
      requireRoomForSearch(await store.searches.list(), person.id);
      const at = now();
      const search = await store.searches.set(
        {
          ...{ id: randomUUID(), ownerId: person.id, ...request.body, alert: null },
          ...{ createdAt: at, changedAt: at, removedAt: null },
        },
        actorOf(request),
      );
      return shown(request, search);
    },
  );

  app.get(
    '/searches/:id',
    { config, schema: { tags, summary: 'One saved search', params: SearchId, response: answers(SavedSearchShown) } },
    async (request) => shown(request, await openTo(request, request.params.id)),
  );

  app.put(
    '/searches/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a saved search of mine',
        params: SearchId,
        body: SaveSearch,
        response: answers(SavedSearchShown),
      },
    },
    async (request) => {
      const { id, question, alert } = await ownOf(request, request.params.id);
      readQuestion(request.body.question);
      const search = await store.searches.revise(id, actorOf(request), (before) => ({
        ...before,
        ...request.body,
        changedAt: now(),
      }));
      // What another question found is not what this one finds: it is watched anew.
      if (alert !== null && canonicalJson(question) !== canonicalJson(search.question)) {
        await store.searchAlerts.end(id);
        if (!alert.paused) await store.searchAlerts.resume(id, now());
      }
      return shown(request, search);
    },
  );

  app.delete(
    '/searches/:id',
    {
      config,
      schema: { tags, summary: 'Take a saved search of mine away', params: SearchId, response: answers(Done) },
    },
    async (request) => {
      const { id } = await ownOf(request, request.params.id);
      await store.searches.revise(id, actorOf(request), (before) => ({ ...before, alert: null, removedAt: now() }));
      await store.searchAlerts.end(id);
      return { done: true as const };
    },
  );

  app.put(
    '/searches/:id/alert',
    {
      config,
      schema: {
        tags,
        summary: 'Be told when a saved search of mine finds new posts, pause that, or end it',
        params: SearchId,
        body: WatchSearch,
        response: answers(SavedSearchShown),
      },
    },
    async (request) => {
      const { id } = await ownOf(request, request.params.id);
      const { alert } = request.body;
      const search = await store.searches.revise(id, actorOf(request), (before) => ({ ...before, alert }));
      if (alert === null) await store.searchAlerts.end(id);
      else if (alert.paused) await store.searchAlerts.pause(id);
      else await store.searchAlerts.resume(id, now());
      return shown(request, search);
    },
  );

  app.get(
    '/searches/:id/new',
    {
      config,
      schema: {
        tags,
        summary: 'What a watched search of mine has found since I looked last',
        params: SearchId,
        response: answers(FreshPosts),
      },
    },
    async (request) => {
      const search = await ownOf(request, request.params.id);
      const state = await store.searchAlerts.state(search.id);
      if (state === null) throw apiError('NOT_FOUND');
      await store.access.record(actorOf(request), {
        type: 'search.run',
        subject: canonicalJson({ newOf: search.id, question: search.question }),
      });
      const span = freshSpan(state);
      const sight = sightOf(request);
      const { marks } = readQuestion(search.question);
      const ids = await store.searchAlerts.list(search.id, span, sight, FRESH);
      const posts = await store.posts.seenBy(sight).getMany(ids);
      return {
        search: await shown(request, search),
        items: posts.map((post) => hitOf(post, marks)),
        total: await store.searchAlerts.count(search.id, span, sight),
        until: span.until,
      };
    },
  );

  app.post(
    '/searches/:id/look',
    {
      config,
      schema: {
        tags,
        summary: 'I have looked at what was found up to here',
        params: SearchId,
        body: LookedAt,
        response: answers(SavedSearchShown),
      },
    },
    async (request) => {
      const search = await ownOf(request, request.params.id);
      const state = await store.searchAlerts.state(search.id);
      if (state === null) throw apiError('NOT_FOUND');
      const { after, until } = freshSpan(state);
      const [seenAt = after] = [request.body.until, until].sort();
      if (seenAt > after) await store.searchAlerts.write(search.id, { seenAt });
      return shown(request, search);
    },
  );
};
