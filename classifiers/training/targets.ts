/** Examples as numbers: joined features, targets and weights. */
import { CATEGORIES, CONTEXTS } from '#core/labels.ts';
import { features, OUTPUTS } from '../model/head.ts';
import type { Example } from './corpus.ts';
import type { LayerMeans } from './features.ts';
import type { TrainingSet } from './fit.ts';
import type { OutsideRow } from './outside-data.ts';
import { EVERYDAY_WEIGHT, LAYERS, SWAP_WEIGHT } from './settings.ts';

/** Rows: the examples, then the counterfactual ones, then the everyday texts. */
export function trainingSet(
  examples: Example[],
  swaps: Example[],
  everyday: OutsideRow[],
  means: LayerMeans,
): TrainingSet {
  const width = LAYERS.length * means.width;
  const labelled = [...examples, ...swaps];
  const rows = labelled.length + everyday.length;
  const set: TrainingSet = {
    features: new Float32Array(rows * width),
    width,
    targets: new Float32Array(rows * OUTPUTS),
    weights: new Float32Array(rows).fill(EVERYDAY_WEIGHT),
  };
  for (const [row, { text }] of [...labelled, ...everyday].entries()) {
    set.features.set(features(means.of(text), LAYERS, means.width), row * width);
  }
  const target = (row: number, output: number): void => {
    set.targets[row * OUTPUTS + output] = 1;
  };
  for (const [row, example] of labelled.entries()) {
    if (example.categories.length > 0) target(row, 0);
    for (const category of example.categories) target(row, 1 + CATEGORIES.indexOf(category));
    target(row, 1 + CATEGORIES.length + CONTEXTS.indexOf(example.context));
  }
  for (const [i] of everyday.entries()) target(labelled.length + i, OUTPUTS - 1);
  weigh(examples, set.weights);
  set.weights.fill(SWAP_WEIGHT, examples.length, labelled.length);
  return set;
}

/**
 * Both sides of an idea weigh the same in sum, whatever the number of its twins; an idea with one side only counts as it
 * is. Identity-swap copies of one text share the weight of two.
 */
function weigh(examples: Example[], weights: Float32Array): void {
  const side = (example: Example): string => `${example.idea}\n${example.categories.length > 0}`;
  const counts = new Map<string, number>();
  const swaps = new Map<string, number>();
  for (const example of examples) {
    counts.set(side(example), (counts.get(side(example)) ?? 0) + 1);
    if (example.swap) swaps.set(example.swap, (swaps.get(example.swap) ?? 0) + 1);
  }
  for (const [row, example] of examples.entries()) {
    const own = counts.get(side(example)) ?? 1;
    const violating = counts.get(`${example.idea}\ntrue`) ?? 0;
    const other = counts.get(`${example.idea}\nfalse`) ?? 0;
    const balanced = violating > 0 && other > 0 ? (violating + other) / (2 * own) : 1;
    const copies = example.swap ? Math.max(1, (swaps.get(example.swap) ?? 1) / 2) : 1;
    weights[row] = Math.min(3, balanced) / copies;
  }
}
