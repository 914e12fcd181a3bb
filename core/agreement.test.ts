import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohensKappa, fleissKappa } from './agreement.ts';

/** So many pairs for each cell of a table: rows are the first person's answers, columns the second's. */
const pairsOf = (table: number[][]): [string, string][] =>
  table.flatMap((row, first) =>
    row.flatMap((count, second) => Array.from({ length: count }, (): [string, string] => [`${first}`, `${second}`])),
  );

describe('Cohen’s kappa', () => {
  it('is 0.40 in the worked example of 50 grant proposals (yes and yes 20, yes and no 5, no and yes 10, no and no 15)', () => {
    const agreement = cohensKappa(
      pairsOf([
        [20, 5],
        [10, 15],
      ]),
    );
    expect(agreement?.observed).toBeCloseTo(0.7, 10);
    expect(agreement?.expected).toBeCloseTo(0.5, 10);
    expect(agreement?.kappa).toBeCloseTo(0.4, 10);
  });

  it('tells apart two tables of the same percentage, 0.1304 and 0.2593 (45, 15, 25, 15 and 25, 35, 5, 35)', () => {
    expect(
      cohensKappa(
        pairsOf([
          [45, 15],
          [25, 15],
        ]),
      )?.kappa,
    ).toBeCloseTo(0.1304, 4);
    expect(
      cohensKappa(
        pairsOf([
          [25, 35],
          [5, 35],
        ]),
      )?.kappa,
    ).toBeCloseTo(0.2593, 4);
  });

  it('says nothing where there is nothing, or only ever one answer', () => {
    expect(cohensKappa([])).toBeNull();
    expect(cohensKappa([['a', 'a']])?.kappa).toBeNull();
  });
});

/** So many answers of each category, for each subject. */
const subjectsOf = (table: number[][]): string[][] =>
  table.map((row) => row.flatMap((count, category) => Array.from({ length: count }, () => `${category}`)));

describe('Fleiss’ kappa', () => {
  it('is 0.210 in the worked example of ten subjects, fourteen raters and five categories', () => {
    const agreement = fleissKappa(
      subjectsOf([
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
      ]),
    );
    expect(agreement?.observed).toBeCloseTo(0.378, 3);
    expect(agreement?.expected).toBeCloseTo(0.213, 3);
    expect(agreement?.kappa).toBeCloseTo(0.21, 3);
  });

  it('leaves out what only one person answered', () => {
    expect(fleissKappa([['a']])).toBeNull();
    expect(fleissKappa([['a', 'b'], ['a', 'a'], ['b']])).toEqual(
      fleissKappa([
        ['a', 'b'],
        ['a', 'a'],
      ]),
    );
  });
});

const answer = fc.constantFrom('violating', 'not_violating', 'not_sure');

describe('both', () => {
  it('lie at 1 for full agreement and never above, and do not depend on the order of subjects', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(answer, answer), { minLength: 1 }), (pairs) => {
        for (const measure of [cohensKappa, fleissKappa] as const) {
          const there = measure(pairs);
          const back = measure([...pairs].reverse());
          expect(back?.kappa ?? 2).toBeCloseTo(there?.kappa ?? 2, 10);
          expect(there?.kappa ?? 0).toBeLessThanOrEqual(1 + 1e-12);
          const same = measure(pairs.map(([a]): [string, string] => [a, a]));
          expect(same?.observed).toBe(1);
          if (same?.kappa !== null) expect(same?.kappa).toBeCloseTo(1, 10);
        }
      }),
    );
  });

  it('Fleiss’ with two answers each is Cohen’s where both people answer alike in the mean (Scott’s pi)', () => {
    const pairs = pairsOf([
      [20, 5],
      [5, 20],
    ]);
    expect(fleissKappa(pairs)?.kappa).toBeCloseTo(cohensKappa(pairs)?.kappa ?? 2, 10);
  });
});
