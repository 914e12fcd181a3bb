import { expect, test } from 'vitest';
import { explainWith } from './explain.ts';

/** Counts a word: what is left out of the text lowers the score by what it held. */
const scoreBy =
  (word: string, asked: string[] = []) =>
  (texts: string[]) => {
    asked.push(...texts);
    return Promise.resolve(texts.map((text) => text.split(word).length - 1));
  };
const marked = (text: string, spans: { start: number; end: number }[]) =>
  spans.map(({ start, end }) => text.slice(start, end));

test('the stretch that carries the score is marked where it stands in the original, whatever its disguise', async () => {
  const text = 'Good  evening.  They want to b\u200bu\u200br\u200bn it.';
  const spans = await explainWith(text, scoreBy('burn'));
  expect(marked(text, spans)).toEqual(['b\u200bu\u200br\u200bn']);
  expect(spans[0]?.weight).toBe(1);
});

test('only the window that the score comes from is asked and marked', async () => {
  // The invisible signs are gone from what the model reads, so its offsets are not those of the original.
  const [before, carrier, after] = ['\u200b\u200bburn one. ', 'then burn two. ', 'burn three.'];
  const text = `${before}${carrier}${after}`;
  const start = before.length - 2;
  const asked: string[] = [];
  const spans = await explainWith(text, scoreBy('burn', asked), { start, end: start + carrier.length });
  expect(asked[0]).toBe(carrier);
  expect(asked.some((each) => /one|three/.test(each))).toBe(false);
  expect(spans).toEqual([{ start: before.length + 5, end: before.length + 9, weight: 1 }]);
});

test('a window of one word is marked whole, in its place', async () => {
  expect(await explainWith('one. burn', scoreBy('burn'), { start: 5, end: 9 })).toEqual([
    { start: 5, end: 9, weight: 1 },
  ]);
});
