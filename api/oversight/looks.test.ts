/** Who saw what: counted by kind and role, named only with a right and a reason that is in the ledger first. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anAnalysis, aPost } from '#store/test-records.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { LookReasons, Looks, NamedLooks } from '../schemas/looks.ts';

let house: ApiHouse;
let [rita, anna, sven, olga]: Person[] = [];
const as = (person: Person | undefined): Person => {
  if (person === undefined) throw new Error('nobody signed in');
  return person;
};
const post = aPost('seen', 'an invented text');
const REASON = { 'x-access-reason': encodeURIComponent('a question of the court') };

beforeAll(async () => {
  house = await openApiHouse(testNamespace());
  [rita, anna, sven, olga] = await Promise.all(['rita', 'anna', 'sven', 'olga'].map((name) => house.signIn(name)));
  await house.store.posts.indexBatch([post]);
  await house.store.posts.setAnalysis([{ id: post.id, analysis: anAnalysis('invented', 'cluster-seen') }]);
  await house.store.posts.refresh();
  await house.openCase('seen');
  // Two looks of one role for one reason, one of another role, and one that asks for no reason.
  await as(anna).get(`/posts/${post.id}`, REASON);
  await as(anna).get(`/posts/${post.id}`, REASON);
  await as(sven).get(`/posts/${post.id}`, REASON);
  await as(rita).get('/cases/case-seen');
});
afterAll(() => house?.close());

test('looks are counted by kind and role, and nobody is named', async () => {
  const answer = await as(olga).get('/oversight/looks?days=1');
  const { total, isAll, kinds } = answer.json<Looks>();
  expect({ total, isAll }).toEqual({ total: 4, isAll: true });
  expect(kinds).toEqual([
    { type: 'post.viewed', role: 'analyst', looks: 2 },
    { type: 'case.viewed', role: 'reviewer', looks: 1 },
    { type: 'post.viewed', role: 'supervisor', looks: 1 },
  ]);
  for (const name of ['anna', 'rita', 'sven']) expect(answer.body).not.toContain(name);
  expect((await as(rita).get('/oversight/looks')).statusCode).toBe(403);
});

test('the reasons are told word by word, by kind and role', async () => {
  const { read, reasons } = (await as(olga).get('/oversight/looks/reasons?days=1')).json<LookReasons>();
  expect(read).toBe(4);
  expect(reasons).toEqual([
    { type: 'post.viewed', role: 'analyst', reason: 'a question of the court', looks: 2 },
    { type: 'post.viewed', role: 'supervisor', reason: 'a question of the court', looks: 1 },
    { type: 'case.viewed', role: 'reviewer', reason: null, looks: 1 },
  ]);
});

test('a name takes the right, and a reason that stands in the ledger beside it', async () => {
  const asked = { of: 'record', id: post.id, reason: 'a text got out of the house' };
  expect((await as(olga).post('/oversight/looks/named', asked)).statusCode).toBe(403);
  expect((await as(sven).post('/oversight/looks/named', { ...asked, reason: 'short' })).statusCode).toBe(400);
  const named = (await as(sven).post('/oversight/looks/named', asked)).json<NamedLooks>();
  expect(named.items.map(({ by, type, reason }) => [by, type, reason])).toEqual([
    ['sven', 'post.viewed', 'a question of the court'],
    ['anna', 'post.viewed', 'a question of the court'],
    ['anna', 'post.viewed', 'a question of the court'],
  ]);
  const ofSven = { of: 'person', id: 'sven', reason: 'the data protection officer asks' };
  const { items } = (await as(sven).post('/oversight/looks/named', ofSven)).json<NamedLooks>();
  // The question before, and this very one, are looks too; what was refused is none.
  expect(items.map(({ type, reason }) => [type, reason])).toEqual([
    ['looks.named', 'the data protection officer asks'],
    ['looks.named', 'a text got out of the house'],
    ['post.viewed', 'a question of the court'],
  ]);
  expect(JSON.parse(items[1]?.subject ?? '')).toEqual({ of: 'record', id: post.id, days: 30 });
});

test('a look that lies before the time is not counted', async () => {
  house.clock.advance(3 * 86_400_000);
  const auditor = await house.signIn('olga');
  expect((await auditor.get('/oversight/looks?days=2')).json<Looks>().total).toBe(0);
  expect((await auditor.get('/oversight/looks?days=4')).json<Looks>().total).toBe(6);
});
