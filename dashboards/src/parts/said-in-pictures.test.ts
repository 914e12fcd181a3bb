import { expect, test } from 'vitest';
import { ownText, type Picture, saidBy, saidIn } from './said-in-pictures.ts';

const TEXT = 'look here\na poster\nburn it all\n';
const STRETCHES = [
  { picture: 0, from: 'alt' as const, start: 10, end: 18 },
  { picture: 1, from: 'ocr' as const, start: 19, end: 30 },
];

test('the text of a case is parted into what its author wrote and what its pictures say', () => {
  expect(ownText(TEXT, STRETCHES)).toBe('look here');
  expect(ownText('no pictures')).toBe('no pictures');
  expect(ownText('only a picture', [{ picture: 0, from: 'ocr', start: 0, end: 14 }])).toBe('');
  expect(saidIn(0, TEXT, STRETCHES, [])).toEqual([{ from: 'alt', text: 'a poster', stretches: [] }]);
});

test('stretches that carried the score keep their place in the picture', () => {
  const spans = [
    { start: 0, end: 4, weight: 0.2 },
    { start: 12, end: 23, weight: 0.9 },
  ];
  expect(saidIn(1, TEXT, STRETCHES, spans)).toEqual([
    { from: 'ocr', text: 'burn it all', stretches: [{ start: 0, end: 4, weight: 0.9 }] },
  ]);
});

test('of a post the description and the words read are told apart', () => {
  const picture = { alt: 'a poster', text: 'burn it' } as Picture;
  expect(saidBy(picture).map(({ from, text }) => [from, text])).toEqual([
    ['alt', 'a poster'],
    ['ocr', 'burn it'],
  ]);
  expect(saidBy({ ...picture, text: null } as Picture)).toHaveLength(1);
});
