import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Source } from '#core/source.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { followUp } from '#pipeline/tips.ts';
import { anAnalysis, aPost } from '#store/test-records.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { TipList } from '../schemas/tips.ts';
import { openContact } from './sealed-contact.ts';

const namespace = testNamespace();
const HOUSE = { kind: 'system' as const, id: 'test' };
const pairs = ['sven', 'nora'].map((keeper) => ({ keeper, ...generateKeyPairSync('x25519') }));
let house: ApiHouse;
let lena: Person;
let sven: Person;
const polled: Source[] = [];

beforeAll(async () => {
  house = await openApiHouse(namespace, {
    contactKeys: pairs.map(({ keeper, publicKey }) => ({
      keeper,
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    })),
  });
  [lena, sven] = [await house.signIn('lena'), await house.signIn('sven')];
});
afterAll(() => house.close());

const now = (): string => house.clock.now().toISOString();
const context = (): PipelineContext =>
  ({
    store: house.store,
    queues: house.deps.queues,
    clock: house.clock,
    collector: {
      poll: async (source: Source) => {
        polled.push(source);
        return { items: [], gone: [], captures: [], skipped: [], nextCursor: {}, notBefore: null, unfinished: false };
      },
    },
  }) as unknown as PipelineContext;

let address = 0;
const submit = (path: string, fields: Record<string, string>, from = `10.1.0.${++address}`) =>
  house.app.inject({
    method: 'POST',
    url: path,
    remoteAddress: from,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });
const tip = (url: string, change: Record<string, string> = {}) => ({
  lang: 'en',
  url,
  category: 'recruitment',
  text: '',
  contact: '',
  website: '',
  ...change,
});
const list = async (): Promise<TipList['items']> => (await lena.get('/tips?size=100')).json<TipList>().items;
const given = async (url: string, change: Record<string, string> = {}, from?: string) => {
  const answer = await submit('/public/tip', tip(url, change), from);
  expect(answer.statusCode).toBe(200);
  const receipt = answer.body.match(/class="code"[^>]*>([^<]+)</)?.[1] ?? '';
  const one = (await list()).findLast((shown) => shown.url === url);
  if (one === undefined) throw new Error('not in the list');
  return { ...one, receipt };
};
const status = async (receipt: string, lang = 'en'): Promise<string> =>
  (await submit('/public/receipt', { lang, receipt })).body;

test('a tip for a page in a case joins it and raises its priority, once for any number, and shows reviewers nothing more', async () => {
  const subject = await house.openCase('tipped');
  const post = aPost('tipped', subject.text, { url: 'https://ferry.example/tipped', collectedAt: now() });
  await house.store.posts.indexBatch([post]);
  await house.store.posts.setAnalysis([{ id: post.id, analysis: anAnalysis('join', 'tipped') }]);
  const words = 'The whole street talks about it.';
  const one = await given('https://ferry.example/tipped', { text: words });
  expect(await followUp({ tipId: one.id }, context())).toBe('done');
  const after = await house.store.cases.get(subject.id);
  expect((after?.priority ?? 0) - subject.priority).toBeCloseTo(0.05, 2);
  expect(await status(one.receipt)).toContain('is before people');
  expect(await status(one.receipt, 'zh-CN')).toContain('已交由人员判断');
  expect(await followUp({ tipId: one.id }, context())).toBe('skipped');
  const two = await given('https://ferry.example/tipped/');
  await followUp({ tipId: two.id }, context());
  const again = await house.store.cases.get(subject.id);
  expect(again?.tips).toHaveLength(2);
  expect(again?.priority).toBe(after?.priority);
  const rita = await house.signIn('rita');
  const seen = await rita.post(`/cases/${subject.id}/claim`);
  expect(seen.statusCode).toBe(200);
  expect(seen.body).not.toContain(words);
  expect((await rita.get('/tips')).statusCode).toBe(403);
});

test('a tip that quotes a known text whole joins its case, wherever its page is', async () => {
  const text =
    'Invented: the order of the ashen reed meets at the old mill every week and asks readers to bring friends along.';
  const subject = await house.openCase('quoted', { text });
  const { bands, minhash, encodeSignature } = await import('#classifiers/near-duplicates/minhash.ts');
  const signature = minhash(text);
  const post = aPost('quoted', text, { url: 'https://ferry.example/quoted', collectedAt: now() });
  await house.store.posts.indexBatch([post]);
  const analysis = anAnalysis('mill', 'quoted', { bands: bands(signature), signature: encodeSignature(signature) });
  await house.store.posts.setAnalysis([{ id: post.id, analysis }]);
  const one = await given('https://elsewhere.example/p/9', { text });
  await followUp({ tipId: one.id }, context());
  expect(await house.store.tips.get(one.id)).toMatchObject({ state: 'joined', caseId: subject.id });
});

