import { beforeAll, describe, expect, it } from 'vitest';
import { addMilliseconds } from '#core/clock.ts';
import { testNamespace } from '../tests/namespace.ts';
import type { Store } from './store.ts';
import { anAnalysis, anAssessment, aPost, aVector } from './test-records.ts';
import { START, testStores } from './test-store.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
let store: Store;
beforeAll(async () => {
  store = await stores.open();
  await store.migrate();
});
const later = (minutes: number): string => addMilliseconds(START, minutes * 60_000);

describe('posts', () => {
  it('are stored once, however often and from however many sides a batch comes', async () => {
    const batch = [aPost('1', 'one'), aPost('2', 'two'), aPost('2', 'two')];
    const other = await stores.open();
    const answers = await Promise.all([store.posts.indexBatch(batch), other.posts.indexBatch(batch)]);
    expect(answers.flatMap((answer) => answer.created).sort()).toEqual(
      [aPost('1', 'one').id, aPost('2', 'two').id].sort(),
    );
    expect(await store.posts.indexBatch(batch)).toEqual({
      created: [],
      existed: [aPost('1', 'one').id, aPost('2', 'two').id],
      reinstated: [],
    });
    expect(await store.posts.get(aPost('1', 'one').id)).toEqual({ ...aPost('1', 'one'), analysis: null });
    expect(await store.posts.get('0'.repeat(64))).toBeNull();
  });

  it('come back in the order asked for', async () => {
    const ids = [aPost('2', 'two').id, '0'.repeat(64), aPost('1', 'one').id];
    expect((await store.posts.getMany(ids)).map((post) => post.text)).toEqual(['two', 'one']);
    expect(await store.posts.getMany([])).toEqual([]);
  });

  it('keep one live version of an item, in whatever order the versions come', async () => {
    const versions = [
      aPost('edited', 'first'),
      aPost('edited', 'second', { editedAt: later(1), collectedAt: later(2) }),
      aPost('edited', 'third', { editedAt: later(3), collectedAt: later(4) }),
    ] as const;
    await store.posts.indexBatch([versions[1]]);
    await store.posts.indexBatch([versions[0]]);
    const statuses = async () =>
      (await store.posts.byItem(versions[0].itemId)).map((post) => `${post.text} ${post.status}`);
    expect((await statuses()).sort()).toEqual(['first superseded', 'second live']);
    await store.posts.indexBatch([versions[2]]);
    expect((await statuses()).sort()).toEqual(['first superseded', 'second superseded', 'third live']);
    await store.posts.indexBatch([...versions]);
    expect((await statuses()).sort()).toEqual(['first superseded', 'second superseded', 'third live']);
  });

  it('are live again when an edit is taken back, and only by a later look', async () => {
    const at = (text: string, minutes: number, editedAt?: string) =>
      aPost('back', text, { collectedAt: later(minutes), ...(editedAt === undefined ? {} : { editedAt }) });
    const [a, b] = [at('a', 0).id, at('b', 0).id];
    const statuses = async () => (await store.posts.getMany([a, b])).map((post) => post.status).join(' ');
    const entries = async () => {
      let count = 0;
      for await (const _ of store.evidence.journal.entries()) count++;
      return count;
    };
    await store.posts.indexBatch([at('a', 0)]);
    // The server dates the edit years ahead; what was seen last is up all the same.
    await store.posts.indexBatch([at('b', 10, later(5_000_000))]);
    expect(await statuses()).toBe('superseded live');
    expect(await store.posts.indexBatch([at('a', 20)])).toEqual({ created: [], existed: [a], reinstated: [a] });
    expect(await statuses()).toBe('live superseded');
    // When it was collected first, and as what, stays as it was.
    expect(await store.posts.get(a)).toMatchObject({ collectedAt: later(0), status: 'live' });

    const before = await entries();
    for (const old of [[at('a', 0)], [at('b', 10, later(5_000_000))], [at('b', 19), at('a', 19)]]) {
      expect((await store.posts.indexBatch(old)).created).toEqual([]);
      expect(await statuses()).toBe('live superseded');
    }
    // The same batch again, as after a crash: named once more, changed not at all.
    expect((await store.posts.indexBatch([at('a', 20)])).reinstated).toEqual([a]);
    expect(await entries()).toBe(before);

    expect((await store.posts.indexBatch([at('b', 30)])).reinstated).toEqual([b]);
    expect(await statuses()).toBe('superseded live');
    // One visit that meets both, as a list and an archive of it may show them: the later edit is up.
    expect((await store.posts.indexBatch([at('b', 40), at('a', 40, later(39))])).reinstated).toEqual([a]);
    expect(await statuses()).toBe('live superseded');
  });

  it('are live again when they were gone and are back, and an old look takes nothing away', async () => {
    const at = (text: string, minutes: number) => aPost('returning', text, { collectedAt: later(minutes) });
    const { id: a, itemId } = at('a', 0);
    const status = async () => (await store.posts.get(a))?.status;
    await store.posts.indexBatch([at('a', 0)]);
    await store.posts.markGone(itemId, later(10));
    expect((await store.posts.indexBatch([at('a', 0)])).reinstated).toEqual([]);
    expect((await store.posts.indexBatch([at('a', 9)])).reinstated).toEqual([]);
    expect(await status()).toBe('gone');
    expect((await store.posts.indexBatch([at('a', 20)])).reinstated).toEqual([a]);
    expect(await status()).toBe('live');
    expect(await store.posts.markGone(itemId, later(10))).toEqual([]);
    expect(await status()).toBe('live');
    expect(await store.posts.markGone(itemId, later(30))).toEqual([a]);
    await store.posts.indexBatch([at('b', 40)]);
    expect((await store.posts.indexBatch([at('a', 50)])).reinstated).toEqual([a]);
    expect((await store.posts.byItem(itemId)).map((post) => `${post.text} ${post.status}`).sort()).toEqual([
      'a live',
      'b superseded',
    ]);
  });

  it('come to the same in whatever order two writers bring what was seen', async () => {
    const seen = ['a', 'b', 'a', 'c', 'a', 'b'];
    const other = await stores.open();
    for (const [round, order] of [
      [0, 5, 1, 4, 2, 3],
      [5, 4, 3, 2, 1, 0],
      [3, 1, 4, 0, 5, 2],
    ].entries()) {
      const posts = order.map((n) => aPost(`shuffled ${round}`, seen[n] ?? '', { collectedAt: later(n) }));
      for (let n = 0; n < posts.length; n += 2)
        await Promise.all([
          store.posts.indexBatch(posts.slice(n, n + 1)),
          other.posts.indexBatch(posts.slice(n + 1, n + 2)),
        ]);
      const versions = await store.posts.byItem(posts[0]?.itemId ?? '');
      expect(versions.map((post) => `${post.text} ${post.status}`).sort()).toEqual([
        'a superseded',
        'b live',
        'c superseded',
      ]);
    }
  });

  it('are marked gone by item or by version, once', async () => {
    const [a, b] = [aPost('gone', 'a'), aPost('gone', 'b', { collectedAt: later(1) })];
    await store.posts.indexBatch([a]);
    await store.posts.indexBatch([b]);
    expect(await store.posts.markGone(b.id, later(5))).toEqual([b.id]);
    expect((await store.posts.get(a.id))?.status).toBe('superseded');
    expect(await store.posts.markGone(a.itemId, later(6))).toEqual([a.id]);
    expect(await store.posts.markGone(a.itemId, later(7))).toEqual([]);
    expect((await store.posts.getMany([a.id, b.id])).map((post) => post.status)).toEqual(['gone', 'gone']);
  });

  it('take an analysis, and the analysis that was made last stays', async () => {
    const [one, two] = [aPost('1', 'one'), aPost('2', 'two')];
    expect(await store.posts.unanalysed(100)).toEqual(expect.arrayContaining([one.id, two.id]));
    const first = anAnalysis('one', 'k1');
    await store.posts.setAnalysis([
      { id: one.id, analysis: first },
      { id: two.id, analysis: anAnalysis('two', 'k2', { vector: [] }) },
    ]);
    const { vector, ...stored } = first;
    expect((await store.posts.get(one.id))?.analysis).toEqual(stored);
    const [kept] = await store.posts.vectors([one.id, two.id]);
    expect(kept?.map((value) => value.toFixed(5))).toEqual(vector.map((value) => value.toFixed(5)));
    const again = anAnalysis('one', 'k1', { assessment: anAssessment({ modelVersion: 'm2', spans: [] }) });
    await store.posts.setAnalysis([{ id: one.id, analysis: again }]);
    expect((await store.posts.get(one.id))?.analysis?.assessment).toEqual(again.assessment);
    expect(await store.posts.unanalysed(100)).not.toContain(one.id);
    await expect(store.posts.setAnalysis([{ id: '0'.repeat(64), analysis: first }])).rejects.toMatchObject({
      code: 'POST_UNKNOWN',
    });
  });

  it('are found as candidates as soon as they were analysed, one for each cluster', async () => {
    const posts = ['x1', 'x2', 'x3'].map((native, n) => aPost(native, native, { collectedAt: later(n) }));
    await store.posts.indexBatch(posts);
    await store.posts.setAnalysis(
      posts.map((post, n) => ({
        id: post.id,
        analysis: anAnalysis(post.text, n === 2 ? 'cx-b' : 'cx-a', { bands: ['x-band', `own-${n}`] }),
      })),
    );
    const found = await store.posts.candidates(['x-band', 'nothing'], 10);
    expect(found.map((one) => [one.clusterId, one.text])).toEqual([
      ['cx-a', 'x1'],
      ['cx-b', 'x3'],
    ]);
    expect(found[0]).toMatchObject({ id: posts[0]?.id, signature: 'c2lnbmF0dXJl', assessment: anAssessment() });
    expect(await store.posts.candidates(['nothing'], 10)).toEqual([]);
  });
});

