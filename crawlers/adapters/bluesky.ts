import type { Source } from '#core/source.ts';
import type { Adapter, AdapterContext, Cursor, Probe, VisitedPage } from '../contract.ts';
import { readDate } from '../text/dates.ts';
import { type Fields, isFields, jsonOf, textOf } from './forum.ts';
import { imagesOf } from './images.ts';
import { POSTS, type PostEvent, placesOf, readEvent, streamFrom } from './jetstream.ts';

const JSON_TYPES = /^application\/([\w.-]+\+)?json\b/i;
/** Most records that one request may name (app.bsky.feed.getPosts). */
const BATCH = 25;
/** How far back a first visit begins, in microseconds: a stream of a whole network is no archive. */
const FIRST_LOOK = 10 * 60 * 1_000_000;
/** Events of one poll; what comes after them is left for the next one. */
const MOST = 5000;
/** A record that the service does not show yet is asked for this often. */
const TRIES = 5;
/** Where people read a post. */
const WEB = 'https://bsky.app';

const uriOf = ({ did, rkey }: { did: string; rkey: string }): string => `at://${did}/${POSTS}/${rkey}`;
const nativeIdOf = (uri: string): string => uri.slice('at://'.length);
const webAddress = (uri: string): string => {
  const [did, , rkey] = nativeIdOf(uri).split('/');
  return `${WEB}/profile/${did}/post/${rkey}`;
};

const recordsAt = (records: URL, uris: readonly string[]): string => {
  const url = new URL('/xrpc/app.bsky.feed.getPosts', records);
  for (const uri of uris) url.searchParams.append('uris', uri);
  return url.href;
};

const postsOf = (page: VisitedPage): Fields[] | null => {
  const found = jsonOf(page);
  return isFields(found) && Array.isArray(found.posts) ? found.posts.filter(isFields) : null;
};

/** An author may ask that posts are shown to people with an account only. That is no place for us. */
const isClosed = (post: Fields): boolean => {
  const author = isFields(post.author) ? post.author : {};
  const labels = Array.isArray(author.labels) ? author.labels : [];
  return labels.some((label) => isFields(label) && label.val === '!no-unauthenticated' && label.neg !== true);
};

const threadOf = (record: Fields, uri: string): string => {
  const reply = isFields(record.reply) ? record.reply : {};
  const root = isFields(reply.root) ? textOf(reply.root.uri) : '';
  return root.startsWith('at://') ? nativeIdOf(root) : nativeIdOf(uri);
};

