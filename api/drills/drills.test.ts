/** What people may see of a drill, who may run one, and that every way out of the house refuses what belongs to one. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWeirError } from '#core/errors.ts';
import type { Notice } from '#core/notice.ts';
import { signNotice } from '#core/notice-state.ts';
import type { Order } from '#core/order.ts';
import { noticeDrafted } from '#core/test-notices.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { sendNotice } from '#pipeline/notices.ts';
import { announce, exportFor, handOver, itemsFor, notify } from '#pipeline/sharing.ts';
import { person } from '#store/test-records.ts';
import {
  deliverClarification,
  deliverNotice,
  deliverNoticeWithdrawal,
  deliverOrder,
  deliverPriorInformation,
  deliverReinstatement,
} from '#takedowns/delivery.ts';
import { type ApiHouse, AUTHORITY, openApiHouse, type Person, testKey } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { DrillShown } from '../schemas/drills.ts';

const namespace = testNamespace();
let house: ApiHouse;
let rita: Person;
let sven: Person;
let olga: Person;
const sent: string[] = [];
const machine = { kind: 'system' as const, id: 'test' };

const codeOf = async (act: () => Promise<unknown>): Promise<string> => {
  try {
    await act();
    return 'it left';
  } catch (error) {
    return isWeirError(error) ? error.code : String(error);
  }
};

beforeAll(async () => {
  house = await openApiHouse(namespace);
  [rita, sven, olga] = await Promise.all([house.signIn('rita'), house.signIn('sven'), house.signIn('olga')]);
});
afterAll(() => house.close());

/** A case of a drill, as the worker would open it. */
const drillCase = async (name: string): Promise<string> => {
  const { title, text, lang, contentHash, assessment, locations, imminentThreat } = await house.openCase(
    `real-${name}`,
  );
  const [location] = locations;
  if (location === undefined) throw new Error('no address');
  const id = `case-${name}`;
  const opened = { clusterId: name, title, text, lang, contentHash, assessment, imminentThreat, location };
  await house.store.cases.create(id, { type: 'case.opened', data: { ...opened, drill: 'drill-1' } }, machine);
  return id;
};

test('people see the mark once the case is decided to the end, and not before', async () => {
  const id = await drillCase('hidden');
  const seen = async (): Promise<string | undefined> =>
    (await rita.get(`/cases/${id}`)).json<{ case: { drill?: string } }>().case.drill;
  expect(await seen()).toBeUndefined();
  const { contentHash } = (await rita.get(`/cases/${id}`)).json<{ case: { contentHash: string } }>().case;
  const decision = {
    ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null },
    ...{ reason: 'It is a report.', contentHash },
  };
  const decided = await rita.post(`/cases/${id}/decisions`, { revision: 1, decision });
  expect(decided.statusCode).toBe(200);
  expect(decided.json().case.drill).toBeUndefined();
  house.clock.advance(61_000);
  await house.store.cases.change(id, machine, () => [{ type: 'case.hold_ended', data: {} }]);
  expect(await seen()).toBe('drill-1');
});

