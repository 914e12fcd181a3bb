import type { Source } from '#core/source.ts';

export const POSTS = 'app.bsky.feed.post';

/** What an event says about a post (Jetstream, kind `commit`). */
export interface PostEvent {
  /** Microseconds since the epoch: the cursor of the stream. */
  time: number;
  did: string;
  rkey: string;
  isGone: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // An event that cannot be read is none of ours.
  }
};

/** An event about a post; the time alone where it is about something else; null where it is no event. */
export const readEvent = (text: string): PostEvent | { time: number } | null => {
  const event = parse(text);
  if (!isRecord(event) || typeof event.time_us !== 'number') return null;
  const time = event.time_us;
  const { did, commit } = event;
  if (event.kind !== 'commit' || !isRecord(commit) || commit.collection !== POSTS) return { time };
  if (typeof did !== 'string' || typeof commit.rkey !== 'string' || !/^did:[a-z]+:[\w.:%-]+$/.test(did))
    return { time };
  if (!/^[\w.~:-]{1,512}$/.test(commit.rkey)) return { time };
  return { time, did, rkey: commit.rkey, isGone: commit.operation === 'delete' };
};

/** Where a source listens, and where it fetches the records: the two addresses of a source. */
export const placesOf = (source: Source): { stream: URL; records: URL } | null => {
  const addresses = source.addresses.map((address) => new URL(address));
  const stream = addresses.find(({ pathname }) => /\/subscribe\/?$/.test(pathname));
  const records = addresses.find(({ pathname }) => !/\/subscribe\/?$/.test(pathname));
  return stream === undefined || records === undefined ? null : { stream, records };
};

/** The address of a stream from a moment on; without one it begins now. What the entry says (`wantedDids`) is kept. */
export const streamFrom = (stream: URL, cursor: number | null): string => {
  const url = new URL(stream);
  url.searchParams.set('wantedCollections', POSTS);
  url.searchParams.delete('compress');
  if (cursor === null) url.searchParams.delete('cursor');
  else url.searchParams.set('cursor', String(cursor));
  return url.href;
};
