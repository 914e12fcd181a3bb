/** Saved searches and what they find anew: who sees them, what is told, and that it is told once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PipelineContext } from '#pipeline/context.ts';
import { watchSearch } from '#pipeline/search-alerts.ts';
import { anAnalysis, aPost } from '#store/test-records.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { type BulletinWays, openBulletinWays } from '../../tests/bulletin-ways.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { FreshPosts, SavedSearchList, SavedSearchShown } from '../schemas/searches.ts';

let house: ApiHouse;
let anna: Person;
let sven: Person;
let ways: BulletinWays;

const worker = (): PipelineContext => ways.worker(house);

const collect = async (native: string, text: string, tokens: string, sourceId = 'lanternfish') => {
  const post = aPost(native, text, { sourceId });
  await house.store.posts.indexBatch([post]);
  await house.store.posts.setAnalysis([{ id: post.id, analysis: anAnalysis(tokens, native) }]);
  return post;
};
const save = async (person: Person, body: object) => person.post('/searches', body);
const listOf = async (person: Person) => (await person.get('/searches')).json<SavedSearchList>().items;
const freshOf = async (person: Person, id: string) =>
  (await person.get(`/searches/${id}`)).json<SavedSearchShown>().fresh;
const runAt = async (id: string, minutes: number) => {
  house.clock.advance(minutes * 60_000);
  return watchSearch({ searchId: id }, worker());
};

beforeAll(async () => {
  house = await openApiHouse(testNamespace());
  ways = await openBulletinWays();
  [anna, sven] = await Promise.all([house.signIn('anna'), house.signIn('sven')]);
}, 240_000);
afterAll(async () => {
  await ways?.close();
  await house?.close();
});

test('a search is kept under a name, found by others only when shared, and changed by nobody else', async () => {
  expect((await save(anna, { name: 'x', question: { q: 'langu:en' }, isShared: false })).statusCode).toBe(400);
  expect((await save(anna, { name: 'x', question: { author: 'a' }, isShared: false })).statusCode).toBe(400);
  expect((await save(await house.signIn('rita'), { name: 'x', question: {}, isShared: false })).statusCode).toBe(403);
  const made = await save(anna, { name: 'Mill', question: { q: 'mill', lang: 'en' }, isShared: false });
  const { id } = made.json<SavedSearchShown>();
  expect((await sven.get(`/searches/${id}`)).statusCode).toBe(404);
  expect(await listOf(sven)).toEqual([]);
  await anna.send('PUT', `/searches/${id}`, { name: 'Old mill', question: { q: 'mill' }, isShared: true });
  expect(await listOf(sven)).toMatchObject([
    { id, name: 'Old mill', question: { q: 'mill' }, isMine: false, owner: 'anna of the test', alert: null },
  ]);
  for (const [method, path, body] of [
    ['PUT', '', { name: 'Mine', question: {}, isShared: true }],
    ['DELETE', '', undefined],
    ['PUT', '/alert', { alert: null }],
  ] as const) {
    const answer = await sven.send(method, `/searches/${id}${path}`, body);
    expect([answer.statusCode, answer.json().error.code]).toEqual([403, 'SEARCH_NOT_YOURS']);
  }
  const removed = await anna.send('DELETE', `/searches/${id}`);
  expect(removed.json()).toEqual({ done: true });
  expect([await listOf(anna), await listOf(sven)]).toEqual([[], []]);
  expect((await anna.get(`/searches/${id}`)).statusCode).toBe(404);
});

test('nobody keeps more than a hundred', async () => {
  const make = (n: number) => save(sven, { name: `n${n}`, question: {}, isShared: false });
  for (let n = 0; n < 100; n += 10) await Promise.all(Array.from({ length: 10 }, (_, index) => make(n + index)));
  expect((await make(100)).json().error.code).toBe('SEARCHES_MANY');
});

test('what is new is told once, in the page and on both ways, and goes when it was looked at', async () => {
  await collect('before', 'A mill of before.', 'mill before');
  const { id } = (
    await save(anna, { name: 'Mill', question: { q: 'mill' }, isShared: false })
  ).json<SavedSearchShown>();
  expect((await anna.get(`/searches/${id}/new`)).statusCode).toBe(404);
  await anna.send('PUT', `/searches/${id}/alert`, { alert: { paused: false, ways: ['email', 'webhook'] } });
  await runAt(id, 1);
  expect([await freshOf(anna, id), ways.mailbox.messages, ways.webhooks]).toMatchObject([{ count: 0 }, [], []]);

  const first = await collect('first', 'The mill burns.', 'mill burn');
  await collect('other', 'A bridge.', 'bridg');
  expect(await runAt(id, 1)).toBe('skipped');
  ways.answerWith(503);
  expect(await runAt(id, 5)).toBe('done');
  expect(await freshOf(anna, id)).toMatchObject({ count: 1, undelivered: true });
  expect(ways.mailbox.messages).toHaveLength(1);
  expect(
    `${ways.mailbox.messages[0]?.subject} ${ways.mailbox.messages[0]?.text} ${ways.webhooks[0]?.body}`,
  ).not.toMatch(/burns|Mill/);
  expect(ways.mailbox.messages[0]?.text).toContain(`https://weir.example/archive/searches/${id}/new`);

  // Scored again, and asked again: it is the same post, and the same message goes on.
  await house.store.posts.setAnalysis([{ id: first.id, analysis: anAnalysis('mill burn', 'again') }]);
  ways.answerWith(200);
  await runAt(id, 5);
  expect(ways.webhooks.map(({ key }) => key)).toEqual([ways.webhooks[0]?.key, ways.webhooks[0]?.key]);
  expect([ways.mailbox.messages.length, await freshOf(anna, id)]).toMatchObject([1, { count: 1, undelivered: false }]);
  await runAt(id, 5);
  expect([ways.mailbox.messages.length, ways.webhooks.length]).toEqual([1, 2]);

  const fresh = (await anna.get(`/searches/${id}/new`)).json<FreshPosts>();
  expect([fresh.total, fresh.items.map(({ post }) => post.id)]).toEqual([1, [first.id]]);
  expect(fresh.items[0]?.highlights.length).toBe(1);
  const second = await collect('second', 'Another mill.', 'mill anoth');
  await runAt(id, 5);
  // What came after the page was loaded was not looked at.
  await anna.post(`/searches/${id}/look`, { until: fresh.until });
  expect(await freshOf(anna, id)).toMatchObject({ count: 1 });
  const rest = (await anna.get(`/searches/${id}/new`)).json<FreshPosts>();
  expect(rest.items.map(({ post }) => post.id)).toEqual([second.id]);
  expect([ways.mailbox.messages.length, ways.webhooks.length]).toEqual([2, 3]);
  expect(ways.webhooks[2]?.key).not.toBe(ways.webhooks[0]?.key);
});

test('a pause tells nothing and loses nothing; another question is watched anew', async () => {
  const made = await save(anna, { name: 'Tower', question: { q: 'tower' }, isShared: false });
  const { id } = made.json<SavedSearchShown>();
  const alert = (paused: boolean) => anna.send('PUT', `/searches/${id}/alert`, { alert: { paused, ways: [] } });
  await alert(false);
  await runAt(id, 1);
  await alert(true);
  await collect('tower', 'A tower.', 'tower');
  await runAt(id, 10);
  expect(await house.store.searchAlerts.due('2100-01-01T00:00:00.000Z', 10)).not.toContain(id);
  expect(await freshOf(anna, id)).toMatchObject({ count: 0 });
  await alert(false);
  await runAt(id, 1);
  expect(await freshOf(anna, id)).toMatchObject({ count: 1 });
  await anna.send('PUT', `/searches/${id}`, { name: 'Tower', question: { q: 'tower OR well' }, isShared: false });
  await runAt(id, 1);
  expect(await freshOf(anna, id)).toMatchObject({ count: 0 });
});

test('it finds and counts what its owner may see at that moment, and nothing for somebody who may not search', async () => {
  const made = await save(anna, { name: 'Harbour', question: { q: 'harbour' }, isShared: true });
  const { id } = made.json<SavedSearchShown>();
  await anna.send('PUT', `/searches/${id}/alert`, { alert: { paused: false, ways: ['email'] } });
  await runAt(id, 1);
  const told = ways.mailbox.messages.length;
  const actor = { kind: 'system' as const, id: 'test' };
  const change = (sourceIds: string[] | null, disabled = false) =>
    house.store.accounts.revise('anna', actor, ({ sight: _, ...account }) => ({
      ...{ ...account, disabled },
      ...(sourceIds === null ? {} : { sight: { sourceIds } }),
    }));
  await change(['lanternfish']);
  await collect('near', 'A harbour near.', 'harbour near');
  await collect('far', 'A harbour far.', 'harbour far', 'ferry-source');
  await runAt(id, 5);
  expect(ways.mailbox.messages.at(-1)?.subject).toContain('1 new');
  await change(['ferry-source']);
  expect(await freshOf(anna, id)).toMatchObject({ count: 0 });
  expect((await anna.get(`/searches/${id}/new`)).json<FreshPosts>()).toMatchObject({ total: 0, items: [] });
  await runAt(id, 5);
  expect(await freshOf(anna, id)).toMatchObject({ count: 1 });
  expect(ways.mailbox.messages.length).toBe(told + 2);
  await change(null, true);
  await collect('later', 'A harbour later.', 'harbour later');
  expect(await runAt(id, 5)).toBe('skipped');
  await change(null);
  expect(ways.mailbox.messages.length).toBe(told + 2);
});
