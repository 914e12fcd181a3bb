import { type Static, Type } from 'typebox';
import { SavedSearch, SearchAlert, SearchName, SearchQuestion } from '#core/saved-search.ts';
import { Strict, Timestamp } from '#core/schema.ts';
import { PostHit } from './posts.ts';

/** POST /api/v1/searches and PUT /api/v1/searches/:id */
export const SaveSearch = Strict({ name: SearchName, question: SearchQuestion, isShared: Type.Boolean() });
export type SaveSearch = Static<typeof SaveSearch>;

/** PUT /api/v1/searches/:id/alert; null: nobody is told any more, and what was found is forgotten. */
export const WatchSearch = Strict({ alert: Type.Union([SearchAlert, Type.Null()]) });
export type WatchSearch = Static<typeof WatchSearch>;

export const SavedSearchShown = Strict({
  id: SavedSearch.properties.id,
  name: SearchName,
  question: SearchQuestion,
  isShared: Type.Boolean(),
  isMine: Type.Boolean(),
  /** Whoever saved it, by name. */
  owner: Type.String(),
  createdAt: Timestamp,
  changedAt: Timestamp,
  /** Of one's own only. */
  alert: Type.Union([SearchAlert, Type.Null()]),
  /** Of one's own that are watched: what was found and not looked at, as far as one may see it now. */
  fresh: Type.Union([
    Strict({
      count: Type.Integer(),
      /** When it was last asked. */
      ranAt: Type.Union([Timestamp, Type.Null()]),
      undelivered: Type.Boolean(),
    }),
    Type.Null(),
  ]),
});
export type SavedSearchShown = Static<typeof SavedSearchShown>;

/** GET /api/v1/searches: one's own first, then what others share; each by name. */
export const SavedSearchList = Strict({ items: Type.Array(SavedSearchShown), total: Type.Integer() });
export type SavedSearchList = Static<typeof SavedSearchList>;

/** GET /api/v1/searches/:id/new: the newest of what was found and not looked at. */
export const FreshPosts = Strict({
  search: SavedSearchShown,
  items: Type.Array(PostHit),
  total: Type.Integer(),
  /** What was found up to here is in it; to be sent back when it was looked at. */
  until: Timestamp,
});
export type FreshPosts = Static<typeof FreshPosts>;

/** POST /api/v1/searches/:id/look */
export const LookedAt = Strict({ until: Timestamp });
export type LookedAt = Static<typeof LookedAt>;
