/**
 * Which version of an item is the one that is up. It follows from facts that are only ever added to (when a version was first
 * seen, that it came back, that it was gone), not from the order in which they were written: a replay and a rebuild come to the
 * same. A further look at the version that is up is no such fact, or every visit would write every post.
 */
import type { Post } from '#core/post.ts';

/** A visit that showed a version. */
export type Sighting = Pick<Post, 'collectedAt' | 'editedAt' | 'captureId'>;

export type Version = Pick<Post, 'id' | 'itemId' | 'publishedAt' | 'editedAt' | 'collectedAt'> & {
  /** The last visit that showed it again after it had been edited away or was gone. */
  returned?: Sighting;
  goneAt?: string;
};
/** A version that was seen just now has not returned yet. */
type Seen = Pick<Version, 'id' | 'publishedAt' | 'editedAt' | 'collectedAt' | 'returned'>;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const time = (iso: string): number => Date.parse(iso);

const lastSeen = (version: Seen): Pick<Version, 'collectedAt' | 'editedAt'> => version.returned ?? version;

/**
 * Whether `a` was seen after `b`, two versions of one item (or one version at two visits): by the visit; within one visit, or
 * one moment, by the edit; then by id. The visit comes first because the house's own clock tells it, while the time of an edit
 * is what the author's server says: an edit dated years ahead, or one taken back without a word, must not hide what is up. A
 * page that a cache kept too long is put right by the next visit.
 */
export const isNewer = (a: Seen, b: Seen): boolean => {
  const [seenA, seenB] = [lastSeen(a), lastSeen(b)];
  const difference =
    time(seenA.collectedAt) - time(seenB.collectedAt) ||
    time(seenA.editedAt ?? a.publishedAt) - time(seenB.editedAt ?? b.publishedAt) ||
    compare(a.id, b.id);
  return difference > 0;
};

/** The last version of every item, by item id. */
export const newestOf = <V extends Version>(versions: Iterable<V>): Map<string, V> => {
  const newest = new Map<string, V>();
  for (const version of versions) {
    const best = newest.get(version.itemId);
    if (best === undefined || isNewer(version, best)) newest.set(version.itemId, version);
  }
  return newest;
};

/** Whether somebody looked at `at` or later and the version was not there. What was seen later is back. */
export const isGoneAt = (version: Version, at: string | undefined): boolean =>
  at !== undefined && time(at) >= time(lastSeen(version).collectedAt);

/** `newest`: the last of the versions of the item that are known; it may be known in an earlier state. */
export const statusOf = (version: Version, newest: Version | undefined): Post['status'] => {
  if (isGoneAt(version, version.goneAt)) return 'gone';
  return newest === undefined || newest.id === version.id || isNewer(version, newest) ? 'live' : 'superseded';
};

/** The later of two moments. */
export const laterOf = (a: string | undefined, b: string): string => (a === undefined || time(b) > time(a) ? b : a);
