import { sha256 } from '#core/hash.ts';
import type { PageRecipe } from '#core/source.ts';
import type { Adapter, AdapterContext, Cursor, VisitOptions } from '../contract.ts';
import { type Remembered, readRemembered, reportMissing } from './missing.ts';
import { type RecipePage, readPage } from './recipe.ts';

const TYPES = /^(text\/html|application\/xhtml\+xml|text\/plain)\b/i;
const ACCEPT = 'text/html, application/xhtml+xml;q=0.9';
/** Pages and items that are remembered between polls. */
const PAGES = 100;
const ITEMS = 500;

/** A page to visit: a list (depth counts its pages) or, where the recipe follows links, a page that holds items. */
interface Job {
  url: string;
  list: boolean;
  depth: number;
  /** The link that led here: a thread's first page. */
  root: string;
}

interface Known {
  root: string;
  list: boolean;
  depth: number;
  items: Remembered[];
}

/** Reads the items of any allow-listed site by a recipe of CSS selectors, over HTTP or, where the recipe says so, in Chromium. */
export const pageAdapter: Adapter = {
  poll: async (context, cursor) => {
    const next: Cursor = { ...cursor };
    for (const [index, address] of context.source.addresses.entries()) {
      const recipe = context.source.recipes?.[index] ?? context.source.recipes?.[0];
      if (recipe === undefined) context.skip(address, 'type', 'the source has no recipe for this address');
      else if (!(await pollAddress(context, address, recipe, next))) break;
    }
    return next;
  },
};

const parse = <T>(text: string | undefined, otherwise: T): T =>
  text === undefined ? otherwise : (JSON.parse(text) as T);

const bare = (url: string): string => url.replace(/#.*$/, '');

/** False when the poll is over for now; the queue in the cursor then says what is left. */
const pollAddress = async (
  context: AdapterContext,
  address: string,
  recipe: PageRecipe,
  next: Cursor,
): Promise<boolean> => {
  const key = sha256(address).slice(0, 12);
  const known = new Map(Object.entries(parse<Record<string, Known>>(next[`${key}.pages`], {})));
  const before = new Set([...known.values()].flatMap(({ items }) => items.map(([id]) => id)));
  const start: Job = { url: address, list: true, depth: 1, root: address };
  const queue: Job[] = [start, ...parse<Job[]>(next[`${key}.queue`], []).filter(({ url }) => url !== address)];
  const queued = new Set(queue.map(({ url }) => url));
  const shown = new Set<string>();
  const read = new Set<string>();
  const missing: Remembered[] = readRemembered(next[`${key}.ask`]);
  const former: { list: boolean; items: Remembered[] }[] = [];

  const add = (job: Job): void => {
    if (queued.has(job.url)) return;
    queued.add(job.url);
    queue.push(job);
  };
  /** A thread's first page and those of its further pages that are known. */
  const addThread = (root: string): void => {
    add({ url: root, list: false, depth: 1, root });
    for (const [url, page] of known)
      if (!page.list && page.root === root) add({ url, list: false, depth: page.depth, root });
  };

  const take = (job: Job, page: RecipePage, captureId: () => string): void => {
    const unseen =
      page.items.some(({ nativeId }) => !before.has(nativeId ?? '')) || page.follow.some((url) => !known.has(url));
    if (page.items.length > 0 || page.follow.length > 0) captureId();
    const items: Remembered[] = [];
    for (const item of page.items) {
      context.item({ ...item, captureId: captureId() });
      if (item.nativeId === undefined || item.url === undefined) continue;
      shown.add(item.nativeId);
      items.push([item.nativeId, item.url]);
    }
    former.push({ list: job.list, items: known.get(job.url)?.items ?? [] });
    read.add(job.url);
    known.delete(job.url);
    if (items.length > 0) known.set(job.url, { root: job.root, list: job.list, depth: job.depth, items });
    if (job.list) for (const url of page.follow) addThread(url);
    // Further pages of a list are read while they show something new; those of a thread always, because it grows at its end.
    if (page.next !== undefined && job.depth < recipe.maxPages && (unseen || !job.list)) {
      add({ ...job, url: page.next, depth: job.depth + 1 });
    }
  };

  const options: VisitOptions = {
    accept: ACCEPT,
    types: TYPES,
    conditional: true,
    ...(recipe.render === 'browser' ? { render: { waitFor: recipe.waitFor } } : {}),
  };
  let held = false;
  while (queue.length > 0) {
    const [job] = queue;
    if (job === undefined) break;
    const visit = await context.visit(job.url, options);
    if (visit.kind === 'held') {
      held = true;
      break;
    }
    queue.shift();
    if (visit.kind === 'page') {
      try {
        take(job, readPage(visit.text, visit.url, recipe), visit.capture);
      } catch (error) {
        context.skip(
          job.url,
          'type',
          `the recipe cannot be applied: ${error instanceof Error ? error.message : error}`,
        );
      }
    } else if (visit.kind === 'unchanged') {
      for (const [id] of known.get(job.url)?.items ?? []) shown.add(id);
      // The list is as it was; what it leads to may not be.
      if (job.list) for (const page of [...known.values()]) if (!page.list) addThread(page.root);
    } else if (visit.status === 404 || visit.status === 410) {
      missing.push(...(known.get(job.url)?.items ?? []));
      read.add(job.url);
      known.delete(job.url);
    }
  }

  next[`${key}.queue`] = JSON.stringify(held ? queue : []);
  for (const page of former) missing.push(...takenOut(page, shown));
  const open: Remembered[] = [];
  for (const [nativeId, url] of missing) {
    if (shown.has(nativeId)) continue;
    // Its own page was read (or is gone) and does not hold it any more.
    if (read.has(bare(url))) context.gone({ nativeId, url, at: context.now() });
    else open.push([nativeId, url]);
  }
  next[`${key}.ask`] = JSON.stringify(held ? open : await reportMissing(context, open));
  next[`${key}.pages`] = JSON.stringify(Object.fromEntries(bounded(known)));
  return !held;
};

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
      items += page.items.length;
      return items <= ITEMS;
    })
    .reverse();
};
