import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy } from '#core/policy.ts';
import { mondayOf } from '#core/week.ts';
import { anAnalysis, anAssessment, aPolicy, aPost } from '#store/test-records.ts';
import { type ApiHouse, openApiHouse, type Person, TWO_SUPERVISORS } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { CaseFacets, CaseList } from '../schemas/cases.ts';
import type { Drift, PolicyItem, PolicyList, SimulationResult } from '../schemas/policies.ts';

const namespace = testNamespace();
let house: ApiHouse;
let sven: Person;
let mara: Person;
let olga: Person;
beforeAll(async () => {
  house = await openApiHouse(namespace, { people: TWO_SUPERVISORS });
  [sven, mara, olga] = [await house.signIn('sven'), await house.signIn('mara'), await house.signIn('olga')];
});
afterAll(() => house.close());

/** Stores one analysed post; `dryRuns` as the pipeline would write them. */
const stored = async (name: string, violating: number, at: string, change: object = {}): Promise<string> => {
  const post = aPost(name, `text ${name}`, { collectedAt: at });
  await house.store.posts.indexBatch([post]);
  const assessment = anAssessment({ violating, categories: { ...anAssessment().categories, incitement: violating } });
  await house.store.posts.setAnalysis([
    { id: post.id, analysis: anAnalysis(name, `k-${name}`, { assessment, flagged: violating >= 0.5, ...change }) },
  ]);
  return post.id;
};
const itemOf = (list: PolicyList, version: string): PolicyItem | undefined =>
  list.items.find(({ record }) => record.policy.version === version);
const codeOf = (answer: { json(): unknown }): string => (answer.json() as { error: { code: string } }).error.code;
const noted = (policy: Policy) => ({ policy, note: 'Too much of the harbour festival was flagged.' });

test('a version goes live after a dry run that saw enough, by a second person; the one before it is retired', async () => {
  const app = await house.build({ config: { ...house.deps.config, dryRunPosts: 3 } });
  const as = (person: Person) => async (url: string, payload?: object) =>
    app.inject({
      ...{ method: 'POST' as const, url: `/api/v1${url}`, ...(payload === undefined ? {} : { payload }) },
      headers: { cookie: person.cookie, 'x-csrf-token': person.csrf },
    });
  const [author, other, auditor] = [as(sven), as(mara), as(olga)];
  expect((await olga.get('/policies')).json<PolicyList>()).toMatchObject({ items: [], live: { version: 'default-1' } });
  expect(codeOf(await auditor('/policies', noted(aPolicy('soft-2'))))).toBe('NOT_PERMITTED');
  const drafted = (await author('/policies', noted(aPolicy('soft-2', 0.8)))).json<PolicyList>();
  expect(itemOf(drafted, 'soft-2')).toMatchObject({
    record: { state: 'draft', author: 'sven', policy: { violating: { default: 0.8 } } },
    dryRun: null,
    actions: ['start_dry_run', 'withdraw'],
  });
  expect(codeOf(await other('/policies', noted(aPolicy('soft-2', 0.1))))).toBe('POLICY_EXISTS');
  expect(codeOf(await other('/policies', noted(aPolicy('default-1'))))).toBe('POLICY_EXISTS');
  expect(codeOf(await author('/policies/soft-2/proposal'))).toBe('POLICY_STATE');
  expect(codeOf(await author('/policies/nothing/dry-run'))).toBe('NOT_FOUND');

  const running = (await author('/policies/soft-2/dry-run')).json<PolicyList>();
  expect(itemOf(running, 'soft-2')).toMatchObject({ dryRun: { posts: 0 }, actions: ['withdraw'] });
  const dryRuns = [{ policy: 'soft-2', effect: 'no_longer_flagged' as const }];
  for (const n of [1, 2]) await stored(`dry-${n}`, 0.6, '2026-03-01T08:00:00.000Z', { dryRuns });
  expect(codeOf(await author('/policies/soft-2/proposal'))).toBe('DRY_RUN_TOO_SHORT');
  await stored('dry-3', 0.6, '2026-03-01T08:00:00.000Z', { dryRuns });
  expect(codeOf(await other('/policies/soft-2/approval'))).toBe('POLICY_NOT_PROPOSED');
  const proposed = (await author('/policies/soft-2/proposal')).json<PolicyList>();
  expect(itemOf(proposed, 'soft-2')).toMatchObject({
    record: { state: 'dry_run', proposedBy: 'sven' },
    dryRun: { posts: 3, no_longer_flagged: 3, byLanguage: [{ key: 'en', newly: 0, noLonger: 3 }] },
    actions: ['withdraw'],
  });
  expect(codeOf(await author('/policies/soft-2/approval'))).toBe('SECOND_PERSON_REQUIRED');
  const live = (await other('/policies/soft-2/approval')).json<PolicyList>();
  expect(live.live.version).toBe('soft-2');
  expect(itemOf(live, 'soft-2')).toMatchObject({ record: { state: 'live', approvedBy: 'mara' }, actions: [] });
  expect(live.people.map(({ id }) => id).sort()).toEqual(['mara', 'sven']);

  house.clock.advance(1000);
  await other('/policies', noted(aPolicy('next-3', 0.4)));
  await other('/policies/next-3/dry-run');
  for (const n of [4, 5, 6])
    await stored(`dry-${n}`, 0.6, '2026-03-01T08:00:00.000Z', { dryRuns: [{ policy: 'next-3', effect: 'both' }] });
  await other('/policies/next-3/proposal');
  house.clock.advance(1000);
  const followed = (await author('/policies/next-3/approval')).json<PolicyList>();
  expect(followed.items.map(({ record }) => [record.policy.version, record.state])).toEqual([
    ['next-3', 'live'],
    ['soft-2', 'retired'],
  ]);
  const leaves = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries);
  expect(
    leaves.filter(({ subject }) => subject.id === 'soft-2').map(({ type, actor }) => `${type} ${actor.id}`),
  ).toEqual([
    'policy.drafted sven',
    'policy.dry_run_started sven',
    'policy.proposed sven',
    'policy.approved mara',
    'policy.retired policies',
  ]);
});