describe('the archive', () => {
  const texts: [string, string, string, string][] = [
    ['s1', '灰 芦苇 团 号召 [已删] 集会', 'zh', '灰芦苇团号召[已删]集会'],
    ['s2', '集会 号召 灰 芦苇', 'zh', '集会号召灰芦苇'],
    ['s3', 'reed weav basket', 'en', 'weaving baskets from reeds'],
  ];
  beforeAll(async () => {
    const posts = texts.map(([native, , lang, text], n) =>
      aPost(native, text, { lang, publishedAt: later(60 * 24 * n), sourceId: 'archive', thread: 'thread-9' }),
    );
    await store.posts.indexBatch(posts);
    await store.posts.setAnalysis(
      posts.map((post, n) => ({
        id: post.id,
        analysis: anAnalysis(texts[n]?.[1] ?? '', `s${n}`, { vector: aVector(10 + n), flagged: n < 2 }),
      })),
    );
    await store.refresh();
  });
  const search = (tokens: string[], phrases: string[][] = [], more = {}) =>
    store.posts.search({
      query: { text: '', tokens, phrases },
      sourceId: 'archive',
      sort: 'oldest',
      size: 10,
      ...more,
    });

  it('finds all the words, and phrases in their order, in Chinese as in English', async () => {
    expect((await search(['号召', '集会'])).total).toBe(2);
    const phrase = await search([], [['号召', '[已删]', '集会']]);
    expect(phrase.items.map((hit) => hit.post.text)).toEqual(['灰芦苇团号召[已删]集会']);
    expect(phrase.items[0]?.matched).toEqual(['号召', '[已删]', '集会']);
    expect((await search([], [['集会', '号召']])).items.map((hit) => hit.post.text)).toEqual(['集会号召灰芦苇']);
    expect((await search(['reed', '集会'])).total).toBe(0);
  });

  it('counts by facet and by day, and narrows by every field', async () => {
    const all = await search([]);
    expect(all.facets.languages).toEqual([
      { key: 'zh', count: 2 },
      { key: 'en', count: 1 },
    ]);
    expect(all.facets.flagged).toEqual([
      { key: 'true', count: 2 },
      { key: 'false', count: 1 },
    ]);
    expect(all.facets.categories).toEqual([{ key: 'incitement', count: 2 }]);
    expect(all.timeline).toEqual({
      interval: 'hour',
      buckets: [0, 1, 2].map((day) => ({ key: later(60 * 24 * day), count: 1 })),
    });
    expect((await search([], [], { flagged: false })).total).toBe(1);
    expect((await search([], [], { from: later(1), to: later(60 * 24 * 2) })).total).toBe(1);
    expect((await search([], [], { category: 'threat' })).total).toBe(0);
    expect(
      (await search([], [], { clusterId: 's1', lang: 'zh', operatorId: 'lanternfish-bv', status: 'live' })).total,
    ).toBe(1);
  });

  it('goes on where a page ended', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await search([], [], { size: 2, after });
      seen.push(...page.items.map((hit) => hit.post.text));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(texts.map(([, , , text]) => text));
    await expect(search([], [], { after: 'nonsense' })).rejects.toMatchObject({ code: 'CURSOR_INVALID', status: 400 });
    expect((await search(['集会'], [], { sort: 'relevance', size: 1 })).next).not.toBeNull();
  });

  it('finds what is near by its vector, nearest first', async () => {
    const near = await store.posts.similar(aVector(12), 3);
    expect(near[0]?.post.text).toBe('weaving baskets from reeds');
    expect(near[0]?.score).toBeGreaterThan(0.99);
    expect(near[1]?.score).toBeLessThan(0.9);
  });

  it('finds the nearest of some clusters, each once, and none beside them', async () => {
    const near = await store.posts.nearestClusters(aVector(12), ['s0', 's2', 's3', 'nowhere'], 2);
    expect(near.map(({ clusterId }) => clusterId)).toEqual(['s2', expect.stringMatching(/^s[03]$/)]);
    expect(near[0]?.similarity).toBeCloseTo(1, 3);
    expect(near[1]?.similarity).toBeLessThan(0.5);
    expect(await store.posts.nearestClusters(aVector(12), [], 2)).toEqual([]);
    expect(
      await store.posts.nearestClusters(
        aVector(12).map(() => 0),
        ['s2'],
        2,
      ),
    ).toEqual([]);
  });

  it('shows a conversation from its beginning', async () => {
    expect((await store.posts.byThread('thread-9')).map((post) => post.text)).toEqual(
      texts.map(([, , , text]) => text),
    );
  });
});
