import { expect, test } from 'vitest';
import { differenceOf } from './text-difference.ts';

const own = (pieces: readonly { text: string; isOwn: boolean }[] = []): string[] =>
  pieces.filter(({ isOwn }) => isOwn).map(({ text }) => text);
const whole = (pieces: readonly { text: string }[] = []): string => pieces.map(({ text }) => text).join('');

test.each([
  ['en', 'They met by the old mill.', 'They met by the new mill.', ['old'], ['new']],
  ['zh', '新的大桥已经开放。', '新的大桥已经关闭。', ['开放'], ['关闭']],
  ['und', 'one two', 'one two', [], []],
])('words that stand on one side only are told, and nothing of either text is lost (%s)', (lang, a, b, left, right) => {
  const found = differenceOf(a, b, lang);
  expect([own(found?.left), own(found?.right)]).toEqual([left, right]);
  expect([whole(found?.left), whole(found?.right)]).toEqual([a, b]);
});