test('a page on a source is visited, that one page and no other; what is found nowhere waits for a person', async () => {
  const source: Source = {
    id: 'ferry-board',
    name: 'Ferry',
    adapter: 'page',
    addresses: ['https://board.example/'],
    hosts: ['board.example'],
    operatorId: 'ferry',
    languages: ['en'],
    recipes: [
      {
        item: 'article',
        id: { selector: 'a' },
        url: { selector: 'a', attr: 'href' },
        text: { selector: 'p' },
        follow: 'a.more',
        next: { selector: 'a.next', attr: 'href' },
        render: 'http',
        maxPages: 50,
      },
    ],
    everySeconds: 3600,
    delayMilliseconds: 1000,
    maxRequestsPerPoll: 100,
    legalBasis: 'test',
    purpose: 'test',
    owner: 'test',
    approvedBy: 'test',
    approvedAt: now(),
    reviewBy: '2027-01-01T00:00:00.000Z',
    paused: false,
  };
  await house.store.sources.set(source, HOUSE);
  const one = await given('https://board.example/t/17');
  await followUp({ tipId: one.id }, context());
  expect(polled).toHaveLength(1);
  expect(polled[0]).toMatchObject({ addresses: ['https://board.example/t/17'], maxRequestsPerPoll: 3 });
  expect(polled[0]?.recipes?.[0]).not.toHaveProperty('follow');
  expect(await status(one.receipt)).toContain('is being visited');
  for (let look = 0; look < 3; look++) {
    expect(await followUp({ tipId: one.id }, context())).toBe('skipped');
    house.clock.advance(5 * 60_000);
    await house.store.tips.refresh();
    expect(await house.store.tips.due(now(), 50)).toContain(one.id);
    await followUp({ tipId: one.id }, context());
  }
  expect(await house.store.tips.get(one.id)).toMatchObject({ state: 'listed', listedBecause: 'nothing_found' });
  expect(polled).toHaveLength(1);

  // Another port is another host, and a tip puts nothing on the list.
  const other = await given('https://board.example:8443/t/17');
  await followUp({ tipId: other.id }, context());
  expect(await house.store.tips.get(other.id)).toMatchObject({ state: 'listed', listedBecause: 'no_source' });
  expect(polled).toHaveLength(1);
});

test('a person says what came of it, and its maker reads it in plain words', async () => {
  const one = await given('https://nowhere.example/p/1');
  await followUp({ tipId: one.id }, context());
  const seq = (await house.store.tips.get(one.id))?.seq ?? 0;
  const stale = await lena.post(`/tips/${one.id}/outcome`, { seq: 1, outcome: 'passed_on' });
  expect([stale.statusCode, stale.json().error.code]).toEqual([409, 'TIP_CHANGED']);
  const closed = await lena.post(`/tips/${one.id}/outcome`, { seq, outcome: 'passed_on' });
  expect([closed.statusCode, closed.json().state]).toEqual([200, 'closed']);
  expect(await status(one.receipt)).toContain('passed it on');
  expect((await lena.post('/tips/tip-none/outcome', { seq: 1, outcome: 'no_action' })).statusCode).toBe(404);
});

test('bad faith is muted without knowing whose, until the key of the week is gone', async () => {
  const there = '203.0.113.9';
  const one = await given('https://nowhere.example/p/2', {}, there);
  await followUp({ tipId: one.id }, context());
  const seq = (await house.store.tips.get(one.id))?.seq ?? 0;
  expect((await lena.post(`/tips/${one.id}/outcome`, { seq, outcome: 'bad_faith' })).statusCode).toBe(200);
  const before = (await list()).length;
  const muted = await submit('/public/tip', tip('https://nowhere.example/p/3'), there);
  expect([muted.statusCode, muted.body.includes('class="code"')]).toEqual([200, true]);
  expect((await list()).length).toBe(before);
  await given('https://nowhere.example/p/3', {}, '203.0.113.10');
  const { redis } = house.store;
  const keys: string[] = [];
  for await (const some of redis.scanStream({ match: `*${namespace}*`, count: 1000 })) keys.push(...(some as string[]));
  expect(keys.filter((key) => key.includes('203.0.113'))).toEqual([]);
  for (const key of keys.filter((name) => /tip-source|muted|address-key|:public:/.test(name)))
    expect([key, (await redis.ttl(key)) > 0]).toEqual([key, true]);
  await redis.del(`${namespace}:address-key:tip-sources`);
  await given('https://nowhere.example/p/4', {}, there);
});

test('a contact is sealed when it comes in; a supervisor fetches it under trace, and two keepers open it', async () => {
  const contact = 'reed@home.example';
  const one = await given('https://nowhere.example/p/5', { contact });
  expect(one.hasContact).toBe(true);
  expect(JSON.stringify(await house.store.tips.get(one.id))).not.toContain(contact);
  expect((await lena.get(`/contacts/${one.id}`)).statusCode).toBe(403);
  const fetched = await sven.get(`/contacts/${one.id}`);
  expect(fetched.statusCode).toBe(200);
  const [a, b] = pairs;
  if (a === undefined || b === undefined) throw new Error('no keepers');
  expect(openContact(fetched.json().sealed, a.privateKey, b.privateKey)).toBe(contact);
  expect((await sven.get('/contacts/tip-none')).statusCode).toBe(404);
});

test('a wrong address, an unknown field and a program get what they deserve; both languages run nothing', async () => {
  for (const change of [{ url: 'ftp://x.example/' }, { url: 'https://' }, { category: 'people' }, { extra: 'x' }])
    expect((await submit('/public/tip', tip('https://nowhere.example/', change))).statusCode).toBe(422);
  const before = (await list()).length;
  expect((await submit('/public/tip', tip('https://nowhere.example/', { website: 'x' }))).statusCode).toBe(200);
  expect((await list()).length).toBe(before);
  for (const [lang, words] of [
    ['en', 'Report a page'],
    ['zh-CN', '举报网页'],
  ] as const) {
    const page = await house.app.inject({ method: 'GET', url: `/public/tip?lang=${lang}` });
    expect(page.body).toContain(words);
    expect(page.body).not.toMatch(/<script/i);
    expect(page.headers['set-cookie']).toBeUndefined();
  }
});
