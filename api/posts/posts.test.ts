import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exactTokens } from '#classifiers/text/exact-tokens.ts';
import { segment } from '#classifiers/text/segment.ts';
import { type CaptureManifest, captureIdOf } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import { contentHashOf, itemIdOf, type Post, postIdOf } from '#core/post.ts';
import { csvCell } from '#pipeline/post-export.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { CaptureDetail, ComparedPosts, PostDetail, PostSearchResult, SimilarPosts } from '../schemas/posts.ts';

const namespace = testNamespace();
let house: ApiHouse;
let anna: Person;

const postOf = (name: string, text: string, lang: string, publishedAt: string): Post => {
  const itemId = itemIdOf('source-ferry', name);
  const contentHash = contentHashOf(undefined, text);
  return {
    id: postIdOf(itemId, contentHash),
    itemId,
    sourceId: 'source-ferry',
    operatorId: 'ferry',
    platform: 'ferry',
    url: `https://ferry.example/${name}`,
    text,
    lang,
    tags: [],
    publishedAt,
    collectedAt: publishedAt,
    captureId: sha256(`capture of ${name}`),
    contentHash,
    status: 'live',
  };
};
const english = postOf(
  'english',
  'They were marching past the old mill. The ri\u200bver is high.',
  'en',
  '2026-02-01T10:00:00.000Z',
);
const twin = postOf(
  'twin',
  'They were marching past the old mill. The river is high!',
  'en',
  '2026-02-02T10:00:00.000Z',
);
const chinese = postOf('chinese', '昨天的消息说，新的大桥已经开放。', 'zh', '2026-02-03T10:00:00.000Z');
const edited = postOf('english', 'They marched past the new mill instead.', 'en', '2026-02-04T10:00:00.000Z');

const files = new Map<string, Uint8Array>([
  ['body.html', Buffer.from('<script>alert(1)</script>')],
  ['page.png', Buffer.from('89504e470d0a1a0a', 'hex')],
]);
const manifest: CaptureManifest = {
  v: 1,
  sourceId: 'source-ferry',
  legalBasis: 'test',
  requestedUrl: 'https://ferry.example/english',
  finalUrl: 'https://ferry.example/english',
  redirects: [],
  address: '192.0.2.1',
  status: 200,
  at: '2026-02-01T10:00:00.000Z',
  collector: 'weir-test',
  robots: 'allowed: no rules',
  rendered: false,
  files: [...files].map(([path, bytes]) => ({
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
    type: path.endsWith('.png') ? 'image/png' : 'text/html',
  })),
};
/** Why somebody looks. */
const WHY = { 'x-access-reason': 'a test' };
const fileHash = (path: string): string => manifest.files.find((file) => file.path === path)?.sha256 ?? '';

const vector = (...head: number[]): number[] => [...head, ...Array(384 - head.length).fill(0)];
const analyse = (post: Post, clusterId: string, flagged: boolean, meaning: number[]) => ({
  id: post.id,
  analysis: {
    clusterId,
    tokens: segment(post.text, post.lang).join(' '),
    exact: exactTokens(post.text).join(' '),
    bands: [`band-${clusterId}`],
    signature: Buffer.alloc(8).toString('base64'),
    vector: meaning,
    flagged,
    assessment: {
      modelVersion: 'test',
      policyVersion: 'test',
      lang: post.lang,
      violating: flagged ? 0.9 : 0.1,
      categories: { threat: 0, instruction: 0, incitement: 0, solicitation: 0, recruitment: 0.9, glorification: 0 },
      context: 'other' as const,
      contextProbability: 0.9,
      spans: [],
      routingReason: 'test',
      assessedAt: post.collectedAt,
    },
  },
});

beforeAll(async () => {
  house = await openApiHouse(namespace);
  anna = await house.signIn('anna');
  const { posts, evidence } = house.store;
  await posts.indexBatch([english, twin, chinese]);
  await posts.indexBatch([edited]);
  await posts.setAnalysis([
    analyse(english, 'mill', true, vector(1, 0.1)),
    analyse(twin, 'mill', true, vector(1, 0.2)),
    analyse(chinese, 'bridge', false, vector(0, 1)),
    analyse(edited, 'new-mill', false, vector(0.9, 0.5)),
  ]);
  await posts.refresh();
  await evidence.putCapture({ id: captureIdOf(manifest), manifest, files });
});
afterAll(() => house.close());

const search = async (query: Record<string, string>): Promise<PostSearchResult> => {
  const answer = await anna.get(`/posts?${new URLSearchParams(query)}`);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<PostSearchResult>();
};
const marked = (result: PostSearchResult): Record<string, string[]> =>
  Object.fromEntries(
    result.items.map(({ post, highlights }) => [
      post.id,
      highlights.map(({ start, end }) => post.text.slice(start, end)),
    ]),
  );

test('an English word is found in its other forms and marked in the original, disguised or not', async () => {
  expect(marked(await search({ q: 'river march' }))).toEqual({
    [english.id]: ['marching', 'ri\u200bver'],
    [twin.id]: ['marching', 'river'],
  });
});