test('supervisors start and end drills, auditors read them, and reviewers do neither', async () => {
  const ask = {
    ...{ name: 'Night drill', purpose: 'Does the hour hold at night?', sourceId: 'board', answers: 'never' },
    ...{ cases: 3, languages: ['en'] },
  };
  expect((await rita.get('/drills')).json().error.code).toBe('NOT_PERMITTED');
  expect((await rita.post('/drills', ask)).json().error.code).toBe('NOT_PERMITTED');
  expect((await sven.post('/drills', ask)).json().error.code).toBe('SOURCE_UNKNOWN');
  await house.store.sources.set(
    {
      ...{ id: 'board', name: 'Board', adapter: 'feed', addresses: ['https://ferry.example/feed'] },
      ...{ hosts: ['ferry.example'], operatorId: 'ferry', languages: ['en'], everySeconds: 60 },
      ...{ delayMilliseconds: 1000, maxRequestsPerPoll: 10, legalBasis: 'test', purpose: 'test', owner: 'sven' },
      ...{ approvedBy: 'sven', approvedAt: '2026-01-01T00:00:00.000Z', reviewBy: '2026-12-01T00:00:00.000Z' },
      paused: true,
    },
    machine,
  );
  const started = (await sven.post('/drills', ask)).json<DrillShown>();
  expect(started).toMatchObject({ state: 'running', startedBy: 'sven', records: [], totals: { cases: 3, placed: 0 } });
  expect((await olga.get(`/drills/${started.id}`)).json()).toMatchObject({ id: started.id });
  // No text is shown twice.
  const again = (await sven.post('/drills', { ...ask, cases: 3 })).json<DrillShown>();
  const items = (id: string) => house.store.drills.get(id).then((one) => one?.items.map(({ exampleId }) => exampleId));
  expect((await items(again.id))?.some((id) => id === '')).toBe(false);
  const [first = [], second = []] = [await items(started.id), await items(again.id)];
  expect(first.filter((id) => second.includes(id))).toEqual([]);
  expect((await sven.post('/drills', { ...ask, cases: 50, languages: ['ar'] })).statusCode).toBe(200);
  expect((await sven.post('/drills', { ...ask, cases: 50, languages: ['ar'] })).json().error.code).toBe(
    'DRILL_TEXTS_MISSING',
  );
  expect((await olga.post(`/drills/${started.id}/end`)).json().error.code).toBe('NOT_PERMITTED');
  const ended = (await sven.post(`/drills/${started.id}/end`)).json<DrillShown>();
  expect(ended).toMatchObject({ state: 'ended', endedBy: 'sven' });
  expect(ended.records.map(({ exampleId }) => exampleId).sort()).toEqual(first.toSorted());
  expect((await olga.get('/drills')).json().total).toBe(3);
});

