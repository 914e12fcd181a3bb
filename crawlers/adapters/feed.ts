import { sha256 } from '#core/hash.ts';
import type { Adapter, AdapterContext, Cursor } from '../contract.ts';
import { type FeedPage, readFeed } from './feed-items.ts';
import { readRest, restsUntil } from './feed-rest.ts';
import { type Remembered, readRemembered, reportMissing } from './missing.ts';

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.8, text/xml;q=0.7';
const TYPES = /^(application|text)\/([\w.-]+\+)?(xml|json|plain|html)\b/i;
/** Items of a feed that are remembered between polls. */
const REMEMBERED = 200;
const LONGEST_TTL = 24 * 60;

/**
 * RSS, Atom and JSON Feed with conditional GET. When nothing on a page is known from the last visit, more than a page may
 * have arrived, and the feed's older pages are read until one holds a known item.
 */
export const feedAdapter: Adapter = {
  poll: async (context, cursor) => {
    const next: Cursor = { ...cursor };
    for (const address of context.source.addresses) {
      if (!(await pollFeed(context, address, next))) break;
    }
    if (Object.keys(next).some((key) => key.endsWith('.older'))) context.unfinished();
    return next;
  },
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
  const shown: Remembered[] = [];
  // An interrupted catch-up goes on where it stopped, after the first page.
  let older = next[`${key}.older`];
  let url: string | undefined = address;
  let first = true;
  let held = false;
  while (url !== undefined) {
    const visit = await context.visit(url, { accept: ACCEPT, types: TYPES, conditional: first });
    if (visit.kind === 'held') {
      held = true;
      if (!first) next[`${key}.older`] = url;
      break;
    }
    if (visit.kind === 'skipped') break;
    let following: string | undefined;
    if (visit.kind === 'page') {
      let feed: FeedPage;
      try {
        feed = readFeed(visit.text, visit.url);
      } catch {
        context.skip(url, 'type', 'the answer is not a feed that can be read');
        break;
      }
      for (const item of feed.items) {
        context.item({ ...item, captureId: await visit.capture() });
        if (item.nativeId !== undefined && item.url !== undefined) shown.push([item.nativeId, item.url]);
      }
      if (first && feed.ttl !== undefined) waitForTtl(context, feed.ttl);
      if (first && feed.rest !== null) next[`${key}.rest`] = JSON.stringify(feed.rest);
      else if (first) delete next[`${key}.rest`];
      const meetsKnown = ids.size === 0 || feed.items.some(({ nativeId }) => ids.has(nativeId ?? ''));
      following = meetsKnown || feed.items.length === 0 ? undefined : feed.next;
    }
    if (following === undefined) {
      following = older;
      older = undefined;
    }
    delete next[`${key}.older`];
    first = false;
    url = following === url ? undefined : following;
  }
  if (shown.length > 0) {
    // While a catch-up is under way the items that it has to meet stay known.
    const keep = held ? [...shown, ...known].slice(0, REMEMBERED) : await remembered(context, known, shown);
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
