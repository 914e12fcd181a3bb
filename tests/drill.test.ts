/** A drill on the whole path: invented cases in the real queue, two people, an order, the hour, and nobody outside who hears of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiDependencies } from '#api/dependencies.ts';
import { startDrill } from '#api/drills/start.ts';
import { sign as signNotice } from '#api/notices/change-notice.ts';
import { draftNotice } from '#api/notices/draft-notice.ts';
import { draftOrder } from '#api/orders/draft-order.ts';
import { sign } from '#api/orders/sign-order.ts';
import type { Case } from '#core/case.ts';
import { countersignCase, decideCase } from '#core/case-state.ts';
import { type Drill, endDrill } from '#core/drill.ts';
import { drillTotals } from '#core/drill-totals.ts';
import type { Account } from '#core/roles.ts';
import { NOTICE_FORMS } from '#core/test-notices.ts';
import { loadCorpus } from '#fixtures/post.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { processAll } from '#pipeline/process-all.ts';
import { digest } from '#store/digest.ts';
import { rebuild } from '#store/rebuild.ts';
import { person } from '#store/test-records.ts';
import { AUTHORITY } from './api-house.ts';
import { NO_EXEMPTION } from './decided-cases.ts';
import { type FictionalPipeline, openFictionalPipeline } from './fictional-pipeline.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();
let pipeline: FictionalPipeline;
let context: PipelineContext;
let drill: Drill;
const asked: string[] = [];
/** Orders across a border name the authority that gets the copy. */
const COUNTERPARTS = { FI: 'a@fi.example', CZ: 'a@cz.example' };
let nextId = 0;

beforeAll(async () => {
  pipeline = await openFictionalPipeline(namespace, { posts: loadCorpus().posts.slice(0, 6), trickle: [] });
  const { collector } = pipeline.context;
  // Whatever leaves is written down; what the sources are asked for belongs to them and not to the drill.
  context = {
    ...pipeline.context,
    send: async (request) => {
      asked.push(request.url);
      return { status: 503, headers: {}, body: '' };
    },
    collector: {
      ...collector,
      check: (url, source) => {
        asked.push(url);
        return collector.check(url, source);
      },
    },
  };
}, 180_000);
afterAll(() => pipeline?.close());

const settle = async (): Promise<void> => {
  await context.store.refresh();
  await processAll(context);
  await context.store.refresh();
};
const casesOf = async (): Promise<Case[]> =>
  (await Promise.all(drill.items.map(({ caseId }) => context.store.cases.get(caseId)))).filter((one) => one !== null);
const account = (id: string): Account => ({
  ...{ id, login: id, displayName: id, post: 'Officer', roles: ['liaison'], passwordHash: '', disabled: false },
  createdAt: '2026-01-01T00:00:00.000Z',
});
const decideAs = (subject: Case, who: string, isViolating: boolean) =>
  context.store.cases.change(subject.id, person(who), (state) =>
    decideCase(
      state,
      {
        outcome: isViolating ? 'violating' : 'not_violating',
        categories: isViolating ? ['threat'] : [],
        legalBasis: isViolating ? 'tco-art-3' : 'none',
        exemption: isViolating ? NO_EXEMPTION : null,
        reason: 'as the label guide says',
        contentHash: state.contentHash,
      },
      {
        ...{ actor: person(who), at: context.clock.now().toISOString(), undoMilliseconds: 60_000 },
        seenRevision: state.revision,
      },
    ),
  );

const dependencies = (): ApiDependencies =>
  ({
    ...{ store: context.store, queues: context.queues },
    authority: { ...AUTHORITY, counterparts: { ...AUTHORITY.counterparts, ...COUNTERPARTS } },
    config: { publicUrl: 'https://weir.example', undoSeconds: 60, sessionSecret: 'a'.repeat(64) },
  }) as unknown as ApiDependencies;

