import type { Adapter, AdapterContext, Cursor, Visit, VisitedPage } from '../contract.ts';
import { header } from '../egress/egress.ts';
import { isStatus, laterId, type Status, statusItem, statusRefusal, statusUrl } from './mastodon-status.ts';
import { goneByOf } from './probe.ts';

const PAGE = 40;
/** Pages that a first visit goes back, before it only follows what is new. */
const BACKFILL_PAGES = 25;
const JSON_TYPES = /^application\/([\w.-]+\+)?json\b/i;

/** A status that was in the newest page at the last visit: [id, uri, url, edited_at or '']. */
export type WindowEntry = [id: string, uri: string, url: string, edited: string];

export const readWindow = (cursor: Cursor, key = 'window'): WindowEntry[] => {
  const value: unknown = JSON.parse(cursor[key] ?? '[]');
  return Array.isArray(value) ? (value as WindowEntry[]) : [];
};

const windowOf = (statuses: Status[]): WindowEntry[] =>
  statuses.map((status) => [status.id, status.uri, statusUrl(status), status.edited_at ?? '']);

/** The address of a `Link` relation (RFC 8288), if it leads to the same endpoint. */
const linked = (page: VisitedPage, relation: string): string | null => {
  const link = header(page.headers, 'link') ?? '';
  for (const match of link.matchAll(/<([^>]+)>\s*((?:;[^,;]+)*)/g)) {
    if (!new RegExp(`rel\\s*=\\s*"?${relation}"?`, 'i').test(match[2] ?? '')) continue;
    const url = new URL(match[1] ?? '', page.url);
    const here = new URL(page.url);
    return url.origin === here.origin && url.pathname === here.pathname ? url.href : null;
  }
  return null;
};

