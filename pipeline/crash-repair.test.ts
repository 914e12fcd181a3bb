import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Assessor } from '#classifiers/assessor.ts';
import { loadPolicy } from '#classifiers/policy/load.ts';
import { ManualClock } from '#core/clock.ts';
import type { Collector } from '#crawlers/crawl.ts';
import type { Store } from '#store/store.ts';
import {
  aLocation,
  anAnalysis,
  aPost,
  aSource,
  caseOpened,
  machine,
  orderDrafted,
  person,
} from '#store/test-records.ts';
import { START, testStores } from '#store/test-store.ts';
import { testNamespace } from '../tests/namespace.ts';
import { caseIdOf } from './analyse.ts';
import type { PipelineContext } from './context.ts';
import { createKnownContent } from './known-content.ts';
import { recheck } from './orders.ts';
import { openPolicies } from './policies.ts';
import { type JobQueues, openQueues } from './queues.ts';
import { createSampling } from './sampling.ts';
import { repairPlacement } from './sweeper.ts';
import { startWorker } from './worker.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
const clock = new ManualClock(START);
const quiet = { info: () => {}, warn: () => {} };
let store: Store;
let queues: JobQueues;

beforeAll(async () => {
  store = await stores.open();
  await store.migrate();
  queues = openQueues(inject('redisUrl'), namespace);
});
afterAll(async () => {
  await queues.close();
  for await (const keys of store.redis.scanStream({ match: `{${namespace}:jobs}*`, count: 1000 }))
    if ((keys as string[]).length > 0) await store.redis.unlink(...(keys as string[]));
});

/** The parts that a repair touches; anything else that is asked for is missing, and says so. */
const contextOf = (change: Partial<PipelineContext>): PipelineContext =>
  ({
    store,
    queues,
    clock,
    log: quiet,
    known: createKnownContent(store, quiet),
    pictures: null,
    allowList: { hosts: () => new Set<string>(), refresh: async () => {} },
    ...change,
  }) as PipelineContext;

/** The store, with the first change or creation of a case lost, as when Elasticsearch dies at that moment. */
const losingOneCase = (): Store => {
  let isLost = false;
  const once = (): void => {
    if (isLost) return;
    isLost = true;
    throw new Error('connection lost');
  };
  return {
    ...store,
    cases: {
      ...store.cases,
      create: async (...given) => {
        once();
        return store.cases.create(...given);
      },
      change: async (...given) => {
        once();
        return store.cases.change(...given);
      },
    },
  };
};

describe('after a failure in the middle of a job', () => {
  it('a post that was scored and not placed gets its case while the worker lives on', async () => {
    const post = aPost('half', 'The Order of the Ashen Reed calls on everybody to [redacted]');
    await store.posts.indexBatch([post]);
    const { assessment } = anAnalysis('x', 'y');
    const assessor = {
      assess: async (texts: { id: string }[]) =>
        texts.map(({ id }) => ({
          id,
          ...assessment,
          lang: 'en',
          context: { label: 'other', probabilities: { other: 1 } },
          vector: anAnalysis('x', 'y').vector,
        })),
      explain: async () => [],
    } as unknown as Assessor;
    const collector = { streams: () => false } as unknown as Collector;
    const policies = openPolicies(store, loadPolicy());
    const sampling = createSampling('00'.repeat(32));
    const worker = await startWorker(contextOf({ store: losingOneCase(), assessor, policies, sampling, collector }), {
      redisUrl: inject('redisUrl'),
      sweepMilliseconds: 50,
    });
    try {
      await expect
        .poll(async () => (await store.cases.byCluster(post.id.slice(0, 24)))?.locations[0]?.postId, {
          timeout: 60_000,
        })
        .toBe(post.id);
    } finally {
      await worker.close();
    }
  });

  it('an edited text leaves the case of what it said before', async () => {
    const before = aPost('edited', 'before');
    const after = aPost('edited', 'after', { editedAt: START, collectedAt: '2026-03-01T10:05:00.000Z' });
    await store.posts.indexBatch([before]);
    await store.posts.setAnalysis([{ id: before.id, analysis: anAnalysis('before', 'cluster-before') }]);
    const id = caseIdOf('cluster-before');
    const location = aLocation(0, { postId: before.id, url: before.url });
    await store.cases.create(id, caseOpened('cluster-before', { location }), machine);
    await store.posts.indexBatch([after]);
    // Scored, and then nothing more: where a crash would leave it.
    await store.posts.setAnalysis([
      { id: after.id, analysis: anAnalysis('after', 'cluster-after', { flagged: false }) },
    ]);
    await store.refresh();
    expect(await repairPlacement(contextOf({}))).toBe(1);
    expect((await store.cases.get(id))?.locations.map((one) => one.status)).toEqual(['gone_by_author']);
    expect(await repairPlacement(contextOf({}))).toBe(0);
  });

  it('a look that found everything gone is repeated until the case knows it too', async () => {
    const post = aPost('taken-down', 'a text');
    await store.posts.indexBatch([post]);
    await store.sources.set(aSource(post.sourceId), person('sam'));
    await store.operators.set(
      {
        id: 'lanternfish-bv',
        name: 'Lanternfish BV',
        platforms: ['Lanternfish'],
        contactPoint: 'tco@lanternfish.example',
        languages: ['en'],
        establishedIn: 'NL',
        legalRepresentative: null,
        channel: { kind: 'https', ordersUrl: 'https://lanternfish.example/orders' },
        publicKeyPem: '-',
        keyId: 'op-1',
        priorInformationSentAt: null,
      },
      person('sam'),
    );
    const location = aLocation(0, { postId: post.id, url: post.url });
    await store.cases.create('case-1', caseOpened('taken-down', { location }), machine);
    await store.cases.change('case-1', person('bo'), (state) => [
      { type: 'case.countersigned', data: { contentHash: state.contentHash } },
      { type: 'case.order_sent', data: { orderId: 'order-1' } },
    ]);
    await store.orders.create('order-1', orderDrafted('R-1', { postIds: [post.id] }), person('lia'));
    await store.orders.change('order-1', machine, () => [
      { type: 'order.attempted', data: {} },
      { type: 'order.received', data: { receipt: { reference: 'R-1', receiptId: 'r', receivedAt: START } } },
    ]);
    const collector = { check: async () => ({ verdict: 'gone', detail: '410' }) } as unknown as Collector;
    await expect(recheck({ orderId: 'order-1' }, contextOf({ store: losingOneCase(), collector }))).rejects.toThrow(
      'connection lost',
    );
    expect((await store.orders.get('order-1'))?.nextRecheckAt).not.toBeNull();
    await recheck({ orderId: 'order-1' }, contextOf({ collector }));
    expect((await store.orders.get('order-1'))?.state).toBe('verified');
    expect((await store.cases.get('case-1'))?.state).toBe('resolved');
  });
});