test('a version that nobody wants is withdrawn with a reason', async () => {
  await sven.post('/policies', noted(aPolicy('mistake')));
  const list = (await sven.post('/policies/mistake/withdrawal', { reason: 'a slip of the pen' })).json<PolicyList>();
  expect(itemOf(list, 'mistake')?.record).toMatchObject({
    state: 'retired',
    history: [{}, { reason: 'a slip of the pen' }],
  });
  expect(codeOf(await sven.post('/policies/mistake/dry-run'))).toBe('POLICY_STATE');
});

test('a threshold that is no probability, a language that is none and an unknown field are refused by name', async () => {
  const policy = aPolicy('wrong');
  const wrong = { ...policy, violating: { default: 1.2, byLanguage: { english: 0.5 } }, colour: 'red' };
  const answer = await sven.post('/policies', { policy: wrong, note: 'why not' });
  expect(codeOf(answer)).toBe('BODY_INVALID');
  const { details } = (answer.json() as { error: { details: { location: string }[] } }).error;
  expect(details.map(({ location }) => location).sort()).toEqual([
    '/policy/colour',
    '/policy/violating/byLanguage/english',
    '/policy/violating/default',
  ]);
});

test('a simulation answers with posts and cases to look at, and what it costs in hours', async () => {
  const at = '2026-02-20T09:00:00.000Z';
  const [newly, known] = [await stored('new', 0.35, at), await stored('old', 0.45, at)];
  const opened = await house.openCase('seen');
  const post = aPost('seen', 'seen', { collectedAt: at });
  await house.store.posts.indexBatch([post]);
  const assessment = anAssessment({ violating: 0.42 });
  await house.store.posts.setAnalysis([
    { id: post.id, analysis: anAnalysis('seen', 'seen', { assessment, flagged: true }) },
  ]);
  const answer = await olga.post('/policies/simulate', { policy: aPolicy('try', 0.3), minutesPerCase: 30 });
  const result = answer.json<SimulationResult>();
  expect(result).toMatchObject({
    against: 'next-3',
    newlyFlagged: 1,
    newCases: 1,
    noLongerFlagged: 0,
    minutesPerCase: 30,
  });
  expect(result.samples.newlyFlagged).toEqual([expect.objectContaining({ postId: newly, caseId: null, lang: 'en' })]);
  expect(result.hoursPerDay.more).toBeCloseTo(0.5 / result.days, 1);
  const lost = (await olga.post('/policies/simulate', { policy: aPolicy('try', 0.5) })).json<SimulationResult>();
  expect(lost.samples.noLongerFlagged.map(({ postId, caseId }) => [postId, caseId]).sort()).toEqual(
    [
      [known, null],
      [post.id, opened.id],
    ].sort(),
  );
  const recent = (
    await olga.post('/policies/simulate', { policy: aPolicy('try', 0.5), sinceDays: 2 })
  ).json<SimulationResult>();
  expect(recent).toMatchObject({ posts: 6, noLongerFlagged: 0 });
});