const take = async (context: AdapterContext, page: VisitedPage, post: Fields): Promise<void> => {
  const uri = textOf(post.uri);
  const record = isFields(post.record) ? post.record : {};
  const author = isFields(post.author) ? post.author : {};
  const embed = isFields(post.embed) ? post.embed : {};
  const pictures = Array.isArray(embed.images) ? embed.images.filter(isFields) : [];
  if (isClosed(post)) {
    context.skip(webAddress(uri), 'noindex', 'the author asked not to be shown to people without an account');
    return;
  }
  const text = textOf(record.text);
  const tags = [...text.matchAll(/#([\p{L}\p{N}_]+)/gu)].map(([, tag = '']) => tag.toLowerCase());
  context.item({
    nativeId: nativeIdOf(uri),
    url: webAddress(uri),
    title: undefined,
    text,
    lang: Array.isArray(record.langs) ? textOf(record.langs[0]) || undefined : undefined,
    author: textOf(author.did) || undefined,
    publishedAt: readDate(textOf(record.createdAt)),
    // A record that was changed has another content id, and no time of the change.
    editedAt: undefined,
    thread: threadOf(record, uri),
    tags: [...new Set(tags)],
    images: imagesOf(
      pictures.map(({ fullsize, alt }) => ({ url: fullsize, alt })),
      page.url,
    ),
    captureId: await page.capture(),
  });
};

/** What is to be fetched: [record, how often it was asked for in vain]. */
type Wanted = [uri: string, tries: number];

const readWanted = (text: string | undefined): Wanted[] => {
  const value: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(value) ? (value as Wanted[]) : [];
};

/** Fetches some records. Those that are not shown yet come back, to be asked for again; null when the poll is over. */
const fetchRecords = async (context: AdapterContext, records: URL, wanted: Wanted[]): Promise<Wanted[] | null> => {
  const uris = wanted.map(([uri]) => uri);
  const address = recordsAt(records, uris);
  const visit = await context.visit(address, { accept: 'application/json', types: JSON_TYPES });
  if (visit.kind === 'held') return null;
  const posts = visit.kind === 'page' ? postsOf(visit) : null;
  if (visit.kind === 'page' && posts === null) context.skip(address, 'type', 'the answer is not a list of posts');
  const shown = new Set<string>();
  if (visit.kind === 'page') {
    for (const post of posts ?? []) {
      if (!uris.includes(textOf(post.uri))) continue;
      shown.add(textOf(post.uri));
      await take(context, visit, post);
    }
  }
  const missing = wanted.filter(([uri]) => !shown.has(uri)).map(([uri, tries]): Wanted => [uri, tries + 1]);
  for (const [uri, tries] of missing)
    if (tries >= TRIES) context.skip(webAddress(uri), 'dead', `the record was not shown in ${TRIES} visits`);
  return missing.filter(([, tries]) => tries < TRIES);
};

const probe: Probe = {
  where: (url, source) => {
    const [, did = '', rkey = ''] = /\/profile\/([^/]+)\/post\/([^/?#]+)/.exec(url) ?? [];
    const places = placesOf(source);
    return places === null || rkey === '' ? url : recordsAt(places.records, [uriOf({ did, rkey })]);
  },
  shows: (page) => postsOf(page)?.length !== 0,
};

/** The last event about each post, in the order of the stream, and how far the stream was read. */
const listen = async (
  context: AdapterContext,
  stream: URL,
  after: number,
): Promise<{ events: PostEvent[]; time: number; isFull: boolean } | null> => {
  const events = new Map<string, PostEvent>();
  let time = after;
  let heard = 0;
  const outcome = await context.listen(streamFrom(stream, after), (text) => {
    const event = readEvent(text);
    if (event === null || event.time <= after) return true;
    heard += 1;
    time = Math.max(time, event.time);
    if ('did' in event) {
      events.delete(uriOf(event));
      events.set(uriOf(event), event);
    }
    return heard < MOST;
  });
  return outcome === 'heard' ? { events: [...events.values()], time, isFull: heard >= MOST } : null;
};

/** Fetches what events named and reports what they took away, as far as the poll goes. Returns where the stream goes on. */
const follow = async (
  context: AdapterContext,
  records: URL,
  events: readonly PostEvent[],
  next: Cursor,
): Promise<boolean> => {
  for (let start = 0; start < events.length; start += BATCH) {
    const some = events.slice(start, start + BATCH);
    const fresh = some.filter(({ isGone }) => !isGone).map((event): Wanted => [uriOf(event), 0]);
    const missing = fresh.length === 0 ? [] : await fetchRecords(context, records, fresh);
    if (missing === null) return false;
    const gone = new Set(some.filter(({ isGone }) => isGone).map(uriOf));
    for (const uri of gone) context.gone({ nativeId: nativeIdOf(uri), url: webAddress(uri), at: context.now() });
    const waiting = readWanted(next.wanted).filter(
      ([uri]) => !gone.has(uri) && !some.some((one) => uriOf(one) === uri),
    );
    next.wanted = JSON.stringify([...waiting, ...missing]);
    next.time = String(some.at(-1)?.time ?? next.time);
  }
  return true;
};

const pollStream = async (
  context: AdapterContext,
  places: { stream: URL; records: URL },
  next: Cursor,
): Promise<void> => {
  const after = next.time === undefined ? Date.parse(context.now()) * 1000 - FIRST_LOOK : Number(next.time);
  const waiting = readWanted(next.wanted);
  const heard = await listen(context, places.stream, after);
  if (heard === null) return;
  next.time = String(after);
  if (!(await follow(context, places.records, heard.events, next))) return context.unfinished();
  next.time = String(heard.time);
  // What was not shown at earlier visits, and was not named again.
  const still = new Set(readWanted(next.wanted).map(([uri]) => uri));
  const again = waiting.filter(([uri]) => still.has(uri));
  for (let start = 0; start < again.length; start += BATCH) {
    const some = again.slice(start, start + BATCH);
    const missing = await fetchRecords(context, places.records, some);
    if (missing === null) return;
    const asked = new Set(some.map(([uri]) => uri));
    next.wanted = JSON.stringify([...readWanted(next.wanted).filter(([uri]) => !asked.has(uri)), ...missing]);
  }
  if (heard.isFull) context.unfinished();
};

/**
 * Bluesky and other services of the AT Protocol: a Jetstream says which posts are new, changed or gone since the cursor, and
 * each record is then fetched as evidence. The stream itself is no evidence.
 */
export const blueskyAdapter: Adapter = {
  poll: async (context, cursor) => {
    const next: Cursor = { ...cursor };
    const places = placesOf(context.source);
    const [address = ''] = context.source.addresses;
    if (places === null)
      context.skip(address, 'type', 'the source needs two addresses: a Jetstream (…/subscribe) and a service');
    else await pollStream(context, places, next);
    if (next.wanted === '[]') delete next.wanted;
    return next;
  },
  probe,
};

/** What wakes up those who poll: does this message tell of a post? */
export const tellsOfPost = (text: string): boolean => {
  const event = readEvent(text);
  return event !== null && 'did' in event;
};

/** Where a source listens while nobody polls. */
export const liveStream = (source: Source): string | null => {
  const places = placesOf(source);
  return places === null ? null : streamFrom(places.stream, null);
};
