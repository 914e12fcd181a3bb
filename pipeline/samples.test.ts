import { beforeAll, expect, test } from 'vitest';
import type { Assessor } from '#classifiers/assessor.ts';
import type { CategoryScores } from '#core/labels.ts';
import type { Policy } from '#core/policy.ts';
import { approveLive, proposeLive, startDryRun } from '#core/policy-record.ts';
import type { Store } from '#store/store.ts';
import { aPolicy, aPost, person, policyDrafted } from '#store/test-records.ts';
import { testStores } from '#store/test-store.ts';
import { testNamespace } from '../tests/namespace.ts';
import { analyse, caseIdOf } from './analyse.ts';
import type { PipelineContext } from './context.ts';
import { createKnownContent } from './known-content.ts';
import { openPolicies, retireFollowed } from './policies.ts';
import { createSampling } from './sampling.ts';
import { repairPlacement } from './sweeper.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
let store: Store;
const KEY = '5a'.repeat(32);
const none: CategoryScores = {
  ...{ threat: 0, instruction: 0, incitement: 0, solicitation: 0, recruitment: 0, glorification: 0 },
};

beforeAll(async () => {
  store = await stores.open();
  await store.migrate();
});

/** Scores that stand in the text, and a direction for its vector: `v30 d7 words`. */
const assessor = {
  modelVersion: 'test',
  assess: async (texts: { id: string; text: string }[]) =>
    texts.map(({ id, text }) => {
      const [, score = '0', axis = '0'] = /v(\d+) d(\d+)/.exec(text) ?? [];
      const vector = Array.from({ length: 384 }, (_, index) => (index === Number(axis) ? 1 : 0));
      return {
        ...{ id, lang: 'en', violating: Number(score) / 100, categories: none, vector, modelVersion: 'test' },
        context: { label: 'other', probabilities: { other: 1 } },
      };
    }),
  explain: async () => [{ start: 0, end: 2, weight: 1 }],
} as unknown as Assessor;

const contextWith = (shipped: Policy, least = 5): PipelineContext =>
  ({
    store,
    assessor,
    known: createKnownContent(store, { warn: () => {} }),
    policies: openPolicies(store, shipped),
    sampling: createSampling(KEY, least),
    clock: stores.clock,
  }) as unknown as PipelineContext;

let number = 0;
/** Words that share nothing with those of another post. */
const words = (n: number): string =>
  Array.from({ length: 12 }, (_, k) => `w${(n * 7919 + k * 104_729).toString(36)}`).join(' ');
const post = async (score: number, axis: number, context: PipelineContext, text?: string) => {
  number++;
  const one = aPost(`s${number}`, text ?? `v${score} d${axis} ${words(number)}`, {
    collectedAt: stores.clock.now().toISOString(),
  });
  await store.posts.indexBatch([one]);
  expect(await analyse({ postIds: [one.id] }, context)).toBe('done');
  const stored = await store.posts.get(one.id);
  if (stored?.analysis == null) throw new Error('not analysed');
  await store.refresh();
  return { stored, analysis: stored.analysis, subject: await store.cases.get(caseIdOf(stored.analysis.clusterId)) };
};

test('the keyed hash draws the share asked for, the same after a restart, and otherwise under another key', () => {
  const [one, again, other] = [createSampling(KEY), createSampling(KEY), createSampling('6b'.repeat(32))];
  const hashes = Array.from({ length: 20_000 }, (_, n) => `content ${n}`);
  const drawn = hashes.filter((hash) => one.fraction(hash) < 0.05);
  expect(drawn.length).toBeGreaterThan(850);
  expect(drawn.length).toBeLessThan(1150);
  expect(hashes.filter((hash) => again.fraction(hash) < 0.05)).toEqual(drawn);
  expect(hashes.filter((hash) => other.fraction(hash) < 0.05)).not.toEqual(drawn);
});

test('a quality sample becomes a case that says so, under everything flagged; its copy joins it', async () => {
  const context = contextWith(aPolicy('all', 0.5, { samplingShare: 1 }));
  const { subject, analysis, stored } = await post(10, 1, context);
  expect(analysis).toMatchObject({ flagged: false, sample: 'quality_sample', margin: 0.4 });
  expect(analysis.assessment.routingReason).toBe('quality sample: violating 0.10 under 0.50');
  expect(subject).toMatchObject({ purpose: 'quality_sample', state: 'open', imminentThreat: false });
  expect(subject?.assessment.spans).toHaveLength(1);
  const flagged = await post(60, 2, context);
  expect(flagged.subject?.purpose).toBeUndefined();
  expect(subject?.priority).toBeLessThan(flagged.subject?.priority ?? 0);
  // Nothing is drawn from now on, and the copy is seen all the same: one decision closes both.
  const copy = await post(0, 0, contextWith(aPolicy('all', 0.5)), stored.text);
  expect(copy.analysis).toMatchObject({ flagged: false, sample: 'quality_sample', novelty: 0 });
  expect(copy.subject?.locations).toHaveLength(2);
  const queue = await store.cases.queue({ purpose: 'quality_sample', size: 10 });
  expect(queue.items.map(({ id }) => id)).toEqual([subject?.id]);
  const others = await store.cases.queue({ purpose: 'flagged', size: 10 });
  expect(others.items.map(({ id }) => id)).toEqual([flagged.subject?.id]);
  expect((await store.cases.facets()).purposes).toEqual(
    expect.arrayContaining([
      { key: 'flagged', count: 1 },
      { key: 'quality_sample', count: 1 },
    ]),
  );
});

