import { describe, expect, it } from 'vitest';
import { seeded } from '#core/seeded.ts';
import { forward, memberSize, unit } from '../model/head.ts';
import { auroc } from '../training/metrics.ts';
import { type RefitRow, refit } from './refit.ts';
import { REFIT } from './settings.ts';

const WIDTH = 24;
const HIDDEN = 8;

/** Rows whose third feature says whether they are violating, and whose fifth says the context. */
function planted(count: number, seed: number, isRandom = false): RefitRow[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const isViolating = random() < 0.5;
    const isNews = random() < 0.5;
    const x = Float32Array.from({ length: WIDTH }, () => random() - 0.5);
    x[3] = (isViolating ? 1 : -1) + random() - 0.5;
    x[5] = (isNews ? 1 : -1) + random() - 0.5;
    const label = isRandom ? random() < 0.5 : isViolating;
    return { x: unit(x), categories: label ? ['threat'] : [], context: isNews ? 'news' : 'other', weight: 1 };
  });
}

const start = (): Float32Array => {
  const random = seeded(7);
  return Float32Array.from({ length: memberSize(WIDTH, HIDDEN) }, () => (random() - 0.5) / 2);
};
const settings = { ...REFIT, epochs: 30, rate: 3e-3 };
const ranking = (weights: Float32Array, rows: RefitRow[]): number =>
  auroc(
    rows.map((row) => forward(weights, row.x, HIDDEN)[0] ?? 0),
    rows.map((row) => row.categories.length > 0),
  );

describe('refit', () => {
  it('learns a planted signal that it has not seen, and none where the labels are drawn', () => {
    const unseen = planted(300, 2);
    expect(ranking(start(), unseen)).toBeLessThan(0.9);
    const learned = refit(start(), HIDDEN, planted(400, 1), settings);
    expect(ranking(learned, unseen)).toBeGreaterThan(0.97);
    const drawn = refit(start(), HIDDEN, planted(400, 1, true), settings);
    expect(Math.abs(ranking(drawn, unseen) - 0.5)).toBeLessThan(0.3);
    // News is the first of the contexts.
    const context = unseen.map((row) => forward(learned, row.x, HIDDEN).subarray(7));
    const right = unseen.filter(
      (row, i) => (context[i]?.[0] ?? 0) > (context[i]?.[7] ?? 0) === (row.context === 'news'),
    );
    expect(right.length / unseen.length).toBeGreaterThan(0.95);
  });

  it('gives the same head for the same seed, another for another, and leaves what it started from alone', () => {
    const from = start();
    const rows = planted(60, 1);
    const one = refit(from, HIDDEN, rows, { ...settings, epochs: 2 });
    expect(refit(from, HIDDEN, rows, { ...settings, epochs: 2 })).toEqual(one);
    expect(refit(from, HIDDEN, rows, { ...settings, epochs: 2, seed: 2 })).not.toEqual(one);
    expect(from).toEqual(start());
  });

  it('says at the beginning what the head that it starts from says', () => {
    const rows = planted(60, 1);
    const still = refit(start(), HIDDEN, rows, { ...settings, epochs: 1, rate: 0 });
    for (const { x } of rows)
      for (const [k, value] of forward(still, x, HIDDEN).entries())
        expect(value).toBeCloseTo(forward(start(), x, HIDDEN)[k] ?? 0, 4);
  });

  it('lets a row count by its weight, and learns no context where none is known', () => {
    const rows = planted(200, 1);
    const against = rows.map((row): RefitRow => ({ ...row, categories: row.categories.length > 0 ? [] : ['threat'] }));
    const weigh = (all: RefitRow[], weight: number) => all.map((row) => ({ ...row, weight }));
    const mostly = refit(start(), HIDDEN, [...weigh(rows, 1), ...weigh(against, 0.05)], settings);
    expect(ranking(mostly, rows)).toBeGreaterThan(0.95);
    const contextBias = (weights: Float32Array) => weights.slice(-8);
    const silent = rows.map((row): RefitRow => ({ ...row, context: null }));
    expect(contextBias(refit(start(), HIDDEN, silent, settings))).toEqual(contextBias(start()));
  });
});
