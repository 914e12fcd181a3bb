import type { Cursor } from '../contract.ts';
import type { Listed } from './sitemap-file.ts';

/** A location that was visited: what a cursor keeps of it. */
export interface Known {
  url: string;
  /** The sitemap that named it last. */
  map: string;
  lastmod: string | null;
  /** It is asked for again, conditionally, until a visit after this time; null where its `lastmod` tells every change. */
  open: string | null;
  /** What the page showed. */
  ids: string[];
}

/** A location that is to be visited. */
export interface Pending extends Pick<Known, 'url' | 'map' | 'lastmod'> {
  until: string | null;
  /** How often it could not be had. */
  tries?: number;
}

/** A sitemap of this source: one that the address names, or a child of an index. */
export interface KnownMap {
  url: string;
  /** The index that names it; null for the address itself and for what robots.txt names. */
  parent: string | null;
  lastmod: string | null;
  until: string | null;
  /** What its index said when it was read, and when that was. */
  read: { lastmod: string | null; at: string } | null;
}

/**
 * What is known of one address between two polls. Locations with `lastmod` have a total order, their rank; what lies at or
 * under `floor` counts as known, so that the memory stays small and yet nothing is taken twice. Where more was new than one round
 * can hold, the ranks between `above` and `below` are not through: `again` are the sitemaps that must be read once more for them.
 */
export interface SitemapState {
  /** What locations must begin with. */
  scope: string | null;
  maps: KnownMap[];
  /** Sitemaps that this round has yet to read. */
  toRead: string[];
  pending: Pending[];
  /** Pages that could not be had, for the next round. */
  retry: Pending[];
  known: Known[];
  /** Null until a first round has read all sitemaps. */
  floor: string | null;
  /** The highest rank that did not fit into this round. */
  cut: string | null;
  backlog: { above: string; below: string } | null;
  again: string[];
  /** Items whose location is no longer listed: id and address. */
  ask: [nativeId: string, url: string][];
}

/** Locations with `lastmod` that one round holds; a first visit goes back as far as this. */
export const ROUND = 500;
/** Locations with `lastmod` that are remembered one by one. */
export const REMEMBERED = 500;
/** Locations without `lastmod` that are followed. */
export const UNDATED = 500;
/** Items that wait to be asked for. */
const ASK = 500;

/** For what has no `lastmod`: it is asked for at every round. */
export const ALWAYS = '9999-12-31T23:59:59.999Z';

const EMPTY: SitemapState = {
  scope: null,
  maps: [],
  toRead: [],
  pending: [],
  retry: [],
  known: [],
  floor: null,
  cut: null,
  backlog: null,
  again: [],
  ask: [],
};

export const readState = (cursor: Cursor, key: string): SitemapState => {
  const text = cursor[key];
  return { ...structuredClone(EMPTY), ...(text === undefined ? {} : (JSON.parse(text) as Partial<SitemapState>)) };
};

const highest = (a: string | null, b: string): string => (a === null || b > a ? b : a);

/** Orders locations by their last change; the address breaks ties. Null for those without one. */
export const rankOf = ({ url, lastmod }: Pick<Known, 'url' | 'lastmod'>): string | null =>
  lastmod === null ? null : `${lastmod} ${url}`;

/** Newest first; those without a date last, in the order in which they were listed. */
export const newestLocationsFirst = <T extends Pick<Known, 'url' | 'lastmod'>>(locations: readonly T[]): T[] =>
  locations.toSorted((a, b) => {
    const [x, y] = [rankOf(a) ?? '', rankOf(b) ?? ''];
    return x === y ? 0 : x > y ? -1 : 1;
  });

/**
 * Takes in what a sitemap lists: what is new or newer becomes pending, what it listed before and lists no more is to be asked for.
 * @returns how many locations without `lastmod` are not followed
 */
export const takeListed = (state: SitemapState, map: string, listed: readonly (Listed & { url: string })[]): number => {
  const known = new Map(state.known.map((one) => [one.url, one]));
  const pending = new Map(state.pending.map((one) => [one.url, one]));
  const urls = new Set(listed.map(({ url }) => url));
  let undated = [...state.known, ...state.pending].filter(({ lastmod }) => lastmod === null).length;
  let left = 0;
  for (const { url, lastmod, until } of listed) {
    const old = known.get(url);
    if (old !== undefined) old.map = map;
    const entry: Pending = { url, map, lastmod, until };
    if (lastmod === null) {
      if (old !== undefined) old.open = ALWAYS;
      else if (pending.has(url)) continue;
      else if (undated < UNDATED) {
        undated += 1;
        pending.set(url, entry);
      } else left += 1;
      continue;
    }
    const isNewer = old !== undefined && (old.lastmod === null || lastmod > old.lastmod);
    // One that waits already keeps count of how often it was tried.
    const waits = pending.get(url)?.lastmod === lastmod;
    if (!waits && (isNewer || (old === undefined && isNew(state, entry)))) pending.set(url, entry);
  }
  state.ask = state.ask.filter(([, url]) => !urls.has(url));
  forget(state, (one) => one.map === map && !urls.has(one.url));
  state.pending = newestLocationsFirst([...pending.values()]).filter((one) => one.map !== map || urls.has(one.url));
  cutRound(state);
  return left;
};

const isNew = ({ floor, backlog }: SitemapState, entry: Pending): boolean => {
  const rank = rankOf(entry) ?? '';
  return floor === null || rank > floor || (backlog !== null && rank > backlog.above && rank <= backlog.below);
};

/** Forgets locations that are listed no more; what they showed is to be asked for. */
export const forget = (state: SitemapState, isGone: (known: Known) => boolean): void => {
  const gone = state.known.filter(isGone);
  if (gone.length === 0) return;
  state.ask = [...state.ask, ...gone.flatMap(({ ids, url }) => ids.map((id): [string, string] => [id, url]))].slice(
    0,
    ASK,
  );
  state.known = state.known.filter((one) => !isGone(one));
};

/** Keeps the newest of a round. On a first visit the others are history; later they are a backlog. */
const cutRound = (state: SitemapState): void => {
  const dated = state.pending.filter(({ lastmod }) => lastmod !== null);
  const over = new Set(dated.slice(ROUND));
  for (const entry of over) {
    state.cut = highest(state.cut, rankOf(entry) ?? '');
    if (state.floor !== null && !state.again.includes(entry.map)) state.again.push(entry.map);
  }
  if (over.size > 0) state.pending = state.pending.filter((entry) => !over.has(entry));
};

/** All sitemaps of the round are read. */
export const closeReading = (state: SitemapState): void => {
  const { cut, floor, backlog } = state;
  state.cut = null;
  // A first round that could read nothing leaves the next one to be the first.
  if (floor === null) state.floor = state.maps.some(({ read }) => read !== null) ? (cut ?? '') : null;
  else if (cut !== null) state.backlog = { above: backlog?.above ?? floor, below: cut };
  else if (state.again.length === 0) state.backlog = null;
};

/** A location was visited; the oldest ones are forgotten, and from then on count as known by their rank. */
export const remember = (state: SitemapState, visited: Known): void => {
  state.known = [...state.known.filter(({ url }) => url !== visited.url), visited];
  const dated = newestLocationsFirst(state.known.filter(({ lastmod }) => lastmod !== null));
  const over = new Set(dated.slice(REMEMBERED));
  for (const entry of over) state.floor = highest(state.floor, rankOf(entry) ?? '');
  if (over.size > 0) state.known = state.known.filter((entry) => !over.has(entry));
};
