import type { AdapterContext, Cursor, FoundItem, Probe, SkipReason, VisitedPage } from '../contract.ts';
import { probe } from './probe.ts';

/** Pages that a first visit goes back, before it only follows what is new. */
const BACKFILL_PAGES = 25;
/** At most this many addresses are asked for per poll, so that a list that only moves on costs little. */
const ASKED = 20;
/** A page of a gap that cannot be read is tried this often, then left out, and said. */
const TRIES = 5;

/** An item of a list. `order` grows with time: later items have a higher one. */
export interface Entry {
  order: number;
  /** Changes when the item was edited; what changes without an edit (counts, signatures of addresses) is not in it. */
  version: string;
  item: Omit<FoundItem, 'captureId'> & { nativeId: string; url: string };
  /** Seen, and not to be taken. */
  refusal?: { reason: SkipReason; detail: string } | null | undefined;
}

export interface ListPage {
  entries: Entry[];
  /** The page with what is older; null where this is the end. */
  older: string | null;
}

/** A list of items, newest first, in pages: what telegram channels and forums have in common. */
export interface NewestFirst {
  /** What the cursor keeps of this list begins with this. */
  key: string;
  newest: string;
  accept: string;
  types: RegExp;
  /** Reads a page; a sentence when it is not one. */
  read(page: VisitedPage): ListPage | string;
  /**
   * Where pages are numbered, they move when an item is added or taken away in front of them: the page before this one, to be
   * looked at once more when a walk goes on after a pause.
   */
  newer?(url: string): string | null;
  probe: Probe;
}

/** An item as the cursor remembers it. */
type Remembered = [order: number, nativeId: string, url: string, version: string];

/** Pages that are still to be read: from this one on back to an item that is known. */
interface Gap {
  url: string;
  until: number;
  /** The last item read before it. */
  before?: number;
  /** Most pages to go back. */
  left?: number;
  tries?: number;
}

interface State {
  high: number | undefined;
  window: Remembered[];
  /** Vanished items that could not be asked for yet. */
  ask: Remembered[];
  gaps: Gap[];
}

const parse = <T>(text: string | undefined): T[] => {
  const value: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(value) ? (value as T[]) : [];
};

const readState = (cursor: Cursor, key: string): State => ({
  high: cursor[`${key}high`] === undefined ? undefined : Number(cursor[`${key}high`]),
  window: parse(cursor[`${key}window`]),
  ask: parse(cursor[`${key}ask`]),
  gaps: parse(cursor[`${key}gaps`]),
});

const writeState = (cursor: Cursor, key: string, state: State): void => {
  if (state.high !== undefined) cursor[`${key}high`] = String(state.high);
  for (const name of ['window', 'ask', 'gaps'] as const) {
    if (state[name].length > 0) cursor[`${key}${name}`] = JSON.stringify(state[name]);
    else delete cursor[`${key}${name}`];
  }
};

const take = async (context: AdapterContext, page: VisitedPage, entries: readonly Entry[]): Promise<void> => {
  for (const { item, refusal } of entries) {
    if (refusal) context.skip(item.url, refusal.reason, refusal.detail);
    else context.item({ ...item, captureId: await page.capture() });
  }
};

/** What is new on the newest page, what was edited there, and what has vanished from it. */
const takeNewest = async (
  context: AdapterContext,
  page: VisitedPage,
  { entries, older }: ListPage,
  state: State,
): Promise<void> => {
  const { high, window } = state;
  const versions = new Map(window.map(([, nativeId, , version]) => [nativeId, version]));
  const lowest = Math.min(...window.map(([order]) => order));
  const isNew = ({ order }: Entry): boolean => high === undefined || order > high;
  const isChanged = ({ item, version }: Entry): boolean =>
    versions.has(item.nativeId) && versions.get(item.nativeId) !== version;
  // It was hidden at the last visit, although its neighbours were shown: it was gone, and is back.
  const isBack = ({ item, order }: Entry): boolean => !versions.has(item.nativeId) && order > lowest;
  await take(
    context,
    page,
    entries.filter((entry) => isNew(entry) || isChanged(entry) || isBack(entry)),
  );

  const shown = new Set(entries.map(({ item }) => item.nativeId));
  const oldest = entries.at(-1)?.order;
  // An item older than the page's last one has only moved on to the next page, if there is one.
  const missing = window.filter(
    ([order, nativeId]) => !shown.has(nativeId) && (older === null || oldest === undefined || order > oldest),
  );
  state.ask = [...state.ask.filter(([, nativeId]) => !shown.has(nativeId)), ...missing];

  if (older !== null && entries.length > 0 && entries.every(isNew)) {
    // Everything here is new: there may be more between it and what is known.
    const before = oldest ?? 0;
    if (high === undefined) state.gaps = [{ url: older, until: 0, before, left: BACKFILL_PAGES }];
    else state.gaps.unshift({ url: older, until: high, before });
  }
  const newest = entries[0]?.order;
  if (newest !== undefined) state.high = Math.max(high ?? newest, newest);
  state.window = entries.map(({ order, item, version }) => [order, item.nativeId, item.url, version]);
};

