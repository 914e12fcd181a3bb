/**
 * Posts that analysts keep together for a purpose. It holds ids, never a text, and no post longer than the collection itself says, nor
 * longer than the source of the post has what it collected kept.
 */
import { type Static, Type } from 'typebox';
import { addMilliseconds } from './clock.ts';
import { WeirError } from './errors.ts';
import { type DraftOf, type EventOf, requireNext } from './event.ts';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';

export const MOST_COLLECTED = 1000;
const DAY = 86_400_000;

export const CollectionEntry = Strict({
  name: Type.String({ minLength: 1, maxLength: 80 }),
  /** What it is for: about content, never about a person. */
  purpose: Type.String({ minLength: 10, maxLength: 2000 }),
  /** Everybody who may search keeps it together, each with their own eyes. */
  isShared: Type.Boolean(),
  /** How long a post stays in it, from the day on which it was added. */
  retentionDays: Type.Integer({ minimum: 1, maximum: 3650 }),
});
export type CollectionEntry = Static<typeof CollectionEntry>;

export const CollectedPost = Strict({
  postId: Sha256,
  sourceId: Id,
  collectedAt: Timestamp,
  addedBy: Id,
  addedAt: Timestamp,
});
export type CollectedPost = Static<typeof CollectedPost>;

export const Collection = Strict({
  id: Id,
  seq: Type.Integer({ minimum: 1 }),
  ...CollectionEntry.properties,
  ownerId: Id,
  posts: Type.Array(CollectedPost),
  createdAt: Timestamp,
  changedAt: Timestamp,
  /** Set: it is there no more, and holds nothing. */
  closedAt: Type.Union([Timestamp, Type.Null()]),
});
export type Collection = Static<typeof Collection>;

export interface CollectionEvents {
  'collection.made': CollectionEntry;
  'collection.described': CollectionEntry;
  'collection.added': { posts: Pick<CollectedPost, 'postId' | 'sourceId' | 'collectedAt'>[] };
  'collection.taken_out': { postIds: string[]; because: 'person' | 'retention' };
  'collection.closed': Record<string, never>;
}
export type CollectionEvent = EventOf<CollectionEvents>;
export type CollectionDraft = DraftOf<CollectionEvents>;

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveCollection = (before: Collection | null, event: CollectionEvent): Collection => {
  requireNext(event, before);
  const { seq, at: changedAt } = event;
  if (event.type === 'collection.made')
    return {
      ...{ id: event.subject.id, seq, ...event.data, ownerId: event.actor.id, posts: [] },
      ...{ createdAt: changedAt, changedAt, closedAt: null },
    };
  if (before === null) throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the collection.`);
  const state = { ...before, seq, changedAt };
  switch (event.type) {
    case 'collection.described':
      return { ...state, ...event.data };
    case 'collection.added': {
      const added = event.data.posts.map((post) => ({ ...post, addedBy: event.actor.id, addedAt: changedAt }));
      return { ...state, posts: [...before.posts, ...added] };
    }
    case 'collection.taken_out':
      return { ...state, posts: before.posts.filter(({ postId }) => !event.data.postIds.includes(postId)) };
    case 'collection.closed':
      return { ...state, posts: [], closedAt: changedAt };
  }
};

export const isCollectionOpenTo = (state: Collection, personId: string): boolean =>
  state.closedAt === null && (state.isShared || state.ownerId === personId);

/** @throws COLLECTION_NOT_YOURS (403) */
export const requireOwnCollection = (state: Collection, personId: string): void => {
  if (state.ownerId === personId) return;
  throw new WeirError('COLLECTION_NOT_YOURS', 'This collection is somebody else’s.', {
    status: 403,
    fix: 'Ask whoever made it; a shared one takes your posts all the same.',
  });
};

/** Until when a post stays in it. `sourceDays`: how long its source has captures kept; null where it says nothing. */
export const keptUntil = (
  { retentionDays }: Pick<Collection, 'retentionDays'>,
  post: Pick<CollectedPost, 'addedAt' | 'collectedAt'>,
  sourceDays: number | null,
): string => {
  const own = addMilliseconds(post.addedAt, retentionDays * DAY);
  const [first = own] = sourceDays === null ? [own] : [own, addMilliseconds(post.collectedAt, sourceDays * DAY)].sort();
  return first;
};

/** Posts whose time is over, by how long each source keeps. */
export const overdueIn = (
  state: Collection,
  sourceDays: (sourceId: string) => number | null,
  now: string,
): CollectedPost[] => state.posts.filter((post) => keptUntil(state, post, sourceDays(post.sourceId)) <= now);

/** What is in it already stays as it is. @throws COLLECTION_FULL (409) */
export const addPosts = (
  state: Collection,
  posts: CollectionEvents['collection.added']['posts'],
): CollectionDraft[] => {
  const fresh = posts.filter(({ postId }) => !state.posts.some((one) => one.postId === postId));
  if (state.closedAt !== null || fresh.length === 0) return [];
  if (state.posts.length + fresh.length > MOST_COLLECTED)
    throw new WeirError('COLLECTION_FULL', `A collection holds at most ${MOST_COLLECTED} posts.`, {
      status: 409,
      fix: 'Take some out, or begin another.',
    });
  return [{ type: 'collection.added', data: { posts: fresh } }];
};

export const takeOutPosts = (
  state: Collection,
  ids: readonly string[],
  because: 'person' | 'retention',
): CollectionDraft[] => {
  const postIds = state.posts.map(({ postId }) => postId).filter((id) => ids.includes(id));
  return postIds.length === 0 ? [] : [{ type: 'collection.taken_out', data: { postIds, because } }];
};
