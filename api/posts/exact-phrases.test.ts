/** Exact phrases on the index: what is quoted is found wherever it stands in a text, and nowhere else. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exactTokens } from '#classifiers/text/exact-tokens.ts';
import { segment } from '#classifiers/text/segment.ts';
import { readCorpus } from '#classifiers/training/corpus.ts';
import { anAnalysis, aPost } from '#store/test-records.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { PostSearchResult } from '../schemas/posts.ts';

const namespace = testNamespace();

let house: ApiHouse;
let anna: Person;

const corpus = readCorpus();
/** Texts that are found by what stands in them, as they are and disguised. */
const texts: [string, string][] = [
  ['zh', '新的灰河大桥已经开放。'],
  ['zh', '大桥，已经没有人了；河大'],
  ['zh', '昨天的灰\u200b河 大 桥 已经不见了'],
  ['en', 'The old bridges of the grey river are burning.'],
  ['en', 'A grey old river, and an old bridge.'],
  ['en', 'the grey r i v e r  rose at m.i.l.l 7'],
  ...corpus.flatMap(({ lang, text }, n): [string, string][] =>
    lang === 'zh' && n % 40 === 0 && !/(.)\1{3}/u.test(text) ? [['zh', text]] : [],
  ),
];
const posts = texts.map(([lang, text], n) => aPost(`exact-${n}`, text, { lang }));

beforeAll(async () => {
  house = await openApiHouse(namespace);
  anna = await house.signIn('anna');
  await house.store.posts.indexBatch(posts);
  await house.store.posts.setAnalysis(
    posts.map(({ id, text, lang }, n) => ({
      id,
      analysis: anAnalysis(segment(text, lang).join(' '), `k${n}`, { exact: exactTokens(text).join(' ') }),
    })),
  );
  await house.store.posts.refresh();
});
afterAll(() => house.close());

/** By the text of each hit: what is marked in it. */
const search = async (q: string): Promise<Record<string, string[]>> => {
  const answer = await anna.get(`/posts?${new URLSearchParams({ q, size: '100' })}`);
  return Object.fromEntries(
    answer
      .json<PostSearchResult>()
      .items.map(({ post, highlights }) => [
        post.text,
        highlights.map(({ start, end }) => post.text.slice(start, end)),
      ]),
  );
};

test('any stretch of a Chinese text, quoted, finds every text that holds it, and marks exactly it', async () => {
  const runs = texts.flatMap(([, text]) => text.match(/\p{Script=Han}{2,}/gu) ?? []);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...runs), fc.nat(), fc.nat(), async (run, from, length) => {
      const start = from % (run.length - 1);
      const phrase = run.slice(start, start + 2 + (length % (run.length - start - 1)));
      const found = await search(`"${phrase}"`);
      const bare = (text: string): string => text.replace(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]/gu, '');
      expect(Object.keys(found).sort()).toEqual(
        texts.flatMap(([, text]) => (bare(text).includes(phrase) ? [text] : [])).sort(),
      );
      // Two that touch are one mark.
      // Nothing else is marked; marks that touch or overlap are one.
      for (const mark of Object.values(found).flat()) {
        const held = [...bare(mark)].flatMap((_, at) => (bare(mark).startsWith(phrase, at) ? [at] : []));
        expect([...bare(mark)].every((_, at) => held.some((from) => from <= at && at < from + phrase.length))).toBe(
          true,
        );
      }
    }),
    { numRuns: 150 },
  );
});

test('a stretch that the dictionary cuts otherwise than the text is found without quotation marks too', async () => {
  expect(segment('灰河大桥已经', 'zh')).not.toContain('大桥');
  expect(await search('大桥已经')).toMatchObject({
    '新的灰河大桥已经开放。': ['大桥已经'],
    '昨天的灰\u200b河 大 桥 已经不见了': ['大 桥 已经'],
  });
  // Outside quotation marks the words of a stretch need not stand together.
  expect(Object.keys(await search('已经大桥'))).toEqual(['大桥，已经没有人了；河大']);
  expect(await search('"已经大桥"')).toEqual({});
  expect(await search('灰河 bridges')).toEqual({});
});

test('an English phrase is its very words, one after the other', async () => {
  expect(await search('"grey river"')).toEqual({
    'The old bridges of the grey river are burning.': ['grey river'],
    'the grey r i v e r  rose at m.i.l.l 7': ['grey r i v e r'],
  });
  expect(Object.keys(await search('"Old Bridge"'))).toEqual(['A grey old river, and an old bridge.']);
  expect(await search('"river grey"')).toEqual({});
  expect(await search('"river rose at mill 7"')).toEqual({
    'the grey r i v e r  rose at m.i.l.l 7': ['r i v e r  rose at m.i.l.l 7'],
  });
  // A word alone, without quotation marks, is still found in all its forms.
  expect(Object.keys(await search('bridge old')).sort()).toEqual([
    'A grey old river, and an old bridge.',
    'The old bridges of the grey river are burning.',
  ]);
});
