import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf, snippetOf } from './stretches.ts';

test('pieces are marked where a stretch covers them, and the strongest of two counts', () => {
  const pieces = piecesOf('the grey river rose', [
    { start: 4, end: 14, weight: 0.2 },
    { start: 9, end: 14, weight: 0.9 },
  ]);
  expect(pieces).toEqual([
    { text: 'the ', start: 0, weight: null },
    { text: 'grey ', start: 4, weight: 0.2 },
    { text: 'river', start: 9, weight: 0.9 },
    { text: ' rose', start: 14, weight: null },
  ]);
});

test('pieces together are always the text, whatever the stretches', () => {
  const edge = fc.integer({ min: -5, max: 60 });
  const joins = (text: string, edges: [number, number][]): boolean =>
    piecesOf(
      text,
      edges.map(([start, end]) => ({ start, end })),
    )
      .map((piece) => piece.text)
      .join('') === text;
  fc.assert(fc.property(fc.string({ maxLength: 40 }), fc.array(fc.tuple(edge, edge), { maxLength: 6 }), joins));
});

test('a short text is its own snippet', () => {
  expect(snippetOf('short', [{ start: 0, end: 5 }], 10)).toEqual({
    text: 'short',
    stretches: [{ start: 0, end: 5 }],
    cutBefore: false,
    cutAfter: false,
  });
});

test('a snippet shows the first mark, with its offsets moved', () => {
  const text = `${'a'.repeat(500)}river${'b'.repeat(500)}`;
  const snippet = snippetOf(text, [{ start: 500, end: 505 }], 100);
  const [mark] = snippet.stretches;
  expect(snippet.text.slice(mark?.start, mark?.end)).toBe('river');
  expect(snippet).toMatchObject({ cutBefore: true, cutAfter: true });
});

test('a snippet cuts no character in two', () => {
  const text = '🌊'.repeat(200);
  for (let start = 0; start < 40; start++) {
    const snippet = snippetOf(text, [{ start, end: start + 2 }], 51);
    expect(snippet.text).toBe('🌊'.repeat(snippet.text.length / 2));
  }
});
