import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCorpus } from '#classifiers/training/corpus.ts';
import { highlightsOf, readSearchText } from './search-text.ts';

const marked = (text: string, lang: string, typed: string): string[] =>
  highlightsOf(text, lang, readSearchText(typed, lang)).map(({ start, end }) => text.slice(start, end));

test('quotation marks of every kind make a phrase, the rest are single words', () => {
  expect(readSearchText('bridge "red river" “old mill”', 'en')).toMatchObject({
    tokens: ['bridg'],
    phrases: [
      ['red', 'river'],
      ['old', 'mill'],
    ],
    runs: [],
  });
  expect(readSearchText('mills 大桥 "『Mills』"')).toMatchObject({
    tokens: ['mill'],
    phrases: [['mills']],
    runs: [{ tokens: ['大桥'], exact: ['大', '桥'] }],
  });
});

test('an English word is found in all its forms, where it stands', () => {
  expect(marked('They marched; we MARCH on. Marching!', 'en', 'marches')).toEqual(['marched', 'MARCH', 'Marching']);
});

test('a phrase is marked as a whole and only where its words follow one another', () => {
  expect(marked('The grey river is no river of grey.', 'en', '"grey river"')).toEqual(['grey river']);
  expect(marked('The grey river, grey rivers, a grey old river.', 'en', '"GREY River"')).toEqual(['grey river']);
});

test('a Chinese phrase is marked wherever the dictionary would cut the text', () => {
  expect(marked('新的灰河大桥已经开放。', 'zh', '"大桥已经"')).toEqual(['大桥已经']);
  expect(marked('新的灰河大桥已经开放。', 'zh', '大桥已经')).toEqual(['大桥已经']);
  expect(marked('新的灰\u200b河 大 桥 已经。', 'zh', '『河大桥』')).toEqual(['河 大 桥']);
  expect(marked('桥大已经', 'zh', '"大桥"')).toEqual([]);
});

/** All places of a phrase in a text. */
const placesOf = (text: string, phrase: string): { start: number; end: number }[] => {
  const places: { start: number; end: number }[] = [];
  for (let start = text.indexOf(phrase); start >= 0; start = text.indexOf(phrase, start + 1))
    places.push({ start, end: start + phrase.length });
  return places;
};

test('any stretch of two Han characters or more, quoted, is marked exactly where it stands', () => {
  const runs = readCorpus().flatMap(({ text }) =>
    (text.match(/\p{Script=Han}{2,}/gu) ?? []).filter((run) => !/(.)\1{3}/u.test(run)).map((run) => ({ text, run })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...runs), fc.nat(), fc.nat(), ({ text, run }, from, length) => {
      const start = from % (run.length - 1);
      const phrase = run.slice(start, start + 2 + (length % (run.length - start - 1)));
      const marks = highlightsOf(text, 'zh', readSearchText(`“${phrase}”`, 'zh'));
      for (const place of placesOf(text, phrase))
        expect(marks.some(({ start, end }) => start <= place.start && place.end <= end)).toBe(true);
      // Nothing else is marked; punctuation between two characters does not part them, and marks that touch are one.
      for (const { start, end } of marks) {
        const bare = text.slice(start, end).replace(/[^\p{L}\p{N}]/gu, '');
        const held = placesOf(bare, phrase);
        expect([...bare].every((_, at) => held.some((place) => place.start <= at && at < place.end))).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('a phrase is found in a disguise, and the disguise is marked', () => {
  const disguises: ((run: string) => string)[] = [
    (run) => [...run].join('\u200b'),
    (run) => [...run].join(' '),
    (run) => [...run].join('.'),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom('灰河大桥已经开放', '港口大厅今晚集合', '赤烬阵线'),
      fc.constantFrom(...disguises),
      fc.nat(),
      fc.nat(),
      (run, disguise, from, length) => {
        const start = from % (run.length - 1);
        const phrase = run.slice(start, start + 2 + (length % (run.length - start - 1)));
        const text = `昨天，${disguise(run)}！`;
        expect(marked(text, 'zh', `"${phrase}"`)).toEqual([disguise(phrase)]);
      },
    ),
  );
});

test('Chinese words are cut out of running text', () => {
  expect(marked('昨天的消息说新的大桥已经开放。', 'zh', '消息')).toEqual(['消息']);
  expect(marked('昨天的消息说新的大桥已经开放。', 'zh', '"大桥已经"')).toEqual(['大桥已经']);
});

test('a disguised word is marked in the text as it was written', () => {
  const zeroWidth = 'the ri\u200bver rose';
  expect(marked(zeroWidth, 'en', 'river')).toEqual(['ri\u200bver']);
  expect(marked('ＲＩＶＥＲ high', 'en', 'river')).toEqual(['ＲＩＶＥＲ']);
  expect(marked('the r i v e r rose', 'en', 'river')).toEqual(['r i v e r']);
});

test('nothing is marked without words to look for', () => {
  expect(highlightsOf('some text', 'en', readSearchText('', 'en'))).toEqual([]);
});

test('marks that touch or overlap are one mark', () => {
  expect(highlightsOf('灰河灰河', 'zh', readSearchText('灰河', 'zh'))).toEqual([{ start: 0, end: 4 }]);
});