type Walked = 'closed' | 'held' | 'failed';

/** Walks back through one gap. What is left of it stays in `state`. */
const walk = async (context: AdapterContext, list: NewestFirst, state: State, gap: Gap): Promise<Walked> => {
  let resumed = true;
  for (;;) {
    const visit = await context.visit(gap.url, { accept: list.accept, types: list.types });
    if (visit.kind === 'held') return 'held';
    const found = visit.kind === 'page' ? list.read(visit) : 'the page could not be had';
    if (visit.kind !== 'page' || typeof found === 'string') {
      if (visit.kind === 'page') context.skip(gap.url, 'type', String(found));
      gap.tries = (gap.tries ?? 0) + 1;
      if (gap.tries < TRIES) return 'failed';
      context.skip(
        gap.url,
        'dead',
        `left out after ${TRIES} tries: what lies between here and ${gap.until} is not read`,
      );
      return 'closed';
    }
    const entries = found.entries.toSorted((a, b) => b.order - a.order);
    await take(
      context,
      visit,
      entries.filter(({ order }) => order > gap.until),
    );
    const before = gap.before;
    const newer = list.newer?.(gap.url) ?? null;
    if (resumed && newer !== null && before !== undefined && (entries[0]?.order ?? 0) < before) {
      state.gaps.push({ url: newer, until: gap.until, left: 1 });
    }
    resumed = false;
    delete gap.tries;
    if (gap.left !== undefined) gap.left -= 1;
    const oldest = entries.at(-1)?.order;
    const reached = oldest !== undefined && oldest <= gap.until;
    if (reached || found.older === null || found.older === gap.url || gap.left === 0) return 'closed';
    gap.url = found.older;
    if (oldest !== undefined) gap.before = Math.min(oldest, before ?? oldest);
  }
};

const closeGaps = async (context: AdapterContext, list: NewestFirst, state: State): Promise<boolean> => {
  const failed: Gap[] = [];
  for (let gap = state.gaps[0]; gap !== undefined; gap = state.gaps[0]) {
    const walked = await walk(context, list, state, gap);
    if (walked === 'held') {
      context.unfinished();
      state.gaps.push(...failed);
      return false;
    }
    state.gaps.shift();
    if (walked === 'failed') failed.push(gap);
  }
  state.gaps = failed;
  return true;
};

/** Asks for what has vanished at its own address. False when the poll is over for now. */
const askForMissing = async (context: AdapterContext, list: NewestFirst, state: State): Promise<boolean> => {
  for (let asked = 0; asked < ASKED; asked += 1) {
    const [entry] = state.ask;
    if (entry === undefined) return true;
    const [, nativeId, url] = entry;
    const { answer, by } = await probe(context.visit, url, context.source, list.probe);
    if (answer === 'held') return false;
    if (answer === 'gone') {
      context.gone({ nativeId, url, at: context.now(), ...(by === undefined ? {} : { by }) });
    }
    state.ask.shift();
  }
  return true;
};

/**
 * One poll of a list. The newest page is read at every visit: it shows what is new, edits, and what was taken away. Where it
 * shows nothing that is known, older pages are read until one does; what a poll does not reach stays in the cursor as a gap,
 * so that nothing is lost however often it is interrupted.
 * @returns false when the poll is over for now
 */
const pollList = async (context: AdapterContext, list: NewestFirst, next: Cursor): Promise<boolean> => {
  const state = readState(next, list.key);
  const finish = (goesOn: boolean): boolean => {
    writeState(next, list.key, state);
    return goesOn;
  };
  const visit = await context.visit(list.newest, {
    accept: list.accept,
    types: list.types,
    conditional: state.window.length > 0,
  });
  if (visit.kind === 'held') return false;
  if (visit.kind === 'skipped') return true;
  if (visit.kind === 'page') {
    const page = list.read(visit);
    if (typeof page === 'string') {
      context.skip(list.newest, 'type', page);
      return true;
    }
    await takeNewest(context, visit, { ...page, entries: page.entries.toSorted((a, b) => b.order - a.order) }, state);
  }
  return finish((await closeGaps(context, list, state)) && (await askForMissing(context, list, state)));
};

/** The list at which the last poll was held. */
const FIRST = 'first';

/**
 * Polls lists one after the other. A poll that ended early is followed by one that begins with the list at which it was held:
 * else the first pages of the others would use up the budget before it every time.
 */
export const pollNewestFirst = async (
  context: AdapterContext,
  lists: readonly NewestFirst[],
  cursor: Cursor,
): Promise<Cursor> => {
  const { [FIRST]: first, ...next } = cursor;
  const start = Math.max(
    0,
    lists.findIndex(({ key }) => key === first),
  );
  for (const [index, list] of [...lists.slice(start), ...lists.slice(0, start)].entries()) {
    if (await pollList(context, list, next)) continue;
    // The lists before it have used up what one poll may cost.
    if (index > 0) context.unfinished();
    return { ...next, [FIRST]: list.key };
  }
  return next;
};
