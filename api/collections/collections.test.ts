/** Collections and notes: who keeps them, what of them is seen, and how long. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dueCollections, tidyCollection } from '#pipeline/collections.ts';
import { anAnalysis, aPost, aSource } from '#store/test-records.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { AnnotationList, AnnotationShown, CollectionDetail, CollectionList } from '../schemas/collections.ts';

let house: ApiHouse;
let anna: Person;
let sven: Person;
const actor = { kind: 'system' as const, id: 'test' };
const near = aPost('near', 'A post near.');
const far = aPost('far', 'A post far.', { sourceId: 'ferry-source' });
const brief = aPost('brief', 'A post of a source that keeps little.', {
  ...{ sourceId: 'brief-source', collectedAt: '2026-02-28T09:00:00.000Z' },
});
const WHY = { 'x-access-reason': encodeURIComponent('a test') };
const ABOUT = {
  ...{ name: 'Mill', purpose: 'What is said about the old mill.', isShared: false, retentionDays: 30 },
};
const DAY = 86_400_000;

beforeAll(async () => {
  house = await openApiHouse(testNamespace());
  const { posts, sources } = house.store;
  await posts.indexBatch([near, far, brief]);
  await posts.setAnalysis([{ id: near.id, analysis: anAnalysis('post near', 'near') }]);
  await posts.refresh();
  await sources.set(aSource('brief-source', { retentionDays: 5 }), actor);
  [anna, sven] = await Promise.all([house.signIn('anna'), house.signIn('sven')]);
}, 240_000);
afterAll(() => house?.close());

const make = async (person: Person, change: object = {}): Promise<string> =>
  (await person.post('/collections', { ...ABOUT, ...change })).json<{ id: string }>().id;
const opened = async (person: Person, id: string) => (await person.get(`/collections/${id}`)).json<CollectionDetail>();
const idsOf = ({ items }: CollectionDetail) => items.map(({ hit }) => hit.post.id);
const codeOf = (answer: { json(): { error: { code: string } } }) => answer.json().error.code;

test('a collection has a purpose; it is found by others only when shared, and then kept together', async () => {
  expect((await anna.post('/collections', { ...ABOUT, purpose: 'short' })).statusCode).toBe(400);
  const id = await make(anna);
  expect((await sven.get(`/collections/${id}`)).statusCode).toBe(404);
  expect((await sven.post(`/collections/${id}/posts`, { postIds: [near.id] })).statusCode).toBe(404);
  await anna.send('PUT', `/collections/${id}`, { ...ABOUT, isShared: true });
  await anna.post(`/collections/${id}/posts`, { postIds: [near.id] });
  await sven.post(`/collections/${id}/posts`, { postIds: [near.id, far.id] });
  expect(idsOf(await opened(anna, id))).toEqual([far.id, near.id]);
  expect((await opened(anna, id)).items[0]?.addedBy).toBe('sven of the test');
  expect(codeOf(await sven.send('DELETE', `/collections/${id}`))).toBe('COLLECTION_NOT_YOURS');
  expect(codeOf(await sven.send('PUT', `/collections/${id}`, ABOUT))).toBe('COLLECTION_NOT_YOURS');
  await sven.post(`/collections/${id}/removals`, { postIds: [near.id] });
  expect(idsOf(await opened(anna, id))).toEqual([far.id]);
  await anna.send('DELETE', `/collections/${id}`);
  expect((await anna.get('/collections')).json<CollectionList>().items).toEqual([]);
  expect((await anna.get(`/collections/${id}`)).statusCode).toBe(404);
});

test('what is out of sight is in no collection, neither counted nor shown nor added', async () => {
  const id = await make(anna, { isShared: true });
  await anna.post(`/collections/${id}/posts`, { postIds: [near.id, far.id] });
  const change = (sight: { sourceIds: string[] } | undefined) =>
    house.store.accounts.revise('sven', actor, ({ sight: _, ...account }) => ({
      ...account,
      ...(sight === undefined ? {} : { sight }),
    }));
  await change({ sourceIds: ['lanternfish'] });
  const seen = await opened(sven, id);
  expect([idsOf(seen), seen.total, seen.collection.count]).toEqual([[near.id], 1, 1]);
  for (const path of ['posts', 'removals'])
    expect((await sven.post(`/collections/${id}/${path}`, { postIds: [far.id] })).statusCode).toBe(404);
  await change(undefined);
  expect((await opened(sven, id)).total).toBe(2);
  await anna.send('DELETE', `/collections/${id}`);
});

test('a post goes when its time is over, by the collection or by its source, before the house has come by', async () => {
  const id = await make(anna);
  await anna.post(`/collections/${id}/posts`, { postIds: [near.id, brief.id] });
  const reads = vi.spyOn(house.store.sources, 'list');
  const until = (await opened(anna, id)).items.map((item) => item.until);
  expect(reads).toHaveBeenCalledTimes(1);
  reads.mockRestore();
  const added = house.clock.now().getTime();
  expect(until).toEqual(['2026-03-05T09:00:00.000Z', new Date(added + 30 * DAY).toISOString()]);
  house.clock.advance(4 * DAY);
  anna = await house.signIn('anna');
  expect(idsOf(await opened(anna, id))).toEqual([near.id]);
  expect(await dueCollections(house.store, house.clock.now().toISOString())).toEqual([id]);
  expect(await tidyCollection({ collectionId: id }, house)).toBe('done');
  expect((await house.store.collections.get(id))?.posts.map(({ postId }) => postId)).toEqual([near.id]);
  expect(await dueCollections(house.store, house.clock.now().toISOString())).toEqual([]);
  house.clock.advance(26 * DAY);
  anna = await house.signIn('anna');
  expect((await opened(anna, id)).total).toBe(0);
});

test('a note stands as it was written; its author withdraws it, and that stays to be seen', async () => {
  [anna, sven] = await Promise.all([house.signIn('anna'), house.signIn('sven')]);
  const path = `/posts/${near.id}/annotations`;
  expect(codeOf(await anna.get(path))).toBe('ACCESS_REASON_REQUIRED');
  const written = (await anna.post(path, { text: 'It quotes a song.' })).json<AnnotationShown>();
  house.clock.advance(1000);
  await sven.post(path, { text: 'The song is older.' });
  const withdrawal = `/annotations/${written.id}/withdrawal`;
  expect(codeOf(await sven.post(withdrawal, { reason: 'not mine' }))).toBe('ANNOTATION_NOT_YOURS');
  await anna.post(withdrawal, { reason: 'It was another song.' });
  await anna.post(withdrawal, { reason: 'once more' });
  const { items } = (await sven.get(path, WHY)).json<AnnotationList>();
  expect(items.map(({ author, text, withdrawn }) => [author, text, withdrawn?.reason ?? null])).toEqual([
    ['anna of the test', null, 'It was another song.'],
    ['sven of the test', 'The song is older.', null],
  ]);
  expect((await (await house.signIn('rita')).get(path, WHY)).statusCode).toBe(403);
  expect((await anna.post(`/posts/${'a'.repeat(64)}/annotations`, { text: 'x' })).statusCode).toBe(404);
});
