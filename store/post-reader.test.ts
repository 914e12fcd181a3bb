import type { estypes } from '@elastic/elasticsearch';
import { beforeAll, expect, test } from 'vitest';
import { sha256 } from '#core/hash.ts';
import { testNamespace } from '../tests/namespace.ts';
import { aliasOf } from './indices.ts';
import { openPostReader, postReader } from './post-reader.ts';
import { openPostWindow, seenThrough } from './post-window.ts';
import type { Store } from './store.ts';
import { anAnalysis, aPost, aVector } from './test-records.ts';
import { testStores } from './test-store.ts';

const namespace = testNamespace();
const { open } = testStores(namespace);
let store: Store;
beforeAll(async () => {
  store = await open();
  await store.migrate();
});

/** Every request that a reader makes, as it would go to Elasticsearch. */
const asked = async (work: (reader: ReturnType<typeof postReader>) => Promise<unknown>): Promise<object[]> => {
  const requests: object[] = [];
  const client = new Proxy(
    {},
    {
      get: (_, name) => async (request: object) => {
        if (!['openPointInTime', 'closePointInTime'].includes(String(name))) requests.push(request);
        if (name === 'count') return { count: 0 };
        if (name === 'openPointInTime') return { id: 'pit' };
        const hit: estypes.SearchHit = { _index: 'x', _source: { id: 'x', vector: [1], assessment: undefined } };
        return { hits: { hits: requests.length > 3 ? [] : [hit], total: 1 }, aggregations: {} };
      },
    },
  ) as Parameters<typeof openPostWindow>[0];
  await work(postReader(openPostWindow(client, 'posts', { sourceIds: ['source-a'] })));
  return requests;
};

test.each<[string, (reader: ReturnType<typeof postReader>) => Promise<unknown>]>([
  ['search', (reader) => reader.search({ size: 10, query: { text: 'x', tokens: ['x'], phrases: [] } })],
  [
    'search by dates',
    (reader) => reader.search({ size: 10, from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }),
  ],
  ['get', (reader) => reader.get('x')],
  ['getMany', (reader) => reader.getMany(['x', 'y'])],
  ['byItem', (reader) => reader.byItem('x')],
  ['similarTo', (reader) => reader.similarTo('y', 5)],
  ['nearness', (reader) => reader.nearness('x', 'y')],
  ['count', (reader) => reader.count({ size: 0 })],
  [
    'stream',
    async (reader) => {
      for await (const _ of reader.stream({})) break;
    },
  ],
])('no question of a reader goes out without the filter: %s', async (_, work) => {
  const requests = await asked(work);
  expect(requests.length).toBeGreaterThan(0);
  const filter = { terms: { sourceId: ['source-a'] } };
  for (const request of requests as Pick<estypes.SearchRequest, 'query' | 'knn'>[]) {
    if (request.query !== undefined) expect(request.query.bool?.filter).toEqual([filter]);
    for (const knn of [request.knn ?? []].flat()) expect(knn.filter).toContainEqual(filter);
    expect(request.query !== undefined || request.knn !== undefined).toBe(true);
  }
});

test('every question of a reader was asked above', () => {
  const names = Object.keys(postReader({} as never)).sort();
  expect(names).toEqual(['byItem', 'count', 'get', 'getMany', 'nearness', 'search', 'similarTo', 'stream']);
});

test('a question keeps what it asked for, whatever the sight adds', () => {
  const query = { bool: { should: [{ term: { lang: 'en' } }] } };
  expect(seenThrough({ query }, { sourceIds: [] }).query).toEqual({
    bool: { filter: [{ terms: { sourceId: [] } }], must: [query] },
  });
});

test('a reader sees the posts of its sources, by every way, and nothing of the others', async () => {
  const near = aPost('near', 'by the mill', { sourceId: 'source-a' });
  const far = aPost('far', 'by the mill', { itemId: sha256('far'), sourceId: 'source-b' });
  await store.posts.indexBatch([near, far]);
  await store.posts.setAnalysis([
    { id: near.id, analysis: anAnalysis('mill', 'same', { vector: aVector(1) }) },
    { id: far.id, analysis: anAnalysis('mill', 'same', { vector: aVector(1) }) },
  ]);
  await store.posts.refresh();
  const reader = openPostReader(store.elasticsearch, aliasOf(namespace, 'posts'), { sourceIds: ['source-a'] });
  const all = openPostReader(store.elasticsearch, aliasOf(namespace, 'posts'), null);
  expect((await all.search({ size: 10 })).total).toBe(2);
  const found = await reader.search({ size: 10 });
  expect(found.items.map(({ post }) => post.id)).toEqual([near.id]);
  expect(found.facets.sources).toEqual([{ key: 'source-a', count: 1 }]);
  expect(await reader.get(far.id)).toBeNull();
  expect(await reader.get(sha256('nothing'))).toBeNull();
  expect((await reader.getMany([far.id, near.id])).map(({ id }) => id)).toEqual([near.id]);
  expect(await reader.byItem(far.itemId)).toEqual([]);
  expect(await reader.similarTo(near.id, 5)).toEqual([]);
  expect((await all.similarTo(near.id, 5)).map(({ post }) => post.id)).toEqual([far.id]);
  expect(await all.nearness(near.id, far.id)).toEqual({ cosine: expect.closeTo(1, 9), word: 'near' });
  expect(await reader.nearness(near.id, far.id)).toBeNull();
  expect(await reader.count({ size: 0 })).toBe(1);
  const streamed: string[] = [];
  for await (const page of reader.stream({}, 1)) streamed.push(...page.map(({ id }) => id));
  expect(streamed).toEqual([near.id]);
});

test('how near a post is that has no vector, or was not read yet, is not said', async () => {
  const read = aPost('read', 'by the mill', { itemId: sha256('read'), sourceId: 'source-c' });
  const blank = aPost('blank', '…', { itemId: sha256('blank'), sourceId: 'source-c' });
  const unread = aPost('unread', 'by the mill too', { itemId: sha256('unread'), sourceId: 'source-c' });
  await store.posts.indexBatch([read, blank, unread]);
  await store.posts.setAnalysis([
    { id: read.id, analysis: anAnalysis('mill', 'read', { vector: aVector(1) }) },
    { id: blank.id, analysis: anAnalysis('', 'blank', { vector: aVector(1).map(() => 0) }) },
  ]);
  await store.posts.refresh();
  const all = openPostReader(store.elasticsearch, aliasOf(namespace, 'posts'), null);
  expect(await all.nearness(read.id, blank.id)).toBeNull();
  expect(await all.nearness(unread.id, read.id)).toBeNull();
  expect((await all.nearness(read.id, read.id))?.word).toBe('near');
});