test('a sample whose text is flagged later becomes a case like any other', async () => {
  const sampled = await post(20, 3, contextWith(aPolicy('all', 0.5, { samplingShare: 1 })));
  expect(sampled.subject?.purpose).toBe('quality_sample');
  const again = await post(0, 0, contextWith(aPolicy('low', 0.1)), sampled.stored.text);
  expect(again.analysis).toMatchObject({ flagged: true });
  expect(again.subject).toMatchObject({ purpose: 'flagged', id: sampled.subject?.id });
  expect(again.subject?.priority).toBeGreaterThan((sampled.subject?.priority ?? 1) * 3);
});

test('uncertain and novel posts are shown once enough has been seen, up to the cap of the day', async () => {
  const learning = aPolicy('learning', 0.5, { uncertainShare: 0.1, novelShare: 0.1, dailyCap: 2 });
  const context = contextWith(learning, 10);
  for (let n = 0; n < 10; n++) {
    const { analysis } = await post(10, 20, context);
    expect(analysis.sample).toBeUndefined();
  }
  const near = await post(49, 20, context);
  expect(near.analysis).toMatchObject({ sample: 'uncertain', flagged: false });
  expect(near.subject?.purpose).toBe('uncertain');
  const far = await post(5, 200, context);
  expect(far.analysis).toMatchObject({ sample: 'novel', novelty: 1 });
  expect(far.subject).toMatchObject({ purpose: 'novel' });
  expect((await post(49, 201, context)).analysis.sample).toBeUndefined();
  stores.clock.advance(86_400_000);
  expect((await post(49, 20, context)).analysis.sample).toBe('uncertain');
});

test('a sample that a crash left without its case is placed when the worker starts', async () => {
  const context = contextWith(aPolicy('all', 0.5, { samplingShare: 1 }));
  const one = aPost('crashed', `v10 d40 ${words(9999)}`, { collectedAt: stores.clock.now().toISOString() });
  await store.posts.indexBatch([one]);
  const failing = { ...store.cases, create: async () => Promise.reject(new Error('connection lost')) };
  await expect(
    analyse({ postIds: [one.id] }, { ...context, store: { ...store, cases: failing } as Store }),
  ).rejects.toThrow('connection lost');
  expect(await repairPlacement(context)).toBe(1);
  expect((await store.cases.byCluster(one.id.slice(0, 24)))?.purpose).toBe('quality_sample');
  expect(await repairPlacement(context)).toBe(0);
});

test('a policy in dry run is asked about every new post and routes nothing; once in force it counts from the next batch', async () => {
  const shipped = aPolicy('shipped', 0.5);
  const context = contextWith(shipped);
  await store.policies.create('wide', policyDrafted('wide', 0.3), person('sam'));
  expect((await post(40, 50, context)).analysis.dryRuns).toBeUndefined();
  await store.policies.change('wide', person('sam'), startDryRun);
  const newly = await post(41, 51, context);
  expect(newly.analysis).toMatchObject({ flagged: false, dryRuns: [{ policy: 'wide', effect: 'newly_flagged' }] });
  expect(newly.subject).toBeNull();
  await post(10, 52, context);
  await post(90, 53, context);
  expect(await store.history.dryRun('wide')).toEqual({
    ...{ both: 1, neither: 1, newly_flagged: 1, no_longer_flagged: 0, posts: 3 },
    byLanguage: [{ key: 'en', newly: 1, noLonger: 0 }],
  });
  const goLive = async (version: string): Promise<void> => {
    const actor = person('mara');
    const least = 0;
    const { posts } = await store.history.dryRun(version);
    await store.policies.change(version, person('sam'), (state) => proposeLive(state, { posts, least }));
    stores.clock.advance(1000);
    await store.policies.change(version, actor, (state) => approveLive(state, { actor, posts, least }));
    await retireFollowed(store);
  };
  await goLive('wide');
  const routed = await post(42, 54, context);
  expect(routed.analysis).toMatchObject({ flagged: true, assessment: { policyVersion: 'wide' } });
  expect(routed.subject?.assessment.policyVersion).toBe('wide');
  await store.policies.create('narrow', policyDrafted('narrow', 0.8), person('sam'));
  await store.policies.change('narrow', person('sam'), startDryRun);
  await goLive('narrow');
  expect((await store.policies.list()).map(({ policy, state }) => [policy.version, state])).toEqual([
    ['narrow', 'live'],
    ['wide', 'retired'],
  ]);
  expect((await post(43, 55, context)).analysis).toMatchObject({ flagged: false });
});