describe('no way out', () => {
  const channel = () => ({
    operator: { channel: { ordersUrl: 'https://ferry.example/orders' }, name: 'Ferry' } as never,
    key: testKey('weir-key'),
    send: async ({ url }: { url: string }) => {
      sent.push(url);
      return { status: 202, headers: {}, body: '' };
    },
    now: () => house.clock.now(),
    newNonce: randomUUID,
  });
  const order = (attempts: number): Order =>
    ({
      ...{ id: 'o-1', reference: 'R-1', drill: 'drill-1', document: {}, clarifications: [] },
      attempts: Array.from({ length: attempts }, () => ({ at: '2026-03-01T09:00:00.000Z', error: 'lost' })),
    }) as unknown as Order;

  const notice = (attempts: number): Notice =>
    ({ ...order(attempts), withdrawal: { document: { form: 'notice-withdrawal' } } }) as unknown as Notice;

  test.each([
    ['an order', () => deliverOrder(order(1), channel())],
    ['the question whether an order arrived', () => deliverOrder(order(2), channel())],
    ['prior information', () => deliverPriorInformation(order(0), channel())],
    ['a clarification', () => deliverClarification(order(1), 'It is the second post.', channel())],
    ['a reinstatement', () => deliverReinstatement(order(1), channel())],
    ['an order or notice under the DSA, or a referral', () => deliverNotice(notice(1), channel())],
    ['the question whether a notice arrived', () => deliverNotice(notice(2), channel())],
    ['the withdrawal of a notice', () => deliverNoticeWithdrawal(notice(1), channel())],
  ])('%s', async (_, act) => {
    expect(await codeOf(act)).toBe('DRILL_STAYS_INSIDE');
    expect(sent).toEqual([]);
  });

  test('a notice that lost its mark by mistake, and what a person would carry to the coordinator', async () => {
    const { store } = house;
    const caseId = await drillCase('noticed');
    const marked = noticeDrafted('dsa-order', { caseId });
    marked.data.drill = 'drill-1';
    await store.notices.create('notice-marked', marked, { kind: 'human', id: 'lena' });
    const carried = await sven.post('/notices/notice-marked/transmission', { to: 'The coordinator' });
    expect(carried.json().error.code).toBe('DRILL_STAYS_INSIDE');
    // No code of the house does this: the guard must hold all the same.
    await store.notices.create('notice-drill', noticeDrafted('referral', { caseId }), { kind: 'human', id: 'lena' });
    await store.notices.change('notice-drill', { kind: 'human', id: 'sven' }, (state) =>
      signNotice(state, {
        ...{ actor: { kind: 'human', id: 'sven' }, at: house.clock.now().toISOString(), document: state.document },
        ...{ undoMilliseconds: 0, seenSeq: state.seq },
      }),
    );
    const context = { ...channel(), store, clock: house.clock, requestKey: testKey('weir-key') };
    expect(await codeOf(() => sendNotice({ noticeId: 'notice-drill' }, context as unknown as PipelineContext))).toBe(
      'DRILL_STAYS_INSIDE',
    );
    expect(sent).toEqual([]);
  });

  test('sharing: a file, a collection, a push and messages, even where an item rests on a drill by mistake', async () => {
    const { store } = house;
    const sharer = { publicUrl: house.deps.config.publicUrl, name: AUTHORITY.name };
    const entry = {
      ...{ name: 'Partner', agreement: 'agreement 12/2026', categories: ['recruitment'], apiRoot: null },
      ...{ webhook: { url: 'https://partner.example/hook', categories: ['recruitment'] } },
      ...{ requestsPerMinute: 600, suspended: false },
    };
    expect((await sven.send('PUT', '/sharing/partners/one', entry)).statusCode).toBe(200);
    const { key } = (await sven.post('/sharing/partners/one/key')).json<{ key: string }>();
    const partner = await store.partners.get('one');
    if (partner === null) throw new Error('no partner');
    const caseId = await drillCase('shared');
    // No code of the house does this: the guard must hold all the same.
    const { state: item } = await store.shares.create(
      'item-1',
      {
        type: 'share.published',
        data: { ...{ kind: 'sha256', value: 'a'.repeat(64), generation: 1 }, caseId, categories: ['recruitment'] },
      },
      machine,
    );
    house.clock.advance(60_000);
    const given = { actor: person('sven'), newId: randomUUID };
    expect({
      file: await codeOf(() => exportFor(store, sharer, { partner, format: 'stix', ...given })),
      push: await codeOf(() => itemsFor(store, partner, { channel: 'push', ...given })),
      collection: await codeOf(() => handOver(store, { partner, items: [item], channel: 'taxii', ...given })),
      messages: await codeOf(() => announce(store)),
    }).toEqual({
      file: 'DRILL_STAYS_INSIDE',
      push: 'DRILL_STAYS_INSIDE',
      collection: 'DRILL_STAYS_INSIDE',
      messages: 'DRILL_STAYS_INSIDE',
    });
    expect((await sven.post('/sharing/exports', { partnerId: 'one', format: 'csv' })).json().error?.code).toBe(
      'DRILL_STAYS_INSIDE',
    );
    const headers = { authorization: `Bearer ${key}`, accept: 'application/taxii+json;version=2.1' };
    const { collections } = (
      await house.app.inject({ method: 'GET', url: '/taxii2/weir/collections/', headers })
    ).json<{ collections: { id: string }[] }>();
    const objects = await house.app.inject({
      method: 'GET',
      url: `/taxii2/weir/collections/${collections[0]?.id}/objects/`,
      headers,
    });
    expect(objects.statusCode).toBe(409);
    expect(objects.body).not.toContain('a'.repeat(64));
    // A message that was made already is not sent.
    const data = { partnerId: 'one', channel: 'webhook', notice: 'published' } as const;
    await store.handovers.create(
      'one.message',
      { type: 'handover.made', data: { ...data, items: [{ id: item.id, modifiedAt: item.modifiedAt }] } },
      machine,
    );
    const context = { ...channel(), store, clock: house.clock, sharer, requestKey: testKey('weir-key') };
    expect(await codeOf(() => notify({ handoverId: 'one.message' }, context as unknown as PipelineContext))).toBe(
      'DRILL_STAYS_INSIDE',
    );
    expect(sent).toEqual([]);
    expect((await store.handovers.list({ size: 10 })).items.map(({ id, state }) => [id, state])).toEqual([
      ['one.message', 'pending'],
    ]);
  });
});
