/** An edit that is taken back must not hide an address: the whole pipeline on the fictional web, by a clock that the test moves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Case, Location } from '#core/case.ts';
import type { ManualClock } from '#core/clock.ts';
import type { PollResult } from '#crawlers/crawl.ts';
import { type FixturePost, loadCorpus, PLATFORMS, type Platform } from '#fixtures/post.ts';
import type { FixtureWeb } from '#fixtures/web.ts';
import { caseIdOf } from '#pipeline/analyse.ts';
import { collect } from '#pipeline/collect.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { compareDigests, digest } from '#store/digest.ts';
import type { StoredPost } from '#store/posts.ts';
import { rebuild } from '#store/rebuild.ts';
import { type FictionalPipeline, openFictionalPipeline } from './fictional-pipeline.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();
const HARMLESS = 'The ferry to the island leaves at nine tomorrow, and the bakery at the harbour opens at seven.';

let pipeline: FictionalPipeline;
let web: FixtureWeb;
let context: PipelineContext;
let clock: ManualClock;

/** A few posts of each platform that the label guide calls violating; which of them the model flags is seen below. */
const fewPosts = (): FixturePost[] =>
  PLATFORMS.flatMap((platform) =>
    loadCorpus()
      .posts.filter(
        (post) => post.platform === platform && post.postedDaysAgo !== undefined && post.truth.categories.length > 0,
      )
      .filter((post) => post.duplicateOf === undefined && post.deleteAfterSeconds === undefined)
      .slice(0, 6)
      .map(({ editAfterSeconds: _after, editedText: _text, editedTruth: _truth, ...post }) => post),
  );

beforeAll(async () => {
  pipeline = await openFictionalPipeline(
    namespace,
    { ...loadCorpus(), posts: fewPosts(), trickle: [] },
    ({ revisitSeconds: _, ...recipe }) => recipe,
  );
  ({ web, context, clock } = pipeline);
}, 180_000);
afterAll(() => pipeline?.close());

const versionsAt = async (url: string): Promise<StoredPost[]> => {
  const { items } = await context.store.posts.search({ size: 200 });
  return items.map(({ post }) => post).filter((post) => post.url === url);
};
const caseOf = async (post: StoredPost): Promise<Case> => {
  const found = await context.store.cases.get(caseIdOf(post.analysis?.clusterId ?? ''));
  if (found === null) throw new Error(`${post.url} is in no case`);
  return found;
};
const placeIn = (subject: Case, url: string): Location['status'][] =>
  subject.locations.filter((location) => location.url === url).map((location) => location.status);

const visit = (): Promise<void> => pipeline.visit();

/** A post of the platform that is flagged, with the key by which the web knows it. */
const flaggedAt = async (platform: Platform): Promise<{ key: string; url: string; text: string; post: StoredPost }> => {
  await context.store.refresh();
  for (const { post, text } of web.control.posts(platform)) {
    const url = web.control.urlOf(post.key);
    const [stored] = await versionsAt(url);
    if (stored?.analysis?.flagged) return { key: post.key, url, text, post: stored };
  }
  throw new Error(`nothing on ${platform} is flagged`);
};

describe.each(PLATFORMS)('on %s', (platform) => {
  it('an address whose text comes back is up in its case again, as often as its author tries', async () => {
    const { key, url, text, post } = await flaggedAt(platform);
    expect(placeIn(await caseOf(post), url)).toEqual(['up']);
    for (let round = 1; round <= 2; round++) {
      web.control.edit(key, HARMLESS);
      await visit();
      expect((await context.store.posts.get(post.id))?.status).toBe('superseded');
      expect(placeIn(await caseOf(post), url)).toEqual(['gone_by_author']);

      web.control.edit(key, text);
      await visit();
      expect((await versionsAt(url)).map(({ status }) => status).sort()).toEqual(['live', 'superseded']);
      expect((await context.store.posts.get(post.id))?.status).toBe('live');
      expect(placeIn(await caseOf(post), url)).toEqual(['up']);
    }
    const { seq } = await caseOf(post);
    await visit();
    expect((await caseOf(post)).seq).toBe(seq);
  }, 120_000);
});

it('an edit that is taken back before anybody analysed it takes nothing out of the case', async () => {
  const { key, url, text, post } = await flaggedAt('lanternfish');
  const { seq } = await caseOf(post);
  for (const now of [`${HARMLESS} Bring a warm coat.`, text]) {
    web.control.edit(key, now);
    clock.advance(120_000);
    await collect({ sourceId: post.sourceId }, context);
  }
  await visit();
  expect((await context.store.posts.get(post.id))?.status).toBe('live');
  expect((await caseOf(post)).seq).toBe(seq);
  expect(placeIn(await caseOf(post), url)).toEqual(['up']);
});

it('a post that was gone and is back is up in its case again', async () => {
  const { post, url } = await flaggedAt('lanternfish');
  const { collector, store } = context;
  const source = await store.sources.get(post.sourceId);
  if (source === null) throw new Error('the source is there');
  // Such a platform is rare; what its visits find is told here, and all the rest is real.
  const whole = await collector.poll(source, {});
  const items = whole.items.filter((item) => item.url === url);
  const nativeId = items[0]?.nativeId ?? '';
  const told = async (found: Partial<PollResult>): Promise<void> => {
    clock.advance(120_000);
    const result: PollResult = { ...whole, items: [], gone: [], captures: [], nextCursor: {}, ...found };
    await collect({ sourceId: source.id }, { ...context, collector: { ...collector, poll: async () => result } });
  };
  await told({ gone: [{ nativeId, url, at: clock.now().toISOString() }] });
  expect((await store.posts.get(post.id))?.status).toBe('gone');
  expect(placeIn(await caseOf(post), url)).toEqual(['gone']);
  await told({ items });
  expect((await store.posts.get(post.id))?.status).toBe('live');
  expect(placeIn(await caseOf(post), url)).toEqual(['up']);
});

it('what followed from a return is made up for when it failed the first time', async () => {
  const { key, url, text, post } = await flaggedAt('papertrail');
  web.control.edit(key, HARMLESS);
  await visit();
  web.control.edit(key, text);
  clock.advance(120_000);
  const { store } = context;
  const failing = { ...store.cases, change: () => Promise.reject(new Error('the index is out of reach')) };
  await expect(
    collect({ sourceId: post.sourceId }, { ...context, store: { ...store, cases: failing } }),
  ).rejects.toThrow('out of reach');
  expect((await store.posts.get(post.id))?.status).toBe('live');
  expect(placeIn(await caseOf(post), url)).toEqual(['gone_by_author']);
  clock.advance(3_600_000);
  await visit();
  expect(placeIn(await caseOf(post), url)).toEqual(['up']);
});

it('old batches change nothing, and a rebuild gives the same', async () => {
  const { store } = context;
  const before = await digest(store);
  for await (const entry of store.evidence.journal.entries())
    if (entry.kind === 'posts')
      await store.posts.indexBatch(
        (await store.evidence.journal.read(entry)) as Parameters<typeof store.posts.indexBatch>[0],
      );
  expect(compareDigests(before, await digest(store))).toEqual({ differences: 0, list: [] });
  await rebuild(store);
  expect(compareDigests(before, await digest(store))).toEqual({ differences: 0, list: [] });
}, 120_000);