test('its cases come into the real queue, marked, each a cluster of its own that no search and no statistic sees', async () => {
  const { store, queues } = context;
  const before = { posts: await store.posts.counts(), cases: await store.cases.facets({ realOnly: true }) };
  // An operator that was never told of the procedure: the drill must not count as having told it.
  const unaware = (await store.operators.list()).find(({ priorInformationSentAt }) => priorInformationSentAt === null);
  const source = (await store.sources.list()).find(({ operatorId }) => operatorId === unaware?.id);
  if (source === undefined) throw new Error('every operator of the demo has had an order');
  drill = await startDrill(
    { store, queues },
    person('sven'),
    {
      ...{ name: 'Spring drill', purpose: 'Does the hour hold at night?', sourceId: source.id, answers: 'in_time' },
      ...{ cases: 4, languages: ['en', 'zh'] },
    },
    () => `id-${nextId++}`,
  );
  await settle();
  const cases = await casesOf();
  expect(cases).toHaveLength(4);
  expect(cases.every((subject) => subject.drill === drill.id && subject.state === 'open')).toBe(true);
  expect(new Set(cases.map(({ clusterId }) => clusterId)).size).toBe(4);
  const queue = await store.cases.queue({ states: ['open'], size: 100 });
  expect(queue.items.filter(({ drill: mark }) => mark === drill.id)).toHaveLength(4);
  const posts = await store.posts.getMany(drill.items.map(({ postId }) => postId));
  expect(posts.map(({ drill: mark }) => mark)).toEqual(drill.items.map(() => drill.id));
  // What is counted is as it was before.
  expect(await store.posts.counts()).toEqual(before.posts);
  expect((await store.cases.facets({ realOnly: true })).total).toBe(before.cases.total);
  const { items } = await store.posts.search({ size: 200 });
  expect(items.some(({ post }) => post.drill !== undefined)).toBe(false);
  expect((await store.drills.get(drill.id))?.placedAt).not.toBeNull();
});

test('two people and an order: it ends at the operator inside, the hour runs and holds, and nobody outside hears of it', async () => {
  const { store } = context;
  const violating = drill.items.find(({ expected }) => expected.length > 0);
  const harmless = drill.items.find(({ expected }) => expected.length === 0);
  const [subject, other] = await Promise.all([
    store.cases.get(violating?.caseId ?? ''),
    store.cases.get(harmless?.caseId ?? ''),
  ]);
  if (subject === null || other === null) throw new Error('half of a drill is violating');
  await decideAs(subject, 'rita', true);
  await decideAs(other, 'rolf', false);
  pipeline.clock.advance(61_000);
  await settle();
  const at = context.clock.now().toISOString();
  const { state } = await store.cases.change(subject.id, person('rolf'), (current) =>
    countersignCase(current, {
      ...{ actor: person('rolf'), at, seenRevision: current.revision, contentHash: current.contentHash },
    }),
  );
  const operatorId = state.locations[0]?.operatorId ?? '';
  const deps = dependencies();
  asked.length = 0;
  const form = {
    statementOfReasons: 'The text states the intention to attack people, in its own words.',
    ...{ nonDisclosure: false, nonDisclosureReason: null, emergencyReason: null },
  };
  const draft = await draftOrder(deps, account('lena'), { caseId: subject.id, operatorId, form });
  expect(draft).toMatchObject({ drill: drill.id, firstOrder: true });
  await sign(deps, account('lena'), draft.id, draft.seq);
  pipeline.clock.advance(61_000);
  await settle();
  expect((await store.orders.get(draft.id))?.state).toBe('prior_information');
  pipeline.clock.advance(12 * 3_600_000);
  await settle();
  const received = await store.orders.get(draft.id);
  expect(received?.state).toBe('received');
  expect(received?.dueAt).not.toBeNull();
  expect((await store.cases.get(subject.id))?.state).toBe('in_takedown');
  pipeline.clock.advance(21 * 60_000);
  await settle();
  expect(await store.orders.get(draft.id)).toMatchObject({ state: 'verified', breached: false });
  expect((await store.cases.get(subject.id))?.state).toBe('resolved');
  const invented = new Set(drill.items.map(({ url }) => url));
  expect(asked.filter((url) => invented.has(url) || url.includes('order'))).toEqual([]);
  // The directory does not take the drill for the operator's first order.
  expect((await store.operators.get(operatorId))?.priorInformationSentAt).toBeNull();
  expect((await store.orders.list({ operatorId, realOnly: true, size: 1 })).total).toBe(0);
});

test('no model learns from it, and nothing of it is shared', async () => {
  const { store } = context;
  const learned = [];
  for await (const decision of store.cases.finalDecisions()) learned.push(decision.clusterId);
  const ours = new Set((await casesOf()).map(({ clusterId }) => clusterId));
  expect(learned.filter((clusterId) => ours.has(clusterId))).toEqual([]);
  expect((await store.cases.decidedClusters()).filter((clusterId) => ours.has(clusterId))).toEqual([]);
  const due = await store.cases.dueShares(1000);
  expect(due.filter((id) => drill.items.some(({ caseId }) => caseId === id))).toEqual([]);
});

