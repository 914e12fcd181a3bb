import { beforeAll, describe, expect, it } from 'vitest';
import { addMilliseconds } from '#core/clock.ts';
import { hashOf, sha256 } from '#core/hash.ts';
import type { OrderDraft } from '#core/order.ts';
import { ATTEMPT_DEADLINE_MILLISECONDS, RECHECK_MILLISECONDS } from '#core/order-state.ts';
import { testNamespace } from '../tests/namespace.ts';
import { aliasOf, indicesBehind, KINDS } from './indices.ts';
import type { Store } from './store.ts';
import { aLocation, caseOpened, machine, orderDrafted, person } from './test-records.ts';
import { START, testStores } from './test-store.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
const HOUR = 3_600_000;
const moment = (milliseconds: number): string => addMilliseconds(START, milliseconds);
let store: Store;
beforeAll(async () => {
  store = await stores.open();
});

it('two processes can prepare the indices at once, and again', async () => {
  const other = await stores.open();
  await Promise.all([store.migrate(), other.migrate()]);
  await other.migrate();
  for (const kind of KINDS)
    expect(await indicesBehind(store.elasticsearch, aliasOf(namespace, kind))).toEqual([`${namespace}-${kind}-000001`]);
});

describe('the review queue', () => {
  beforeAll(async () => {
    await store.migrate();
    const base = caseOpened('x').data.assessment;
    const open = (id: string, violating: number, more: Partial<ReturnType<typeof caseOpened>['data']> = {}) =>
      store.cases.create(id, caseOpened(id, { assessment: { ...base, violating }, ...more }), machine);
    await open('case-low', 0.5);
    await open('case-high', 0.9, { lang: 'zh', text: '灰芦苇团号召[已删]集会' });
    await open('case-threat', 0.7, { imminentThreat: true, location: aLocation(3, { operatorId: 'ferry-as' }) });
    stores.clock.advance(1000);
    await open('case-high-later', 0.9);
    await store.cases.change('case-low', person('ana'), () => [
      {
        type: 'case.decided',
        data: {
          decision: {
            outcome: 'not_violating',
            categories: [],
            legalBasis: 'none',
            exemption: null,
            reason: 'a figure of speech',
            contentHash: sha256('text'),
            reviewer: 'ana',
            at: START,
            undoUntil: moment(60_000),
            undoneAt: null,
          },
        },
      },
    ]);
    await store.cases.refresh();
  });

  it('has the most urgent first, then the oldest, page by page', async () => {
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.cases.queue({ states: ['open'], size: 1, after });
      expect(page.total).toBe(3);
      ids.push(...page.items.map((item) => item.id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(ids).toEqual(['case-threat', 'case-high', 'case-high-later']);
  });

  it('is narrowed by every filter', async () => {
    const ids = async (filter: Parameters<Store['cases']['queue']>[0]) =>
      (await store.cases.queue(filter)).items.map((item) => item.id);
    expect(await ids({ lang: 'zh', size: 9 })).toEqual(['case-high']);
    expect(await ids({ operatorId: 'ferry-as', size: 9 })).toEqual(['case-threat']);
    expect(await ids({ minPriority: 1, size: 9 })).toEqual(['case-threat']);
    expect(await ids({ category: 'threat', size: 9 })).toEqual([]);
    expect(await ids({ text: '号召', size: 9 })).toEqual(['case-high']);
    expect(await ids({ text: '召号', size: 9 })).toEqual([]);
    expect(await ids({ text: 'reed ASHEN', states: ['open'], size: 9 })).toEqual(['case-threat', 'case-high-later']);
    expect(await ids({ states: ['open'], excludeIds: ['case-threat', 'case-high'], size: 9 })).toEqual([
      'case-high-later',
    ]);
  });

  it('counts by state, category, language and operator, and knows the oldest', async () => {
    const facets = await store.cases.facets();
    expect(facets).toMatchObject({
      total: 4,
      states: [
        { key: 'open', count: 3 },
        { key: 'cleared', count: 1 },
      ],
      categories: [{ key: 'incitement', count: 4 }],
      operators: [
        { key: 'lanternfish-bv', count: 3 },
        { key: 'ferry-as', count: 1 },
      ],
      oldestOpenAt: START,
      oldestAgeMilliseconds: stores.clock.now().getTime() - Date.parse(START),
    });
    expect((await store.cases.facets({ lang: 'zh' })).total).toBe(1);
  });

  it('knows whose undo time has passed', async () => {
    expect(await store.cases.dueHolds(moment(59_999), 10)).toEqual([]);
    expect(await store.cases.dueHolds(moment(60_000), 10)).toEqual(['case-low']);
  });

  it('finds the case of a cluster at once', async () => {
    await store.cases.create('case-new', caseOpened('brand-new'), machine);
    expect((await store.cases.byCluster('brand-new'))?.id).toBe('case-new');
    expect(await store.cases.byCluster('unheard-of')).toBeNull();
  });
});

describe('the orders', () => {
  const document = orderDrafted('x').data.document;
  const sign = (holdUntil: string): OrderDraft => ({
    type: 'order.signed',
    data: { document, documentHash: hashOf(document), holdUntil },
  });
  const attempt: OrderDraft = { type: 'order.attempted', data: {} };
  const receive = (reference: string, receivedAt: string): OrderDraft => ({
    type: 'order.received',
    data: { receipt: { reference, receiptId: `r-${reference}`, receivedAt } },
  });
  const now = (): string => stores.clock.now().toISOString();
  const due = async (at: string) => {
    await store.orders.refresh();
    return [...(await store.orders.dueDeliveries(at, 50)), ...(await store.orders.dueRechecks(at, 50))].sort();
  };
  const ahead = (milliseconds: number): string => addMilliseconds(now(), milliseconds);
  const order = async (id: string, ...drafts: OrderDraft[]): Promise<void> => {
    await store.orders.create(id, orderDrafted(id), person('lia'));
    for (const draft of drafts) await store.orders.change(id, person('lia'), () => [draft]);
  };

  it('are due exactly when the house must act', async () => {
    await order('o-draft');
    await order('o-signed', sign(ahead(60_000)));
    await order('o-prior', sign(now()), {
      type: 'order.prior_information_sent',
      data: { sentAt: now(), notBefore: ahead(12 * HOUR) },
    });
    await order('o-lost', sign(now()), attempt);
    await order('o-failed', sign(now()), attempt, {
      type: 'order.attempt_failed',
      data: { error: 'no answer', nextAttemptAt: ahead(5000) },
    });
    await order('o-received', sign(now()), attempt, receive('o-received', now()));
    await order('o-withdrawn', { type: 'order.withdrawn', data: { reason: 'an error' } });

    expect(await due(now())).toEqual([]);
    expect(await due(ahead(5000))).toEqual(['o-failed']);
    expect(await due(ahead(RECHECK_MILLISECONDS))).toEqual(['o-failed', 'o-received']);
    expect(await due(ahead(ATTEMPT_DEADLINE_MILLISECONDS))).toEqual(['o-failed', 'o-lost', 'o-received']);
    expect(await due(ahead(60_000))).toEqual(['o-failed', 'o-lost', 'o-received', 'o-signed']);
    expect(await due(ahead(12 * HOUR))).toEqual(['o-failed', 'o-lost', 'o-prior', 'o-received', 'o-signed']);
  });

  it('that have to leave are found however many looks are overdue before them', async () => {
    await due(now());
    expect(await store.orders.dueRechecks(ahead(60_000), 1)).toEqual(['o-received']);
    expect(await store.orders.dueDeliveries(ahead(60_000), 3)).toEqual(['o-failed', 'o-lost', 'o-signed']);
  });

  it('stand in the order of the time that is left, those without a clock last', async () => {
    await order('o-earlier', sign(now()), attempt, receive('o-earlier', ahead(-60_000)));
    await store.orders.refresh();
    const ids: string[] = [];
    let next: string | undefined;
    do {
      const page = await store.orders.list({ size: 3, after: next });
      ids.push(...page.items.map((item) => item.id));
      next = page.next ?? undefined;
    } while (next !== undefined);
    expect(ids.slice(0, 2)).toEqual(['o-earlier', 'o-received']);
    expect(ids).toHaveLength(8);
    expect((await store.orders.list({ states: ['draft'], size: 9 })).items.map((item) => item.id)).toEqual(['o-draft']);
    expect((await store.orders.list({ caseId: 'case-none', size: 9 })).total).toBe(0);
  });

  it('are found by their reference at once, and counted by state', async () => {
    await order('o-fresh');
    expect((await store.orders.byReference('o-fresh'))?.id).toBe('o-fresh');
    expect(await store.orders.byReference('nobody')).toBeNull();
    const counts = await store.orders.counts();
    expect(counts.total).toBe(9);
    expect(counts.breached).toBe(0);
    expect(counts.states.find((bucket) => bucket.key === 'draft')?.count).toBe(2);
  });
});