test('a quoted phrase is found as a whole, in English and in Chinese', async () => {
  expect(marked(await search({ q: '"new mill"' }))).toEqual({ [edited.id]: ['new mill'] });
  expect(marked(await search({ q: '“大桥已经”' }))).toEqual({ [chinese.id]: ['大桥已经'] });
  expect((await search({ q: '"mill new"' })).total).toBe(0);
});

test('a Chinese word is found in running text and marked where it stands', async () => {
  expect(marked(await search({ q: '消息' }))).toEqual({ [chinese.id]: ['消息'] });
});

test('filters, facets, timeline and pages', async () => {
  const all = await search({ sort: 'oldest', size: '3' });
  expect([all.total, all.items.length]).toEqual([4, 3]);
  expect((await search({ sort: 'oldest', size: '3', after: all.next ?? '' })).items.map(({ post }) => post.id)).toEqual(
    [edited.id],
  );
  expect(all.facets.languages).toEqual([
    { key: 'en', count: 3 },
    { key: 'zh', count: 1 },
  ]);
  expect(all.timeline.buckets.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  expect((await search({ flagged: 'yes' })).items.map(({ caseId, leading }) => [caseId, leading])).toEqual([
    ['case-mill', 'recruitment'],
    ['case-mill', 'recruitment'],
  ]);
  expect((await search({ status: 'superseded' })).items.map(({ post }) => post.id)).toEqual([english.id]);
});

test('a post comes with its versions and with those that say the same, and nothing of the index', async () => {
  const answer = await anna.get(`/posts/${english.id}`, WHY);
  const detail = answer.json<PostDetail>();
  expect(detail.versions.map(({ id }) => id)).toEqual([english.id, edited.id]);
  expect(detail.cluster.map(({ id }) => id)).toEqual([english.id, twin.id]);
  expect(detail.operator).toEqual({ id: 'ferry', name: 'Operator ferry' });
  expect(detail.caseId).toBeNull();
  expect(answer.body).not.toContain('band-mill');
});

test('similar posts come nearest first, without the post itself', async () => {
  const similar = (await anna.get(`/posts/${english.id}/similar`)).json<SimilarPosts>();
  expect(similar.items.map(({ hit }) => hit.post.id)).toEqual([twin.id, edited.id, chinese.id]);
});

test('two posts are put side by side with what is read of them; a flagged one needs a reason, and both looks are kept', async () => {
  const path = `/posts/compare?a=${english.id}&b=${chinese.id}`;
  expect((await anna.get(path)).statusCode).toBe(428);
  const { posts, nearness } = (await anna.get(path, WHY)).json<ComparedPosts>();
  expect(posts.map(({ detail }) => detail.post.id)).toEqual([english.id, chinese.id]);
  expect(posts[1]?.normalised).toContain('大桥');
  expect(nearness).toEqual({ cosine: expect.closeTo(0.1 / Math.hypot(1, 0.1), 5), word: 'far' });
  const entries = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries).slice(-2);
  expect(entries.map(({ type }) => type)).toEqual(['post.viewed', 'post.viewed']);
  const twins = (await anna.get(`/posts/compare?a=${english.id}&b=${twin.id}`, WHY)).json<ComparedPosts>();
  expect(twins.nearness).toEqual({
    cosine: expect.closeTo(1.02 / Math.hypot(1, 0.1) / Math.hypot(1, 0.2), 5),
    word: 'near',
  });
  expect((await anna.get(`/posts/compare?a=${english.id}&b=${'a'.repeat(64)}`, WHY)).statusCode).toBe(404);
});

test('looking at what was flagged needs a reason, which stands in the ledger; other posts need none', async () => {
  const codeOf = (answer: { json(): { error: { code: string } } }) => answer.json().error.code;
  const without = await anna.get(`/posts/${english.id}`);
  expect([without.statusCode, codeOf(without)]).toEqual([428, 'ACCESS_REASON_REQUIRED']);
  for (const reason of ['x', '%', 'x'.repeat(301)])
    expect((await anna.get(`/posts/${english.id}`, { 'x-access-reason': reason })).statusCode).toBe(428);
  expect((await anna.get(`/posts/${chinese.id}`)).statusCode).toBe(200);
  await anna.get(`/posts/${english.id}`, { 'x-access-reason': encodeURIComponent('核查投诉') });
  const entry = (await house.store.ledger.blocks(0, 1000)).flatMap(({ entries }) => entries).at(-1);
  const payload = JSON.parse(String(await house.store.evidence.get(entry?.payloadHash ?? '')));
  expect(payload).toEqual({ subject: english.id, reason: '核查投诉' });
});

