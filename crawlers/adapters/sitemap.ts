import { sha256 } from '#core/hash.ts';
import type { PageRecipe } from '#core/source.ts';
import type { Adapter, AdapterContext, Cursor, Visit } from '../contract.ts';
import { sitemapsOf } from '../robots/robots.ts';
import { reportMissing } from './missing.ts';
import { visitOptions } from './page.ts';
import { readPage } from './recipe.ts';
import { readSitemap, SITEMAP_LIMITS, type SitemapFile } from './sitemap-file.ts';
import {
  ALWAYS,
  closeReading,
  forget,
  type Known,
  type KnownMap,
  newestLocationsFirst,
  type Pending,
  readState,
  remember,
  type SitemapState,
  takeListed,
} from './sitemap-state.ts';

const ACCEPT = 'application/xml, text/xml;q=0.9, application/gzip;q=0.9, text/plain;q=0.5';
const TYPES =
  /^(application\/(xml|gzip|x-gzip|octet-stream)|text\/(xml|plain)|(application|text)\/[\w.-]+\+xml)\s*(;|$)/i;
/** Children of an index that are followed: those with the newest `lastmod`. */
const CHILDREN = 500;
/** Known pages that are asked for once more in one poll, because no `lastmod` tells their changes. */
const REVISITS = 100;
/** A page that cannot be had is tried in this many rounds, then left out, and said. */
const TRIES = 5;
/** A child that its index calls unchanged is asked all the same after this long: what was taken out of it has no date. */
const REREAD = 86_400_000;

/** One address during one poll. */
interface Site {
  context: AdapterContext;
  address: string;
  recipe: PageRecipe;
  state: SitemapState;
  /** Pages that this poll has visited. */
  done: Set<string>;
}

