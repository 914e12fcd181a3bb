import { detectLanguage } from '#classifiers/text/language.ts';
import { checkLocation, closeWhenGone } from '#core/case-state.ts';
import { addMilliseconds } from '#core/clock.ts';
import { dayTurns, isSpent } from '#core/day-budget.ts';
import type { CollectedItem, Disappearance, Post } from '#core/post.ts';
import { contentHashOf, itemIdOf, postIdOf } from '#core/post.ts';
import type { Source, SourceCost, SourceStatus } from '#core/source.ts';
import { isOverdue } from '#core/source-record.ts';
import { nextPause, withVisit } from '#core/visit-pace.ts';
import type { KeepCapture, PollResult } from '#crawlers/crawl.ts';
import type { Store } from '#store/store.ts';
import { type PipelineContext, systemActor } from './context.ts';
import { goneStatus } from './gone-status.ts';
import type { Outcome } from './jobs.ts';
import { publishCase } from './publish.ts';
import { putBack } from './put-back.ts';

/** Posts that one analyse job takes: enough to fill the model's batches, few enough to be quick. */
const ANALYSE_BATCH = 32;

export { isOverdue };

export const initialStatus = (source: Source, now: string): SourceStatus => ({
  sourceId: source.id,
  cursor: {},
  nextPollAt: now,
  lastPollAt: null,
  lastOutcome: null,
  lastReason: null,
  posts: 0,
  failures: 0,
});

/** Adds one visit; `result` is null where it failed. Times are RFC 3339. */
const costAfter = (
  before: SourceCost | undefined,
  began: string,
  ended: string,
  result: PollResult | null,
): SourceCost => {
  const old = before ?? {
    ...{ since: began, visits: 0, requests: 0, bytes: 0, notModified: 0 },
    ...{ captures: 0, browserPages: 0, milliseconds: 0 },
  };
  const captures = result?.captures ?? [];
  return {
    since: old.since,
    visits: old.visits + 1,
    requests: old.requests + (result?.requests ?? 0),
    bytes: old.bytes + (result?.bytes ?? 0),
    notModified: old.notModified + (result?.notModified ?? 0),
    captures: old.captures + captures.length,
    browserPages: old.browserPages + captures.filter(({ manifest }) => manifest.rendered).length,
    milliseconds: old.milliseconds + Math.max(0, Date.parse(ended) - Date.parse(began)),
  };
};

/** An item of a source as a post; its id is made of what it says. */
export const postOf = (
  item: CollectedItem,
  source: Source,
  now: string,
  context: Pick<PipelineContext, 'pseudonymOf'>,
): Post => {
  const itemId = itemIdOf(source.id, item.nativeId);
  const contentHash = contentHashOf(item.title, item.text, item.images);
  const publishedAt = item.publishedAt ?? now;
  return {
    id: postIdOf(itemId, contentHash),
    itemId,
    sourceId: source.id,
    operatorId: source.operatorId,
    platform: source.name,
    url: item.url,
    ...(item.title === undefined ? {} : { title: item.title }),
    text: item.text,
    lang: item.lang ?? (detectLanguage(item.text) as Post['lang']),
    tags: item.tags,
    ...(item.author === undefined ? {} : { authorPseudonym: context.pseudonymOf(source.id, item.author, publishedAt) }),
    ...(item.thread === undefined ? {} : { thread: item.thread }),
    publishedAt,
    ...(item.editedAt === undefined ? {} : { editedAt: item.editedAt }),
    collectedAt: now,
    captureId: item.captureId,
    ...(item.images === undefined ? {} : { images: item.images }),
    contentHash,
    status: 'live',
  };
};

/** `at`: when the visit ended that found it gone. What it had shown before, it showed before that. */
const recordGone = async (source: Source, gone: Disappearance, at: string, context: PipelineContext): Promise<void> => {
  const itemId = itemIdOf(source.id, gone.nativeId);
  await context.store.posts.markGone(itemId, at);
  for (const version of await context.store.posts.byItem(itemId)) {
    if (version.analysis === null) continue;
    const subject = await context.store.cases.byCluster(version.analysis.clusterId);
    if (subject === null) continue;
    const { state, events } = await context.store.cases.change(subject.id, systemActor('collect'), (current) =>
      checkLocation(current, { postId: version.id, status: goneStatus(gone.by), checkedAt: gone.at }),
    );
    if (events.length === 0) continue;
    // It may have been the last address of the case.
    const closed = await context.store.cases.change(state.id, systemActor('collect'), closeWhenGone);
    await publishCase(context, closed.state);
  }
};

