import { beforeAll, expect, test } from 'vitest';
import type { CategoryScores } from '#core/labels.ts';
import { type Policy, route } from '#core/policy.ts';
import { approveLive, proposeLive, startDryRun } from '#core/policy-record.ts';
import { testNamespace } from '../tests/namespace.ts';
import { aliasOf } from './indices.ts';
import { liveOf } from './policies.ts';
import { shownBy } from './policy-query.ts';
import type { Store } from './store.ts';
import {
  anAnalysis,
  anAssessment,
  aPolicy,
  aPost,
  aVector,
  caseOpened,
  machine,
  person,
  policyDrafted,
} from './test-records.ts';
import { START, testStores } from './test-store.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
let store: Store;
const none: CategoryScores = {
  ...{ threat: 0, instruction: 0, incitement: 0, solicitation: 0, recruitment: 0, glorification: 0 },
};
/** Scores on a grid: violating in tenths, recruitment in thirds, three languages; some twice, and one of a known list. */
const scored = Array.from({ length: 66 }, (_, n) => ({
  violating: (n % 11) / 10,
  categories: { ...none, recruitment: (n % 4) / 3, glorification: 0.01 },
  lang: (['en', 'zh', 'und'] as const)[n % 3] ?? 'und',
}));
const sources = ['ferry', 'lantern'] as const;

beforeAll(async () => {
  store = await stores.open();
  await store.migrate();
  const posts = scored.map(({ lang }, n) =>
    aPost(`n${n}`, `text ${n}`, {
      ...{ lang, sourceId: sources[n % 2] ?? 'ferry' },
      collectedAt: n < 60 ? '2026-02-25T10:00:00.000Z' : START,
    }),
  );
  await store.posts.indexBatch(posts);
  await store.posts.setAnalysis(
    posts.map(({ id }, n) => {
      const one = scored[n];
      if (one === undefined) throw new Error('no scores');
      const flagged = one.violating >= 0.5;
      const analysis = anAnalysis(`text ${n}`, `k${n - (n % 2)}`, {
        ...{ vector: aVector(n), flagged, novelty: (n % 10) / 10 },
        assessment: anAssessment({ ...one, policyVersion: 'strict-2' }),
        ...(flagged ? {} : { margin: 0.5 - one.violating }),
        dryRuns: [{ policy: 'next', effect: flagged ? (n % 2 ? 'both' : 'no_longer_flagged') : 'neither' }],
      });
      return { id, analysis };
    }),
  );
});

const uneven = (version: string): Policy => ({
  ...aPolicy(version, 0.7),
  violating: { default: 0.7, byLanguage: { zh: 0.4 } },
  categories: { ...aPolicy(version).categories, recruitment: { default: 0.6, byLanguage: { en: 1 } } },
});

test.each([aPolicy('a', 0.5), aPolicy('b', 1), aPolicy('c', 0), uneven('d')])(
  'Elasticsearch counts what the policy would route: %#',
  async (policy) => {
    const index = aliasOf(namespace, 'posts');
    await store.refresh();
    const { count } = await store.elasticsearch.count({ index, query: shownBy(policy) });
    expect(count).toBe(scored.filter((one) => route(one, policy).flagged).length);
  },
);

test('a simulation names what is flagged newly and no longer, by category and language, with samples', async () => {
  const [before, after] = [aPolicy('before', 0.5), uneven('after')];
  const was = scored.map((one) => route(one, before).flagged);
  const will = scored.map((one) => route(one, after).flagged);
  const newly = scored.filter((_, n) => !was[n] && will[n]);
  const noLonger = scored.filter((_, n) => was[n] && !will[n]);
  expect([newly.length, noLonger.length].every((count) => count > 3)).toBe(true);
  const result = await store.history.simulate({ before, after, from: null });
  expect(result).toMatchObject({
    posts: scored.length,
    withoutScores: 0,
    flaggedBefore: was.filter(Boolean).length,
    flaggedAfter: will.filter(Boolean).length,
    newlyFlagged: newly.length,
    noLongerFlagged: noLonger.length,
    from: '2026-02-25T10:00:00.000Z',
    days: 4,
  });
  expect(result.byLanguage).toEqual(
    ['en', 'und', 'zh']
      .map((key) => ({
        key,
        newly: newly.filter(({ lang }) => lang === key).length,
        noLonger: noLonger.filter(({ lang }) => lang === key).length,
      }))
      .filter((one) => one.newly + one.noLonger > 0),
  );
  expect(result.byCategory.reduce((sum, one) => sum + one.newly + one.noLonger, 0)).toBe(
    newly.length + noLonger.length,
  );
  expect(result.newCases).toBeLessThanOrEqual(newly.length);
  const clusters = result.samples.newlyFlagged.map(({ clusterId }) => clusterId);
  expect(new Set(clusters).size).toBe(clusters.length);
  expect(clusters.length).toBeGreaterThan(0);
  const recent = await store.history.simulate({ before, after, from: START });
  expect(recent.posts).toBe(6);
});

