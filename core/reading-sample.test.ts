import { expect, test } from 'vitest';
import { drawnFrom } from './reading-sample.ts';

const ids = Array.from({ length: 200 }, (_, number) => `case-${number}`);

test('a draw is the same for the same seed in whatever order the cases come, has each at most once, and never more than there are', () => {
  const drawn = drawnFrom(ids, 50, 7);
  expect(drawnFrom(ids.toReversed(), 50, 7)).toEqual(drawn);
  expect(new Set(drawn).size).toBe(50);
  expect(drawn.every((id) => ids.includes(id))).toBe(true);
  expect(drawnFrom(ids, 50, 8)).not.toEqual(drawn);
  expect(drawnFrom(ids.slice(0, 3), 50, 7).toSorted()).toEqual(ids.slice(0, 3).toSorted());
});

test('every case can be drawn: over many seeds none is left out and none is favoured', () => {
  const times = new Map(ids.map((id) => [id, 0]));
  for (let seed = 0; seed < 2000; seed++)
    for (const id of drawnFrom(ids, 10, seed)) times.set(id, (times.get(id) ?? 0) + 1);
  const counts = [...times.values()];
  expect(Math.min(...counts)).toBeGreaterThan(50);
  expect(Math.max(...counts)).toBeLessThan(160);
});