test("its totals are the house's, and say how well only where three people took part", async () => {
  const { store } = context;
  const cases = await casesOf();
  const orders = (await store.orders.list({ drill: drill.id, size: 10 })).items;
  const totals = drillTotals(drill, cases, orders, await store.notices.ofDrill(drill.id));
  expect(totals).toMatchObject({
    cases: 4,
    placed: 4,
    opened: 2,
    decided: 2,
    countersigned: 1,
    orders: 1,
    signed: 1,
    notices: 0,
  });
  expect(totals).toMatchObject({ received: 1, inTheHour: 1, breached: 0, people: 3 });
  expect(totals.agreed).toEqual({ numerator: 2, denominator: 2 });
  expect(totals.medianSecondsToDecision).not.toBeNull();
  expect(JSON.stringify(totals)).not.toMatch(/rita|rolf|lena/);
  const cleared = cases.filter(({ state }) => state === 'cleared');
  expect(drillTotals(drill, cleared, [], [])).toMatchObject({ people: 1, agreed: null, medianSecondsToDecision: null });
});

test('a notice ends at the operator inside too, which decides on it, and nobody outside hears of it', async () => {
  const { store } = context;
  const [, second] = drill.items.filter(({ expected }) => expected.length > 0);
  const subject = await store.cases.get(second?.caseId ?? '');
  if (subject === null) throw new Error('half of a drill is violating');
  await decideAs(subject, 'rita', true);
  pipeline.clock.advance(61_000);
  await settle();
  const at = context.clock.now().toISOString();
  const { state } = await store.cases.change(subject.id, person('rolf'), (current) =>
    countersignCase(current, {
      ...{ actor: person('rolf'), at, seenRevision: current.revision, contentHash: current.contentHash },
    }),
  );
  const about = { caseId: subject.id, operatorId: state.locations[0]?.operatorId ?? '' };
  const deps = dependencies();
  asked.length = 0;
  const notice = await draftNotice(deps, account('lena'), { ...about, form: NOTICE_FORMS['dsa-notice'] });
  const left = await draftNotice(deps, account('lena'), { ...about, form: NOTICE_FORMS.referral });
  expect([notice.drill, left.drill]).toEqual([drill.id, drill.id]);
  await signNotice(deps, account('lena'), notice.id, notice.seq);
  pipeline.clock.advance(61_000);
  await settle();
  expect(await store.notices.get(notice.id)).toMatchObject({ state: 'confirmed', answers: [] });
  pipeline.clock.advance(21 * 60_000);
  await settle();
  expect(await store.notices.get(notice.id)).toMatchObject({
    state: 'decided',
    answers: [{ answer: { outcome: 'acted' } }],
  });
  expect((await store.notices.get(notice.id))?.goneAt).not.toBeNull();
  const invented = new Set(drill.items.map(({ url }) => url));
  expect(asked.filter((url) => invented.has(url) || url.includes('order') || url.includes('notice'))).toEqual([]);
  const totals = drillTotals(drill, await casesOf(), [], await store.notices.ofDrill(drill.id));
  expect(totals).toMatchObject({ notices: 2, noticesSigned: 1, noticesDecided: 1, orders: 0 });
});

test('when it ends its cases leave the desk, and a rebuild brings the same back', async () => {
  const { store } = context;
  await store.drills.change(drill.id, person('sven'), endDrill);
  await settle();
  expect((await store.drills.get(drill.id))?.closedAt).not.toBeNull();
  const notices = await store.notices.ofDrill(drill.id);
  expect(notices.map(({ state, withdrawal }) => [state, withdrawal?.document ?? null]).sort()).toEqual([
    ['decided', null],
    ['withdrawn', null],
  ]);
  const states = (await casesOf()).map(({ state }) => state).sort();
  expect(states).toEqual(['cleared', 'resolved', 'resolved', 'withdrawn']);
  expect((await store.cases.queue({ states: ['open'], drill: drill.id, size: 10 })).total).toBe(0);
  const before = await digest(store);
  await rebuild(store);
  expect((await digest(store)).hash).toBe(before.hash);
  expect((await processAll(context)).filter(({ job }) => job === 'drill')).toEqual([]);
});