test('what people decided is the truth that a policy is held against; a hold is no decision yet', async () => {
  const open = async (name: string, violating: number, state: 'violating' | 'not_violating', isHeld = false) => {
    const opened = caseOpened(name);
    const assessment = { ...opened.data.assessment, violating, categories: none };
    await store.cases.create(name, { ...opened, data: { ...opened.data, assessment } }, machine);
    const decision = {
      ...{ outcome: state, categories: [], legalBasis: 'none' as const, exemption: null, reason: 'as it reads' },
      ...{ contentHash: opened.data.contentHash, reviewer: 'ana', at: START, undoUntil: START, undoneAt: null },
    };
    await store.cases.change(name, person('ana'), () => [{ type: 'case.decided', data: { decision } }]);
    if (!isHeld) await store.cases.change(name, machine, () => [{ type: 'case.hold_ended', data: {} }]);
  };
  await open('high-yes', 0.9, 'violating');
  await open('middle-yes', 0.6, 'violating');
  await open('middle-no', 0.65, 'not_violating');
  await open('low-no', 0.2, 'not_violating');
  await open('low-yes', 0.3, 'violating');
  await open('held', 0.9, 'violating', true);
  const result = await store.history.simulate({ before: aPolicy('a', 0.5), after: aPolicy('b', 0.8), from: null });
  expect(result.decidedBefore).toEqual({
    ...{ truePositives: 2, falsePositives: 1, falseNegatives: 1, trueNegatives: 1 },
  });
  expect(result.decidedAfter).toEqual({
    ...{ truePositives: 1, falsePositives: 0, falseNegatives: 2, trueNegatives: 2 },
  });
});

test('a dry run is counted from the posts, so scoring a post again changes nothing', async () => {
  const flagged = scored.filter(({ violating }) => violating >= 0.5).length;
  const counts = await store.history.dryRun('next');
  expect(counts.posts).toBe(scored.length);
  expect(counts.both + counts.no_longer_flagged).toBe(flagged);
  expect(counts.neither).toBe(scored.length - flagged);
  const [again] = (await store.posts.search({ size: 1 })).items;
  const { analysis } = again?.post ?? {};
  if (again === undefined || analysis == null) throw new Error('no post');
  const vector = (await store.posts.vectors([again.post.id]))[0] ?? [];
  await store.posts.setAnalysis([{ id: again.post.id, analysis: { ...analysis, vector } }]);
  expect(await store.history.dryRun('next')).toEqual(counts);
  expect((await store.history.dryRun('nobody')).posts).toBe(0);
});

test('the tails of what was not flagged are those of one policy and of the time asked for', async () => {
  await store.refresh();
  const question = {
    policyVersion: 'strict-2',
    uncertainShare: 0.1,
    novelShare: 0.1,
    since: '2026-02-01T00:00:00.000Z',
  };
  const tails = await store.posts.tails(question);
  expect(tails.posts).toBe(scored.filter(({ violating }) => violating < 0.5).length);
  expect(tails.margin).toBeLessThan(0.2);
  expect(tails.novelty).toBeGreaterThan(0.7);
  expect((await store.posts.tails({ ...question, policyVersion: 'other' })).posts).toBe(0);
  expect(await store.posts.tails({ ...question, since: '2026-04-01T00:00:00.000Z' })).toEqual({
    ...{ posts: 0, margin: null, novelty: null },
  });
});

test('the nearest earlier text is found by cosine; a vector that points nowhere has none', async () => {
  await store.refresh();
  const [same, other, nothing] = await store.posts.nearest([aVector(3), aVector(300), aVector(0).map(() => 0)]);
  expect(same).toBeCloseTo(1, 2);
  expect(other).toBeLessThan(0.2);
  expect(nothing).toBeNull();
});

test('scores and novelty are counted by source and ISO week', async () => {
  const weeks = await store.history.weeks('2026-01-01T00:00:00.000Z');
  // 25 February and 1 March 2026 lie in one ISO week, which began on Monday, 23 February.
  expect(weeks.map(({ sourceId, week, posts }) => [sourceId, week, posts])).toEqual(
    sources.map((source) => [source, '2026-02-23T00:00:00.000Z', scored.length / 2]),
  );
  const ferry = scored.filter((_, n) => n % 2 === 0);
  expect(weeks[0]?.bins.violating).toEqual(
    Array.from(
      { length: 10 },
      (_, bin) => ferry.filter(({ violating }) => Math.min(9, Math.floor(violating * 10 + 1e-9)) === bin).length,
    ),
  );
  expect(weeks[0]?.bins.novelty.reduce((sum, count) => sum + count, 0)).toBe(scored.length / 2);
});

test('a policy is put in force by events that the ledger keeps, and the later of two that are live counts', async () => {
  for (const version of ['one', 'two']) {
    await store.policies.create(version, policyDrafted(version), person('sam'));
    await store.policies.change(version, person('sam'), startDryRun);
    await store.policies.change(version, person('sam'), (state) => proposeLive(state, { posts: 9, least: 9 }));
  }
  expect(await store.policies.active()).toMatchObject({ live: null, dryRuns: [{}, {}] });
  for (const version of ['two', 'one']) {
    stores.clock.advance(1000);
    const actor = person('mara');
    await store.policies.change(version, actor, (state) => approveLive(state, { actor, posts: 9, least: 9 }));
  }
  const records = await store.policies.list();
  expect(records.map(({ state }) => state)).toEqual(['live', 'live']);
  expect(liveOf(records)?.policy.version).toBe('one');
  const leaves = (await store.ledger.blocks(0, 1000)).flatMap((block) => block.entries);
  expect(leaves.filter(({ subject }) => subject.id === 'one').map(({ type, actor }) => [type, actor.id])).toEqual([
    ['policy.drafted', 'sam'],
    ['policy.dry_run_started', 'sam'],
    ['policy.proposed', 'sam'],
    ['policy.approved', 'mara'],
  ]);
  await expect(store.policies.create('one', policyDrafted('one'), person('sam'))).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
  });
});
