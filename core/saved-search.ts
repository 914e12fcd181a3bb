/** A question to the archive that an analyst has kept under a name: for themselves, or for all who may search. */
import { type Static, Type } from 'typebox';
import { WeirError } from './errors.ts';
import { Category } from './labels.ts';
import { POST_STATUS } from './post.ts';
import { Id, Language, Strict, Timestamp } from './schema.ts';

/** What is asked of the archive, in what order and how much of it left aside. */
export const SearchQuestion = Strict({
  q: Type.Optional(Type.String({ maxLength: 500 })),
  from: Type.Optional(Timestamp),
  to: Type.Optional(Timestamp),
  lang: Type.Optional(Language),
  operatorId: Type.Optional(Id),
  sourceId: Type.Optional(Id),
  category: Type.Optional(Category),
  flagged: Type.Optional(Type.Enum(['yes', 'no'] as const)),
  status: Type.Optional(Type.Enum(POST_STATUS)),
  clusterId: Type.Optional(Id),
});
export type SearchQuestion = Static<typeof SearchQuestion>;

/** Where its owner is told beside the page: through channels of the house only. */
export const ALERT_WAYS = ['email', 'webhook'] as const;
export const AlertWay = Type.Enum(ALERT_WAYS);
export type AlertWay = (typeof ALERT_WAYS)[number];

export const SearchAlert = Strict({
  paused: Type.Boolean(),
  ways: Type.Array(AlertWay, { uniqueItems: true, maxItems: ALERT_WAYS.length }),
});
export type SearchAlert = Static<typeof SearchAlert>;

export const SearchName = Type.String({ minLength: 1, maxLength: 80 });

export const SavedSearch = Strict({
  id: Id,
  ownerId: Id,
  name: SearchName,
  question: SearchQuestion,
  /** Everybody who may search the archive finds it; each sees with their own eyes what it finds. */
  isShared: Type.Boolean(),
  /** Null: nobody is told. */
  alert: Type.Union([SearchAlert, Type.Null()]),
  createdAt: Timestamp,
  changedAt: Timestamp,
  /** Set: it is there no more. */
  removedAt: Type.Union([Timestamp, Type.Null()]),
});
export type SavedSearch = Static<typeof SavedSearch>;

export const MOST_SEARCHES = 100;

export const isSearchOpenTo = (search: SavedSearch, personId: string): boolean =>
  search.removedAt === null && (search.isShared || search.ownerId === personId);

/** @throws SEARCH_NOT_YOURS (403) */
export const requireOwnSearch = (search: SavedSearch, personId: string): void => {
  if (search.ownerId === personId) return;
  throw new WeirError('SEARCH_NOT_YOURS', 'This saved search is somebody else’s.', {
    status: 403,
    fix: 'Save it under a name of your own.',
  });
};

/** @throws SEARCHES_MANY (409) */
export const requireRoomForSearch = (searches: readonly SavedSearch[], personId: string): void => {
  const own = searches.filter(({ ownerId, removedAt }) => ownerId === personId && removedAt === null);
  if (own.length < MOST_SEARCHES) return;
  throw new WeirError('SEARCHES_MANY', `Nobody keeps more than ${MOST_SEARCHES} searches.`, {
    status: 409,
    fix: 'Take one away that is not needed any more.',
  });
};

/** How often a watched search is asked again. */
export const WATCH_MILLISECONDS = 5 * 60_000;