test('signs of a search are read, and what cannot be read is told with its place', async () => {
  const idsOf = async (q: string) => (await search({ q, sort: 'oldest' })).items.map(({ post }) => post.id);
  expect(await idsOf('bridge OR 大桥 OR mill')).toEqual([english.id, twin.id, chinese.id, edited.id]);
  expect(await idsOf('mill -"old mill"')).toEqual([edited.id]);
  expect(await idsOf('(river OR 大桥) lang:zh')).toEqual([chinese.id]);
  expect(await idsOf('NOT flagged:yes')).toEqual([chinese.id, edited.id]);
  expect(await idsOf('published:2026-02-02..2026-02-03')).toEqual([twin.id, chinese.id]);
  expect(await idsOf('score:>0.5 url:https://ferry.example/tw')).toEqual([twin.id]);
  expect(marked(await search({ q: 'mar* -river' }))).toEqual({ [edited.id]: ['marched'] });
  expect(marked(await search({ q: '新的大*' }))).toEqual({ [chinese.id]: ['新的大'] });
  const answer = await anna.get(`/posts?${new URLSearchParams({ q: 'mill langu:zh' })}`);
  expect(answer.json()).toMatchObject({
    error: { code: 'SEARCH_UNREADABLE', details: [{ location: '/q/5', rule: 'field_unknown' }] },
  });
});

test('whoever sees only some sources finds, opens and compares nothing of the others, evidence neither', async () => {
  const actor = { kind: 'system' as const, id: 'test' };
  const limit = (sourceIds: string[]) =>
    house.store.accounts.revise('anna', actor, (account) => ({ ...account, sight: { sourceIds } }));
  await limit(['source-lantern']);
  expect((await search({})).total).toBe(0);
  for (const path of [`/posts/${chinese.id}`, `/posts/${chinese.id}/similar`, `/captures/${captureIdOf(manifest)}`])
    expect([path, (await anna.get(path, WHY)).statusCode]).toEqual([path, 404]);
  const file = `/captures/${captureIdOf(manifest)}/files/${fileHash('body.html')}`;
  expect((await anna.get(file, WHY)).statusCode).toBe(404);
  await limit(['source-ferry']);
  expect((await search({})).total).toBe(4);
  await house.store.accounts.revise('anna', actor, ({ sight: _, ...account }) => account);
});

test('what a search finds is taken as a file with a reason, a mark in every row, and an entry in the ledger first', async () => {
  expect((await anna.get('/posts/export?format=csv')).statusCode).toBe(428);
  const answer = await anna.get(`/posts/export?${new URLSearchParams({ format: 'jsonl', q: 'mill OR 大桥' })}`, WHY);
  const [head, ...rows] = answer.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(head).toMatchObject({ by: 'anna', reason: 'a test' });
  expect(rows.map(({ id }) => id)).toEqual([english.id, twin.id, chinese.id, edited.id]);
  expect(new Set(rows.map((row) => row.export))).toEqual(new Set([head.export]));
  expect(answer.headers['x-weir-rows']).toBe('4');
  const entry = (await house.store.ledger.blocks(0, 1000)).flatMap(({ entries }) => entries).at(-1);
  expect([entry?.type, entry?.actor.id]).toEqual(['search.exported', 'anna']);
  const payload = String(await house.store.evidence.get(entry?.payloadHash ?? ''));
  expect(payload).toContain(head.export);

  const csv = await anna.get('/posts/export?format=csv&lang=zh', WHY);
  const [columns = '', row = ''] = csv.body.trim().split('\r\n');
  expect(columns.startsWith('export,id,published')).toBe(true);
  expect(row).toContain(chinese.text);
  expect(csv.headers['content-disposition']).toMatch(/^attachment; filename="weir-[0-9a-f-]{36}\.csv"$/);
  expect((await (await house.signIn('rita')).get('/posts/export?format=csv', WHY)).statusCode).toBe(403);
});

test('a cell that a spreadsheet would run is led by an apostrophe, and quotes are doubled', () => {
  expect(['=1+1', '@x', '-2', 'a "b", c', 'plain', -2, null].map(csvCell)).toEqual([
    ...["'=1+1", "'@x", "'-2", '"a ""b"", c"', 'plain', '-2', ''],
  ]);
});

test('searches and looks leave a trace', async () => {
  const before = (await house.store.ledger.head()).size;
  await search({ q: 'river' });
  await anna.get(`/posts/${twin.id}`, WHY);
  const entries = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries).slice(before);
  expect(entries.map(({ type, actor }) => [type, actor.id])).toEqual([
    ['search.run', 'anna'],
    ['post.viewed', 'anna'],
  ]);
});

test('a capture says what it holds and whether it verifies; its files never run', async () => {
  const id = captureIdOf(manifest);
  expect((await anna.get(`/captures/${id}`)).json<CaptureDetail>()).toMatchObject({ id, verified: true, faults: [] });
  const html = await anna.get(`/captures/${id}/files/${fileHash('body.html')}`);
  expect(html.body).toBe('<script>alert(1)</script>');
  expect(html.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  expect(html.headers['content-disposition']).toContain('attachment');
  const picture = await anna.get(`/captures/${id}/files/${fileHash('page.png')}`);
  expect(picture.headers['content-type']).toBe('image/png');
  expect(picture.rawPayload.toString('hex')).toBe('89504e470d0a1a0a');
  // Another object of the evidence store is no capture, and no file of this one.
  const payload = await house.store.evidence.put(Buffer.from('{"passwordHash":"x"}'));
  for (const url of [`/captures/${payload}`, `/captures/${id}/files/${payload}`])
    expect((await anna.get(url)).json().error.code).toBe('NOT_FOUND');
});