/** An address in one spelling, without fragment; null for what is none. */
const addressOf = (text: string, base?: string): string | null => {
  try {
    const url = new URL(text, base);
    url.hash = '';
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
};

/** The protocol: a sitemap speaks for its own directory and what lies below, on its own host and scheme. */
const directoryOf = (url: string): string => new URL('.', url).href;

/** Those whose address may be named here; the others are said in one sentence. */
const inScope = <T extends { loc: string }>(
  { context }: Site,
  from: string,
  entries: readonly T[],
  scope: string,
): (T & { url: string })[] => {
  const found: (T & { url: string })[] = [];
  const others: string[] = [];
  for (const entry of entries) {
    const url = addressOf(entry.loc);
    if (url?.startsWith(scope)) found.push({ ...entry, url });
    else others.push(entry.loc);
  }
  if (others.length > 0)
    context.skip(
      from,
      'not_allowed',
      `${others.length} of the locations do not lie below ${scope}, for which this sitemap may speak; the first is ${others[0]?.slice(0, 200)}`,
    );
  return found;
};

const isRobots = (address: string): boolean => ['/', '/robots.txt'].includes(new URL(address).pathname);

/** The sitemaps to begin with. False when the poll is over for now. */
const openRound = async (site: Site): Promise<boolean> => {
  const { context, address, state } = site;
  let roots = [address];
  if (isRobots(address)) {
    const origin = new URL('/', address).href;
    const visit = await context.visit(new URL('/robots.txt', origin).href, {
      accept: 'text/plain',
      types: /^text\/plain\b/i,
      conditional: state.maps.length > 0,
    });
    if (visit.kind === 'held') return false;
    if (visit.kind === 'page') {
      // Whoever writes robots.txt speaks for the whole host (protocol, "Sitemaps & Cross Submits").
      const named = inScope(
        site,
        address,
        sitemapsOf(visit.text).map((loc) => ({ loc })),
        origin,
      );
      if (named.length > 0) await visit.capture();
      roots = named.length > 0 ? named.map(({ url }) => url) : [new URL('/sitemap.xml', origin).href];
    } else {
      const before = state.maps.filter(({ parent }) => parent === null).map(({ url }) => url);
      roots = before.length > 0 ? before : [new URL('/sitemap.xml', origin).href];
    }
    state.scope = origin;
  }
  const kept = new Set([...new Set(roots)].slice(0, CHILDREN));
  state.maps = [
    ...[...kept].map((url) => mapOf(state, { url, parent: null, lastmod: null, until: null })),
    ...state.maps.filter(({ url, parent }) => parent !== null && kept.has(parent) && !kept.has(url)),
  ];
  dropOrphans(state);
  state.toRead = [...kept];
  state.pending = newestLocationsFirst([...state.pending, ...state.retry]);
  state.retry = [];
  return true;
};

const mapOf = (state: SitemapState, named: Omit<KnownMap, 'read'>): KnownMap => ({
  ...named,
  read: state.maps.find(({ url }) => url === named.url)?.read ?? null,
});

/** What only a sitemap named that is named no more itself. */
const dropOrphans = (state: SitemapState): void => {
  const urls = new Set(state.maps.map(({ url }) => url));
  forget(state, ({ map }) => !urls.has(map));
  state.again = state.again.filter((url) => urls.has(url));
};

/** Which children of an index are to be read: what may have changed, and always the newest one. */
const childrenToRead = ({ context, state }: Site, index: string): string[] => {
  const now = context.now();
  const children = state.maps.filter(({ parent }) => parent === index);
  const newest = newestLocationsFirst(children)[0];
  return newestLocationsFirst(children)
    .filter(
      (child) =>
        child === newest ||
        child.lastmod === null ||
        child.read === null ||
        child.read.lastmod === null ||
        child.lastmod > child.read.lastmod ||
        (child.until !== null && child.until > child.read.at) ||
        state.again.includes(child.url) ||
        Date.parse(now) - Date.parse(child.read.at) >= REREAD,
    )
    .map(({ url }) => url);
};

const takeIndex = (site: Site, index: string, { entries }: SitemapFile, from: string): void => {
  const { context, state } = site;
  const scope = state.scope ?? directoryOf(from);
  const roots = new Set(state.maps.filter(({ parent }) => parent === null).map(({ url }) => url));
  const named = newestLocationsFirst(inScope(site, index, entries, scope)).filter(({ url }) => !roots.has(url));
  if (named.length > CHILDREN)
    context.skip(index, 'budget', `names ${named.length} sitemaps; the ${CHILDREN} that changed last are followed`);
  const children = new Map(named.slice(0, CHILDREN).map((child) => [child.url, child]));
  state.maps = [
    ...state.maps.filter(({ url, parent }) => parent !== index && !children.has(url)),
    ...[...children.values()].map(({ url, lastmod, until }) => mapOf(state, { url, parent: index, lastmod, until })),
  ];
  dropOrphans(state);
};

/** Takes in one sitemap that could be visited. */
const takeMap = async (site: Site, map: KnownMap, visit: Visit & { kind: 'page' }): Promise<void> => {
  const { context, state } = site;
  const file = await readSitemap(visit);
  if (typeof file === 'string') return context.skip(map.url, 'type', `this is not a sitemap that can be read: ${file}`);
  if (file.kind === 'index' && map.parent !== null)
    return context.skip(map.url, 'type', 'an index of sitemaps may not name another index');
  if (file.isCut)
    context.skip(map.url, 'size', `has more than ${SITEMAP_LIMITS.entries} entries; those after that are not read`);
  if (file.entries.length > 0) await visit.capture();
  if (map.parent === null && !isRobots(site.address)) state.scope = directoryOf(visit.url);
  map.read = { lastmod: map.lastmod, at: context.now() };
  state.again = state.again.filter((url) => url !== map.url);
  if (file.kind === 'index') {
    takeIndex(site, map.url, file, visit.url);
    forget(state, (known) => known.map === map.url);
    state.toRead.push(...childrenToRead(site, map.url));
    return;
  }
  // A day that has not come yet says nothing about when something changed.
  const tomorrow = new Date(Date.parse(context.now()) + 86_400_000).toISOString();
  const listed = inScope(site, map.url, file.entries, state.scope ?? directoryOf(visit.url)).map((entry) =>
    entry.lastmod !== null && entry.lastmod > tomorrow ? { ...entry, lastmod: null, until: null } : entry,
  );
  const left = takeListed(state, map.url, listed);
  if (left > 0)
    context.skip(map.url, 'budget', `${left} locations without lastmod are not followed: there are too many of them`);
};

/** False when the poll is over for now. */
const readMaps = async (site: Site): Promise<boolean> => {
  const { context, state } = site;
  for (let url = state.toRead[0]; url !== undefined; url = state.toRead[0]) {
    const map = state.maps.find((one) => one.url === url);
    if (map !== undefined) {
      const visit = await context.visit(map.url, {
        accept: ACCEPT,
        types: TYPES,
        maxBytes: SITEMAP_LIMITS.bytes,
        conditional: map.read !== null && !state.again.includes(map.url),
      });
      if (visit.kind === 'held') return false;
      if (visit.kind === 'page') await takeMap(site, map, visit);
      else if (visit.kind === 'unchanged') {
        map.read = { lastmod: map.lastmod, at: context.now() };
        state.toRead.push(...childrenToRead(site, map.url));
      }
    }
    state.toRead.shift();
    if (state.toRead.length === 0) closeReading(state);
  }
  return true;
};

/** Visits one location, and remembers it. False when the poll is over for now. */
const visitPage = async (site: Site, entry: Pending): Promise<boolean> => {
  const { context, recipe, state, done } = site;
  const { url, map, lastmod, until } = entry;
  const old = state.known.find((one) => one.url === url);
  const visit = await context.visit(url, visitOptions(recipe));
  if (visit.kind === 'held') return false;
  done.add(url);
  const now = context.now();
  const keep = (ids: string[]): void => {
    const open = lastmod === null ? ALWAYS : until !== null && until > now ? until : null;
    remember(state, { url, map, lastmod, open, ids });
  };
  const lost = (ids: readonly string[]): void => {
    for (const nativeId of ids) context.gone({ nativeId, url, at: now });
  };
  if (visit.kind === 'unchanged') keep(old?.ids ?? []);
  else if (visit.kind === 'skipped') {
    const isGone = visit.status === 404 || visit.status === 410;
    const mayCome = !isGone && ['dead', 'timeout'].includes(visit.skip.reason);
    const tries = (entry.tries ?? 0) + 1;
    if (mayCome && tries < TRIES) state.retry.push({ ...entry, tries });
    else {
      if (mayCome) context.skip(url, 'dead', `left out after ${TRIES} tries, until its lastmod changes`);
      if (isGone) lost(old?.ids ?? []);
      keep(isGone ? [] : (old?.ids ?? []));
    }
  } else {
    let items: ReturnType<typeof readPage>['items'];
    try {
      ({ items } = readPage(visit.tree(), visit.url, recipe));
    } catch (error) {
      context.skip(url, 'type', `the recipe cannot be applied: ${error instanceof Error ? error.message : error}`);
      keep(old?.ids ?? []);
      return true;
    }
    if (items.length > 0) {
      const captureId = await visit.capture();
      for (const item of items) context.item({ ...item, captureId });
    }
    const ids = [...new Set(items.flatMap(({ nativeId }) => nativeId ?? []))];
    // The page was read, and does not show them any more.
    lost((old?.ids ?? []).filter((id) => !ids.includes(id)));
    keep(ids);
  }
  return true;
};

const pendingOf = ({ url, map, lastmod, open }: Known): Pending => ({
  url,
  map,
  lastmod,
  until: lastmod === null ? null : open,
});

/**
 * One poll of one address. A round reads the sitemaps, then the pages that are new or newer, then asks for what is listed no
 * more, and last for what no date tells of. What a poll does not reach of it stays in the cursor.
 * @returns false when the poll is over for now
 */
const pollSite = async (site: Site): Promise<boolean> => {
  const { context, state } = site;
  const goesOn = state.toRead.length > 0 || state.pending.length > 0;
  if (!goesOn && !(await openRound(site))) return false;
  if (!(await readMaps(site))) return false;
  for (let entry = state.pending[0]; entry !== undefined; entry = state.pending[0]) {
    if (!(await visitPage(site, entry))) return false;
    state.pending.shift();
  }
  if (state.backlog !== null && site.done.size > 0) context.unfinished();
  state.ask = await reportMissing(context, state.ask);
  // Whoever was asked longest ago stands first.
  const open = state.known.filter(({ url, open }) => open !== null && !site.done.has(url));
  for (const known of open.slice(0, REVISITS)) if (!(await visitPage(site, pendingOf(known)))) return false;
  return true;
};

/** The address at which the last poll was held. */
const FIRST = 'first';

/**
 * Reads a site by its sitemaps (sitemaps.org): the address of one, of an index, or of robots.txt that names them. Pages are read by
 * a recipe, newest `lastmod` first; those without one are asked for conditionally.
 */
export const sitemapAdapter: Adapter = {
  poll: async (context, cursor) => {
    const { addresses, recipes } = context.source;
    const { [FIRST]: first, ...next }: Cursor = cursor;
    const sites = addresses.flatMap((address, index) => {
      const recipe = recipes?.[index] ?? recipes?.[0];
      if (recipe !== undefined) return { address, recipe, key: sha256(address).slice(0, 12) };
      context.skip(address, 'type', 'the source has no recipe for this address');
      return [];
    });
    const start = Math.max(
      0,
      sites.findIndex(({ key }) => key === first),
    );
    for (const { key, address, recipe } of [...sites.slice(start), ...sites.slice(0, start)]) {
      const site: Site = { context, address, recipe, state: readState(next, key), done: new Set() };
      const isThrough = await pollSite(site);
      const { state } = site;
      next[key] = JSON.stringify(state);
      if (state.toRead.length > 0 || state.pending.length > 0) context.unfinished();
      if (!isThrough) return { ...next, [FIRST]: key };
    }
    return next;
  },
};
