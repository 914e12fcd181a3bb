import { expect, test } from 'vitest';
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
  });
});

test('an English word is found in all its forms, where it stands', () => {
  expect(marked('They marched; we MARCH on. Marching!', 'en', 'marches')).toEqual(['marched', 'MARCH', 'Marching']);
});

test('a phrase is marked as a whole and only where its words follow one another', () => {
  expect(marked('The grey river is no river of grey.', 'en', '"grey river"')).toEqual(['grey river']);
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
