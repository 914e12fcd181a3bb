import { describe, expect, it } from 'vitest';
import { dealFolds, readCorpus } from './corpus.ts';
import { auroc, averagePrecision, calibrationError, recallOver, share, thresholdAt } from './metrics.ts';
import { fitPlatt, fitTemperature } from './platt.ts';

describe('figures', () => {
  const scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4];
  const truths = [true, false, true, true, false, false];

  it('agree with figures worked out by hand', () => {
    expect(auroc(scores, truths)).toBeCloseTo(7 / 9, 10);
    expect(averagePrecision(scores, truths)).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 10);
    expect(auroc([0.5, 0.5], [true, false])).toBe(0.5);
    expect(share(scores, 0.7)).toBe(0.5);
    expect(calibrationError([0.95, 0.95, 0.05, 0.05], [true, true, false, false])).toBeCloseTo(0.05, 10);
  });

  it('find the threshold that keeps to a share of false alarms', () => {
    const none = thresholdAt(scores, truths, 0);
    expect(scores.filter((score, i) => !truths[i] && score >= none)).toEqual([]);
    expect(recallOver(scores, truths, none)).toBeCloseTo(1 / 3, 10);
    const third = thresholdAt(scores, truths, 0.34);
    expect(scores.filter((score, i) => !truths[i] && score >= third)).toEqual([0.8]);
    expect(recallOver(scores, truths, third)).toBe(1);
  });
});

describe('calibration', () => {
  it('finds the scale from which the truths were drawn, even far from where it starts', () => {
    const logits = Array.from({ length: 4000 }, (_, i) => ((i % 400) - 200) / 5);
    // Exactly the share p of the ten examples at each logit is true.
    const truths = logits.map((z, i) => Math.floor(i / 400) < Math.round(10 / (1 + Math.exp(-(0.3 * z - 1)))));
    const { slope, offset } = fitPlatt(logits, truths);
    expect(slope).toBeCloseTo(0.3, 1);
    expect(offset).toBeCloseTo(-1, 0);
  });

  it('cools logits that are too sure', () => {
    const logits = Array.from({ length: 100 }, () => [8, 0]);
    const labels = logits.map((_, i) => (i % 10 === 0 ? 1 : 0)); // right nine times of ten
    const temperature = fitTemperature(logits, labels);
    expect(1 / (1 + Math.exp(-8 / temperature))).toBeCloseTo(0.9, 2);
  });
});

describe('the folds', () => {
  it('test every example once, by a head that saw neither its idea nor its style', () => {
    const corpus = readCorpus();
    const folds = dealFolds(corpus, 4);
    expect(folds.flatMap((fold) => fold.test).sort((a, b) => a - b)).toEqual(corpus.map((_, row) => row));
    for (const { train, test } of folds) {
      const ideas = new Set(train.map((row) => corpus[row]?.idea));
      const styles = new Set(train.map((row) => corpus[row]?.style));
      expect(test.filter((row) => ideas.has(corpus[row]?.idea) || styles.has(corpus[row]?.style))).toEqual([]);
    }
  });
});
