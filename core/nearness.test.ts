import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NEAR, nearnessOf, SOMEWHAT } from './nearness.ts';

const at = (cosine: number): number[] => [cosine, Math.sqrt(1 - cosine * cosine)];

it('is the cosine, whatever the lengths of the vectors, with the word for it', () => {
  for (const [cosine, word] of [
    [1, 'near'],
    [NEAR + 0.001, 'near'],
    [NEAR - 0.001, 'somewhat'],
    [SOMEWHAT + 0.001, 'somewhat'],
    [SOMEWHAT - 0.001, 'far'],
    [0, 'far'],
    [-1, 'far'],
  ] as const) {
    const found = nearnessOf(
      [7, 0],
      at(cosine).map((value) => value * 3),
    );
    expect([found?.cosine.toFixed(6), found?.word]).toEqual([cosine.toFixed(6), word]);
  }
});

it('is nothing where a vector is missing, points nowhere or is of another encoder', () => {
  expect([
    nearnessOf(null, [1, 0]),
    nearnessOf([1, 0], null),
    nearnessOf([0, 0], [1, 0]),
    nearnessOf([1, 0], [1, 0, 0]),
    nearnessOf([], []),
  ]).toEqual([null, null, null, null, null]);
});

it('never leaves -1..1, is the same both ways, and is 1 beside itself', () => {
  const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(vector, vector, (one, other) => {
      const found = nearnessOf(one, other);
      expect(found).toEqual(nearnessOf(other, one));
      if (found !== null) expect(Math.abs(found.cosine)).toBeLessThanOrEqual(1);
      const own = nearnessOf(one, one);
      if (own !== null) expect(own.cosine).toBeCloseTo(1, 9);
    }),
  );
});
