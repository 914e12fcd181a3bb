import { sha256 } from '#core/hash.ts';
import type { PageRecipe } from '#core/source.ts';
import type { AdapterContext, Cursor } from '../contract.ts';
import { type Remembered, readRemembered, reportMissing } from './missing.ts';
import type { RecipePage } from './recipe.ts';

/** A page to visit: a list (depth counts its pages) or, where the recipe follows links, a page that holds items. */
export interface Job {
  url: string;
  list: boolean;
  depth: number;
  /** The link that led here: a thread's first page. */
  root: string;
}

/** A page as it was at the last visit. */
interface Known extends Omit<Job, 'url'> {
  items: Remembered[];
  follow: string[];
  /** SHA-256 of its text: tells a change where the server gives no validator. */
  hash: string;
}

/** Pages, items and links that are remembered between polls. */
const PAGES = 100;
const ITEMS = 500;

const parse = <T>(text: string | undefined, otherwise: T): T =>
  text === undefined ? otherwise : (JSON.parse(text) as T);

const bare = (url: string): string => url.replace(/#.*$/, '');

/** What a page no longer shows. From a list, items at its end have only moved on. */
const takenOut = (page: { list: boolean; items: Remembered[] }, shown: ReadonlySet<string>): Remembered[] => {
  const end = page.list ? page.items.findLastIndex(([id]) => shown.has(id)) + 1 : page.items.length;
  return page.items.slice(0, end).filter(([id]) => !shown.has(id));
};

/** The pages that were read last, as many as a cursor may hold. */
const bounded = (known: ReadonlyMap<string, Known>): [string, Known][] => {
  let items = 0;
  return [...known]
    .reverse()
    .slice(0, PAGES)
    .filter(([, page]) => {
      items += page.items.length + page.follow.length;
      return items <= ITEMS;
    })
    .reverse();
};

/**
 * One address of a page source during one poll: which pages are to be visited, first those that may hold something new
 * (`urgent`), then those that are known and may have changed (`later`); what was shown, and what is missing.
 */
export const openPageSite = (context: AdapterContext, address: string, recipe: PageRecipe, cursor: Cursor) => {
  const key = sha256(address).slice(0, 12);
  const known = new Map(Object.entries(parse<Record<string, Known>>(cursor[`${key}.pages`], {})));
  const before = new Set([...known.values()].flatMap(({ items, follow }) => [...items.map(([id]) => id), ...follow]));
  const start: Job = { url: address, list: true, depth: 1, root: address };
  const left = parse<Job[]>(cursor[`${key}.queue`], []).filter(({ url }) => url !== address);
  const urgent: Job[] = [start, ...left.filter(({ url }) => !known.has(url))];
  let later: Job[] = left.filter(({ url }) => known.has(url));
  const lastRound = cursor[`${key}.round`];
  const isRound =
    recipe.revisitSeconds === undefined ||
    lastRound === undefined ||
    Date.parse(lastRound) + recipe.revisitSeconds * 1000 <= Date.parse(context.now());
  const done = new Set<string>();
  const shown = new Set<string>();
  const read = new Set<string>();
  const former: Known[] = [];
  const missing: Remembered[] = readRemembered(cursor[`${key}.ask`]);

  const queue = (job: Job, isUrgent: boolean): void => {
    if (done.has(job.url) || urgent.some(({ url }) => url === job.url)) return;
    const known = later.some(({ url }) => url === job.url);
    if (isUrgent) {
      later = later.filter(({ url }) => url !== job.url);
      urgent.push(job);
    } else if (!known) later.push(job);
  };
  /** A thread's first page and those of its further pages that are known. */
  const queueThread = (root: string, isUrgent: boolean): void => {
    queue({ url: root, list: false, depth: 1, root }, isUrgent);
    for (const [url, { list, depth, root: from }] of known) {
      if (!list && from === root) queue({ url, list, depth, root }, isUrgent);
    }
  };
  const queueKnown = (): void => {
    if (!isRound) return;
    for (const page of [...known.values()]) if (!page.list) queueThread(page.root, false);
  };

  return {
    recipe,
    /** The next page to visit; `finish` it, or it is visited again next time. */
    next: (phase: 'urgent' | 'later'): Job | undefined => (phase === 'urgent' ? urgent[0] : (urgent[0] ?? later[0])),
    finish: (job: Job): void => {
      done.add(job.url);
      const list = urgent[0] === job ? urgent : later;
      list.shift();
    },
    took: (job: Job, page: RecipePage, text: string): void => {
      const hash = sha256(text);
      const old = known.get(job.url);
      const changed = old?.hash !== hash;
      const fresh =
        page.items.some(({ nativeId }) => !before.has(nativeId ?? '')) || page.follow.some((url) => !before.has(url));
      const items: Remembered[] = [];
      for (const { nativeId, url } of page.items) {
        if (nativeId === undefined || url === undefined) continue;
        shown.add(nativeId);
        items.push([nativeId, url]);
      }
      if (old !== undefined) former.push(old);
      read.add(job.url);
      known.delete(job.url);
      const { list, depth, root } = job;
      if (items.length + page.follow.length > 0)
        known.set(job.url, { list, depth, root, items, follow: page.follow, hash });
      if (list) {
        for (const url of page.follow)
          if (changed || isRound || !before.has(url)) queueThread(url, changed || !before.has(url));
        queueKnown();
      }
      // Further pages of a list are read while they show something new; those of a thread always: it grows at its end.
      if (page.next !== undefined && depth < recipe.maxPages && (fresh || !list)) {
        queue({ ...job, url: page.next, depth: depth + 1 }, !known.has(page.next) || list);
      }
    },
    unchanged: (job: Job): void => {
      for (const [id] of known.get(job.url)?.items ?? []) shown.add(id);
      // The list is as it was; what it leads to may not be.
      if (job.list) queueKnown();
    },
    vanished: (job: Job): void => {
      missing.push(...(known.get(job.url)?.items ?? []));
      read.add(job.url);
      known.delete(job.url);
    },
    /** Reports what is gone and writes down what the next poll has to know. */
    close: async (next: Cursor, held: boolean): Promise<void> => {
      for (const page of former) missing.push(...takenOut(page, shown));
      const open: Remembered[] = [];
      for (const [nativeId, url] of missing) {
        if (shown.has(nativeId)) continue;
        // Its own page was read (or is gone) and does not hold it any more.
        if (read.has(bare(url))) context.gone({ nativeId, url, at: context.now() });
        else open.push([nativeId, url]);
      }
      next[`${key}.ask`] = JSON.stringify(held ? open : await reportMissing(context, open));
      if (isRound) next[`${key}.round`] = context.now();
      next[`${key}.queue`] = JSON.stringify([...urgent, ...later]);
      next[`${key}.pages`] = JSON.stringify(Object.fromEntries(bounded(known)));
    },
  };
};

export type PageSite = ReturnType<typeof openPageSite>;
