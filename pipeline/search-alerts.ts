/** Asks a watched search again and tells its owner what is new. It sees what its owner may see at that moment, and no more. */
import { addMilliseconds } from '#core/clock.ts';
import { may } from '#core/roles.ts';
import { type AlertWay, type SavedSearch, WATCH_MILLISECONDS } from '#core/saved-search.ts';
import type { PostSight } from '#store/post-window.ts';
import type { AlertState, Bulletin } from '#store/search-alerts.ts';
import { sendSearchBulletin } from '#takedowns/search-bulletin.ts';
import { publishChange } from './changes.ts';
import type { PipelineContext } from './context.ts';
import type { Outcome } from './jobs.ts';
import { readQuestion } from './saved-searches.ts';

/** How many entries of the journal are asked for again: a batch may become visible after one with a higher number. */
const OVERLAP = 1000;

/** What the owner may see now; undefined where they may not search (any more). */
const sightOfOwner = async (
  { store }: Pick<PipelineContext, 'store'>,
  { ownerId }: SavedSearch,
): Promise<PostSight | undefined> => {
  const account = await store.accounts.get(ownerId);
  if (account === null || account.disabled || !may(account.roles, 'post:search')) return undefined;
  return account.sight ?? null;
};

/** Brings one message on its ways. What does not get through is tried again, as the same message, when the search is asked next. */
const tell = async (context: PipelineContext, search: SavedSearch, bulletin: Bulletin): Promise<void> => {
  const { store, escalation, log } = context;
  const left: string[] = [];
  for (const way of bulletin.left as AlertWay[]) {
    const error = await sendSearchBulletin({ ...bulletin, searchId: search.id }, way, {
      ...{ emails: escalation?.emails ?? [], webhookUrl: escalation?.webhookUrl ?? null },
      ...{ publicUrl: escalation?.publicUrl ?? '', key: context.requestKey, send: context.send, mail: context.mail },
      ...{ now: () => context.clock.now(), newNonce: context.newNonce },
    });
    if (error === null) continue;
    left.push(way);
    log.warn({ search: search.id, way, error }, 'a message about a saved search was not delivered');
  }
  const isDone = left.length === 0;
  await store.searchAlerts.write(search.id, {
    ...{ bulletin: isDone ? null : { ...bulletin, left }, undelivered: !isDone },
    ...(isDone ? { toldAt: bulletin.at } : {}),
  });
};

const bulletinOf = async (
  { store }: PipelineContext,
  search: SavedSearch,
  state: AlertState,
  { now, sight }: { now: string; sight: PostSight },
): Promise<Bulletin | null> => {
  const ways = search.alert?.ways ?? [];
  if (state.bulletin !== null) {
    // A way that was taken out meanwhile is not gone any more.
    const left = state.bulletin.left.filter((way) => (ways as readonly string[]).includes(way));
    return { ...state.bulletin, left };
  }
  const count = await store.searchAlerts.count(search.id, { after: state.toldAt, until: now }, sight);
  return count === 0 ? null : { id: `${search.id}-${Date.parse(now)}`, at: now, count, left: [...ways] };
};

export const watchSearch = async ({ searchId }: { searchId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock } = context;
  const { searchAlerts } = store;
  const now = clock.now().toISOString();
  const search = await store.searches.get(searchId);
  if (search === null || search.removedAt !== null || search.alert === null) {
    await searchAlerts.end(searchId);
    return 'skipped';
  }
  if (search.alert.paused) {
    await searchAlerts.pause(searchId);
    return 'skipped';
  }
  const state = await searchAlerts.claim(searchId, now, addMilliseconds(now, WATCH_MILLISECONDS));
  if (state === null) return 'skipped';
  const sight = await sightOfOwner(context, search);
  if (sight === undefined) return 'skipped';
  const entry = await searchAlerts.lastEntry();
  const entered = { first: state.first, since: Math.max(state.first, state.entry - OVERLAP) };
  const { question } = readQuestion(search.question);
  for await (const page of store.posts.seenBy(sight).stream({ ...question, entered }))
    await searchAlerts.add(searchId, page, now);
  const bulletin = await bulletinOf(context, search, state, { now, sight });
  // The message is written down before it leaves, so that it is the same one after a crash.
  await searchAlerts.write(searchId, { entry, ranAt: now, bulletin });
  if (bulletin !== null) await tell(context, search, bulletin);
  if ((await searchAlerts.count(searchId, { after: state.ranAt ?? state.seenAt, until: now }, sight)) > 0)
    await publishChange(store.redis, store.namespace, { topic: 'search', id: searchId, ownerId: search.ownerId });
  return 'done';
};
