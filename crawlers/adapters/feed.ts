import { sha256 } from '#core/hash.ts';
import type { Adapter, AdapterContext, Cursor, VisitedPage } from '../contract.ts';
import { type FeedPage, readFeed } from './feed-items.ts';
import { readRest, restsUntil } from './feed-rest.ts';
import { type Remembered, readRemembered, reportMissing } from './missing.ts';

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.8, text/xml;q=0.7';
const TYPES = /^(application|text)\/([\w.-]+\+)?(xml|json|plain|html)\b/i;
/** Items of a feed that are remembered between polls. */
const REMEMBERED = 200;
const LONGEST_TTL = 24 * 60;

/** Older pages that are still to be read: from this one on back to an item that was known before they came. */
interface Gap {
  url: string;
  until: string[];
  tries?: number;
}

/** So many known items tell the end of a gap, should some of them have been taken out meanwhile. */
const UNTIL = 50;
/** A page of a gap that cannot be read is tried this often, then left out, and said. */
const TRIES = 5;

const readGaps = (text: string | undefined): Gap[] => {
  const value: unknown = text?.startsWith('[') ? JSON.parse(text) : [];
  return Array.isArray(value) ? (value as Gap[]) : [];
};

/**
 * RSS, Atom and JSON Feed with conditional GET. When nothing on the newest page is known from the last visit, more than a page
 * may have arrived, and the feed's older pages are read until one holds a known item. What a poll does not reach of them stays in
 * the cursor as a gap, so that nothing is lost however often it is interrupted.
 */
export const feedAdapter: Adapter = {
  poll: async (context, cursor) => {
    const next: Cursor = { ...cursor };
    for (const address of context.source.addresses) {
      if (!(await pollFeed(context, address, next))) break;
    }
    if (Object.keys(next).some((key) => key.endsWith('.gaps'))) context.unfinished();
    return next;
  },
};

/** What one poll has seen of a feed. */
interface Reading {
  context: AdapterContext;
  shown: Remembered[];
}

/** Takes in one page; null when it cannot be read, which is said. */
const takePage = async ({ context, shown }: Reading, visit: VisitedPage): Promise<FeedPage | null> => {
  let feed: FeedPage;
  try {
    feed = readFeed(visit.text, visit.url);
  } catch {
    context.skip(visit.url, 'type', 'the answer is not a feed that can be read');
    return null;
  }
  for (const item of feed.items) {
    context.item({ ...item, captureId: await visit.capture() });
    if (item.nativeId !== undefined && item.url !== undefined) shown.push([item.nativeId, item.url]);
  }
  return feed;
};

/** Walks back through one gap. */
const walk = async (reading: Reading, gap: Gap): Promise<'closed' | 'held' | 'failed'> => {
  const until = new Set(gap.until);
  const walked = new Set<string>();
  for (;;) {
    walked.add(gap.url);
    const visit = await reading.context.visit(gap.url, { accept: ACCEPT, types: TYPES });
    if (visit.kind === 'held') return 'held';
    const feed = visit.kind === 'page' ? await takePage(reading, visit) : null;
    if (feed === null) {
      gap.tries = (gap.tries ?? 0) + 1;
      if (gap.tries < TRIES) return 'failed';
      reading.context.skip(gap.url, 'dead', `left out after ${TRIES} tries: what is older than this is not read`);
      return 'closed';
    }
    delete gap.tries;
    const meetsKnown = feed.items.some(({ nativeId }) => until.has(nativeId ?? ''));
    if (meetsKnown || feed.items.length === 0 || feed.next === undefined || walked.has(feed.next)) return 'closed';
    gap.url = feed.next;
  }
};

/** Walks back through all gaps; gives those that are left, and whether the poll is over for now. */
const closeGaps = async (reading: Reading, gaps: readonly Gap[]): Promise<{ left: Gap[]; held: boolean }> => {
  const left: Gap[] = [];
  for (const [index, gap] of gaps.entries()) {
    const walked = await walk(reading, gap);
    if (walked === 'held') return { left: [...left, ...gaps.slice(index)], held: true };
    if (walked === 'failed') left.push(gap);
  }
  return { left, held: false };
};

/** False when the poll is over for now. */
const pollFeed = async (context: AdapterContext, address: string, next: Cursor): Promise<boolean> => {
  const key = sha256(address).slice(0, 12);
  const rest = readRest(next[`${key}.rest`]);
  const until = rest === null ? null : restsUntil(rest, context.now());
  if (until !== null) {
    context.notBefore(until);
    return true;
  }
  const known = readRemembered(next[`${key}.items`]);
  const ids = new Set(known.map(([id]) => id));
  const reading: Reading = { context, shown: [] };
  const { shown } = reading;
  const gaps = readGaps(next[`${key}.gaps`]);
  const visit = await context.visit(address, { accept: ACCEPT, types: TYPES, conditional: true });
  if (visit.kind === 'held') return false;
  if (visit.kind === 'skipped') return true;
  if (visit.kind === 'page') {
    const feed = await takePage(reading, visit);
    if (feed === null) return true;
    if (feed.ttl !== undefined) waitForTtl(context, feed.ttl);
    if (feed.rest !== null) next[`${key}.rest`] = JSON.stringify(feed.rest);
    else delete next[`${key}.rest`];
    const isGap = ids.size > 0 && feed.items.length > 0 && !feed.items.some(({ nativeId }) => ids.has(nativeId ?? ''));
    if (isGap && feed.next !== undefined && feed.next !== address)
      gaps.unshift({ url: feed.next, until: known.slice(0, UNTIL).map(([id]) => id) });
  }
  const { left, held } = await closeGaps(reading, gaps);
  if (left.length > 0) next[`${key}.gaps`] = JSON.stringify(left);
  else delete next[`${key}.gaps`];
  if (shown.length > 0) {
    const keep = left.length > 0 ? [...shown, ...known].slice(0, REMEMBERED) : await remembered(context, known, shown);
    next[`${key}.items`] = JSON.stringify(keep);
  }
  return !held;
};

const waitForTtl = (context: AdapterContext, minutes: number): void => {
  const capped = Math.min(Math.max(minutes, 0), LONGEST_TTL);
  context.notBefore(new Date(Date.parse(context.now()) + capped * 60_000).toISOString());
};

/**
 * What to remember for the next poll. An item that is missing from between two that are still shown was taken out, not
 * pushed out; its own address is asked.
 */
const remembered = async (context: AdapterContext, known: Remembered[], shown: Remembered[]): Promise<Remembered[]> => {
  const ids = new Set(shown.map(([id]) => id));
  const last = known.findLastIndex(([id]) => ids.has(id));
  const missing = known.slice(0, last + 1).filter(([id]) => !ids.has(id));
  const later = await reportMissing(context, missing);
  return [...shown, ...later].slice(0, REMEMBERED);
};