test('a reviewer sees which cases are samples, and filters by it', async () => {
  const rita = await house.signIn('rita');
  const opened = await house.openCase('sampled');
  const { location: _, ...rest } = { ...opened, location: null };
  const first = opened.locations[0];
  if (first === undefined) throw new Error('no address');
  const { clusterId: _cluster, ...facts } = {
    ...{ title: null, text: rest.text, lang: rest.lang, contentHash: rest.contentHash, clusterId: '' },
    ...{ assessment: rest.assessment, imminentThreat: false, location: first },
  };
  await house.store.cases.create(
    'case-novel',
    { type: 'case.opened', data: { ...facts, clusterId: 'novel', purpose: 'novel' } },
    { kind: 'system', id: 'test' },
  );
  await house.store.refresh();
  const all = (await rita.get('/cases')).json<CaseList>();
  expect(all.items.at(-1)).toMatchObject({ id: 'case-novel', purpose: 'novel' });
  const novel = (await rita.get('/cases?purpose=novel')).json<CaseList>();
  expect(novel.items.map(({ id }) => id)).toEqual(['case-novel']);
  expect((await rita.get('/cases?purpose=flagged')).json<CaseList>().total).toBe(all.total - 1);
  expect((await rita.get('/cases/facets')).json<CaseFacets>().purposes).toContainEqual({ key: 'novel', count: 1 });
  const claimed = await rita.post('/cases/claim', { purpose: 'novel' });
  expect(claimed.json()).toMatchObject({ claimed: { case: { id: 'case-novel', purpose: 'novel' } } });
});

test('a week whose scores are not those of the four weeks before is an alarm, where there are posts enough', async () => {
  const app = await house.build({ config: { ...house.deps.config, drift: { alarmAt: 0.5, leastPosts: 20 } } });
  const store = async (source: string, week: string, scores: number[]): Promise<void> => {
    const posts = scores.map((_, n) =>
      aPost(`${source}-${week}-${n}`, `${source} ${week} ${n}`, {
        sourceId: source,
        collectedAt: `${week}T12:00:00.000Z`,
      }),
    );
    await house.store.posts.indexBatch(posts);
    await house.store.posts.setAnalysis(
      posts.map(({ id }, n) => ({
        id,
        analysis: anAnalysis('x', `${source}-${week}-${n}`, {
          ...{ assessment: anAssessment({ violating: scores[n] ?? 0 }), novelty: 0.3 },
        }),
      })),
    );
  };
  const low = Array.from({ length: 25 }, (_, n) => (n % 3) / 25);
  const high = low.map((score) => 0.8 + score);
  for (const source of ['calm', 'shifted', 'small']) {
    const part = source === 'small' ? 5 : 25;
    await store(source, '2026-02-04', low.slice(0, part));
    await store(source, '2026-02-11', low.slice(0, part));
    await store(source, '2026-02-26', (source === 'calm' ? low : high).slice(0, part));
  }
  await house.store.refresh();
  const answer = await app.inject({ method: 'GET', url: '/api/v1/oversight/drift', headers: { cookie: olga.cookie } });
  const drift = answer.json<Drift>();
  expect(answer.statusCode).toBe(200);
  const of = (sourceId: string) => drift.sources.find((one) => one.sourceId === sourceId)?.weeks ?? [];
  expect(of('calm').map(({ week, posts, alarms }) => [week, posts, alarms])).toEqual([
    ['2026-02-02T00:00:00.000Z', 25, []],
    ['2026-02-09T00:00:00.000Z', 25, []],
    ['2026-02-23T00:00:00.000Z', 25, []],
  ]);
  const [first, , last] = of('shifted');
  expect(first?.index).toEqual({ violating: null, novelty: null });
  expect(last?.alarms).toEqual(['violating']);
  expect(last?.index.violating).toBeGreaterThan(2);
  expect(last?.before.violating.slice(0, 2)).toEqual([50, 0]);
  expect(of('small').at(-1)?.index.violating).toBeGreaterThan(0.5);
  expect(of('small').at(-1)?.alarms).toEqual([]);
  expect(drift.alarms).toBe(1);
  expect(JSON.parse(drift.query)).toMatchObject({ size: 0, aggregations: { sources: {} } });
});

test('an ISO week begins on Monday', () => {
  expect(mondayOf('2026-03-01T23:59:59.000Z')).toBe('2026-02-23T00:00:00.000Z');
  expect(mondayOf('2026-03-02T00:00:00.000Z')).toBe('2026-03-02T00:00:00.000Z');
});