/** Captures go into the evidence store as they are made; those of a visit that a crash broke off stay there, and prove what it saw. */
export const keepIn =
  (store: Store): KeepCapture =>
  async (capture) => {
    await store.evidence.putCapture(capture);
  };

/**
 * One visit to one source. Evidence first, then the posts, then the cursor: a crash in between repeats the visit, and
 * repeating is harmless because a post's id is made of what it says.
 */
export const collect = async (payload: { sourceId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock } = context;
  const source = await store.sources.get(payload.sourceId);
  const now = clock.now().toISOString();
  if (source === null || source.paused || isOverdue(source, now)) return 'skipped';
  const status = (await store.sourceStatus.get(source.id)) ?? initialStatus(source, now);
  try {
    const result = await context.collector.poll(source, status.cursor, { keep: keepIn(store) });
    const at = clock.now().toISOString();
    const posts = result.items.map((item) => postOf(item, source, at, context));
    const { created, reinstated } = await store.posts.indexBatch(posts);
    for (const gone of result.gone) await recordGone(source, gone, at, context);
    for (const post of await store.posts.getMany(reinstated)) await putBack(post, context);
    const firstSkip = result.skipped.find((skip) => skip.reason !== 'robots' && skip.reason !== 'noindex');
    const { requests, bytes } = result;
    const { leftToday } = result;
    const overSpent = leftToday !== undefined && isSpent(leftToday);
    // A visit that could only find that nothing is left says nothing about the source.
    const history =
      overSpent && requests === 0
        ? (status.history ?? [])
        : withVisit(status.history ?? [], { at, fresh: created.length, requests, bytes });
    const turns = dayTurns(at);
    const budget =
      leftToday === undefined
        ? null
        : {
            requestsLeft: leftToday.requests,
            bytesLeft: leftToday.bytes,
            secondsLeft: (Date.parse(turns) - Date.parse(at)) / 1000,
          };
    const pause = nextPause({ ...source, budget, history });
    const next = addMilliseconds(at, pause.seconds * 1000);
    // With nothing left, a visit that would go on at once would only find that out.
    const notBefore = overSpent && (result.notBefore ?? '') < turns ? turns : result.notBefore;
    const isHeld = notBefore !== null && (result.unfinished || notBefore > next);
    // Only a budget ends with the day: the source's own, or that of a host.
    const heldBy = notBefore === turns ? 'budget' : 'held';
    await store.sourceSkips.add(source.id, result.skipped, at);
    await store.sourceStatus.put({
      ...status,
      cursor: result.nextCursor,
      lastPollAt: at,
      lastOutcome: result.items.length > 0 || result.skipped.length === 0 ? 'done' : 'skipped',
      lastReason: firstSkip === undefined ? null : `${firstSkip.reason}: ${firstSkip.detail}`,
      nextPollAt: result.unfinished ? (notBefore ?? at) : notBefore !== null && notBefore > next ? notBefore : next,
      history,
      nextPollWhy: isHeld ? heldBy : result.unfinished ? 'unfinished' : pause.why,
      posts: status.posts + created.length,
      failures: 0,
      cost: costAfter(status.cost, now, at, result),
    });
    const shows = new Set(posts.filter((post) => (post.images?.length ?? 0) > 0).map((post) => post.id));
    const readable = created.filter((id) => !shows.has(id));
    for (let index = 0; index < readable.length; index += ANALYSE_BATCH)
      await context.queues.enqueue('analyse', { postIds: readable.slice(index, index + ANALYSE_BATCH) });
    // Those wait for what their images say.
    for (const postId of created) if (shows.has(postId)) await context.queues.enqueue('pictures', { postId });
    return 'done';
  } catch (error) {
    const at = clock.now().toISOString();
    const backOff = Math.min(3600, source.everySeconds * 2 ** Math.min(status.failures + 1, 8));
    await store.sourceStatus.put({
      ...status,
      lastPollAt: at,
      lastOutcome: 'failed',
      lastReason: error instanceof Error ? error.message : String(error),
      nextPollWhy: 'failed',
      nextPollAt: addMilliseconds(at, backOff * 1000),
      failures: status.failures + 1,
      cost: costAfter(status.cost, now, at, null),
    });
    throw error;
  }
};