const readStatuses = (page: VisitedPage): unknown[] | null => {
  try {
    const value: unknown = JSON.parse(page.text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null; // Said by the caller, as a skip.
  }
};

interface Timeline {
  page: VisitedPage;
  statuses: Status[];
}

/**
 * The public timeline of a server that speaks the Mastodon API. `min_id` is followed page by page, so nothing is lost when
 * more than a page arrived (`since_id` would skip the middle). The newest page is read at every visit: it shows edits, and
 * statuses that have left it although older ones are still there are asked for one by one and reported when they are gone.
 *
 * An address may be the server (`https://host/`: its local timeline) or a timeline (`/api/v1/timelines/tag/NAME`).
 */
export const mastodonAdapter: Adapter = {
  poll: async (context, cursor) => {
    const next: Cursor = { ...cursor };
    for (const [index, address] of context.source.addresses.entries()) {
      // The first address keeps the plain names; further ones carry their number.
      if (!(await pollTimeline(context, timelineOf(address), next, index === 0 ? '' : `${index}.`))) break;
    }
    if (Object.keys(next).some((key) => /(^|\.)(behind|backfill)$/.test(key))) context.unfinished();
    return next;
  },
};

export const timelineOf = (address: string): URL => {
  const url = new URL(address);
  if (url.pathname.startsWith('/api/v1/timelines/')) return url;
  const timeline = new URL('/api/v1/timelines/public', url);
  timeline.searchParams.set('local', 'true');
  return timeline;
};

const pageOf = (timeline: URL, parameters: Record<string, string>): string => {
  const url = new URL(timeline);
  for (const [name, value] of Object.entries({ limit: String(PAGE), ...parameters })) url.searchParams.set(name, value);
  return url.href;
};

const read = async (
  context: AdapterContext,
  url: string,
  conditional: boolean,
): Promise<Timeline | Exclude<Visit, VisitedPage>> => {
  const visit = await context.visit(url, { accept: 'application/json', types: JSON_TYPES, conditional });
  if (visit.kind !== 'page') return visit;
  const values = readStatuses(visit);
  if (values === null) {
    const detail = 'the answer is not a list of statuses';
    context.skip(url, 'type', detail);
    return { kind: 'skipped', skip: { url, reason: 'type', detail }, status: visit.status };
  }
  const statuses = values.filter(isStatus).sort((a, b) => (laterId(a.id, b.id) ? -1 : 1));
  if (statuses.length < values.length) {
    context.skip(url, 'type', `${values.length - statuses.length} entries are not statuses`);
  }
  return { page: visit, statuses };
};

const take = async (context: AdapterContext, timeline: URL, page: VisitedPage, statuses: Status[]): Promise<void> => {
  for (const status of statuses) {
    const refusal = statusRefusal(status);
    if (refusal !== null) context.skip(statusUrl(status), refusal.reason, refusal.detail);
    else context.item(statusItem(status, timeline.host, await page.capture()));
  }
};

/** Follows `min_id` until a page is empty. False when the poll is over for now; `min_id` then says how far it came. */
const catchUp = async (context: AdapterContext, timeline: URL, next: Cursor, key: string): Promise<boolean> => {
  let url: string | null = pageOf(timeline, { min_id: next[key] ?? '0' });
  while (url !== null) {
    const found: Timeline | Exclude<Visit, VisitedPage> = await read(context, url, false);
    if ('kind' in found) return false;
    const newest = found.statuses[0];
    if (newest === undefined || !laterId(newest.id, next[key] ?? '0')) return true;
    await take(context, timeline, found.page, found.statuses);
    next[key] = newest.id;
    url = linked(found.page, 'prev') ?? pageOf(timeline, { min_id: newest.id });
  }
  return true;
};

/** Finishes a catch-up that is under way. False when the poll is over for now. */
const resume = async (context: AdapterContext, timeline: URL, next: Cursor, prefix: string): Promise<boolean> => {
  if (next[`${prefix}behind`] === undefined) return true;
  if (!(await catchUp(context, timeline, next, `${prefix}min_id`))) return false;
  delete next[`${prefix}behind`];
  return true;
};

/** Goes back from the first visit's page, a bounded number of pages, over as many polls as the budget needs. */
const backfill = async (context: AdapterContext, timeline: URL, next: Cursor, prefix: string): Promise<boolean> => {
  for (;;) {
    const [left, before] = (next[`${prefix}backfill`] ?? '').split(' ');
    if (before === undefined || Number(left) <= 0) {
      delete next[`${prefix}backfill`];
      return true;
    }
    const found = await read(context, pageOf(timeline, { max_id: before }), false);
    if ('kind' in found) return false;
    await take(context, timeline, found.page, found.statuses);
    const oldest = found.statuses.at(-1);
    if (oldest === undefined || !laterId(before, oldest.id)) delete next[`${prefix}backfill`];
    else next[`${prefix}backfill`] = `${Number(left) - 1} ${oldest.id}`;
  }
};

/** Asks for the statuses that left the window too early; returns those that could not be asked for now. */
const askForMissing = async (
  context: AdapterContext,
  timeline: URL,
  missing: WindowEntry[],
): Promise<WindowEntry[]> => {
  const unanswered: WindowEntry[] = [];
  for (const entry of missing) {
    const [id, uri, url] = entry;
    const address = new URL(`/api/v1/statuses/${encodeURIComponent(id)}`, timeline).href;
    const visit = await context.visit(address, { accept: 'application/json', types: JSON_TYPES });
    if (visit.kind === 'held') unanswered.push(entry);
    else if (visit.kind === 'skipped' && (visit.status === 404 || visit.status === 410)) {
      context.gone({ nativeId: uri, url, at: context.now(), ...goneByOf(visit) });
    }
  }
  return unanswered;
};

const pollTimeline = async (context: AdapterContext, timeline: URL, next: Cursor, prefix: string): Promise<boolean> => {
  const key = `${prefix}min_id`;
  const known = readWindow(next, `${prefix}window`);
  const found = await read(context, pageOf(timeline, {}), known.length > 0);
  if ('kind' in found) {
    if (found.kind !== 'unchanged') return found.kind === 'skipped';
    // The newest page is as it was, but an earlier catch-up may have been cut off before it reached it.
    return (await resume(context, timeline, next, prefix)) && backfill(context, timeline, next, prefix);
  }
  const { page, statuses } = found;
  const newest = statuses[0];
  const oldest = statuses.at(-1);
  const before = next[key];

  const edits = new Map(known.map(([id, , , edited]) => [id, edited]));
  const changed = statuses.filter(({ id, edited_at }) => edits.has(id) && edits.get(id) !== (edited_at ?? ''));
  // It was hidden at the last visit, although its neighbours were shown: it was gone, and is back.
  const back = ({ id }: Status): boolean =>
    !edits.has(id) && before !== undefined && !laterId(id, before) && known.some(([older]) => laterId(id, older));
  await take(context, timeline, page, [...changed, ...statuses.filter(back)]);

  const shown = new Set(statuses.map((status) => status.id));
  // A status older than the page's last one has only moved on to the next page, if there is one.
  const whole = statuses.length < PAGE && linked(page, 'next') === null;
  const missing = known.filter(([id]) => !shown.has(id) && (oldest === undefined || whole || laterId(id, oldest.id)));
  const unanswered = await askForMissing(context, timeline, missing);
  next[`${prefix}window`] = JSON.stringify([...windowOf(statuses), ...unanswered]);

  const fresh = statuses.filter((status) => before === undefined || laterId(status.id, before));
  if (newest !== undefined && oldest !== undefined && fresh.length > 0) {
    if (before !== undefined && fresh.length === statuses.length) {
      // Everything on the newest page is new: there may be more between it and what is known.
      next[`${prefix}behind`] = 'yes';
    } else {
      await take(context, timeline, page, fresh);
      next[key] = newest.id;
      delete next[`${prefix}behind`];
      if (before === undefined) next[`${prefix}backfill`] = `${BACKFILL_PAGES} ${oldest.id}`;
    }
  }
  return (await resume(context, timeline, next, prefix)) && backfill(context, timeline, next, prefix);
};
