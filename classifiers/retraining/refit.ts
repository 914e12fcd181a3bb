/**
 * Moves a head to new examples: Adam from the weights that are there, over joined layer means. The same rows and seed give
 * the same head. Nothing of it needs Python, and the encoder stays as it is.
 */
import { CATEGORIES, type Category, CONTEXTS, type Context } from '#core/labels.ts';
import { seeded } from '#core/seeded.ts';
import { OUTPUTS } from '../model/head.ts';
import type { RefitSettings } from './settings.ts';

export interface RefitRow {
  /** `features` of the head: joined layer means, each of length one. */
  x: Float32Array;
  categories: readonly Category[];
  /** Null where nobody said: nothing is learned of the context then. */
  context: Context | null;
  weight: number;
}

const CONTEXT_AT = 1 + CATEGORIES.length;
const [BETA1, BETA2, EPSILON] = [0.9, 0.98, 1e-8];
/** As the training has it (batch normalisation of the features). */
const VARIANCE_FLOOR = 1e-5;

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Derivative of the loss of one row by its outputs. */
function outputGradient(out: Float32Array, row: RefitRow, taskLoss: number): Float32Array {
  const gradient = new Float32Array(OUTPUTS);
  const at = (k: number): number => out[k] ?? 0;
  gradient[0] = row.weight * (sigmoid(at(0)) - (row.categories.length > 0 ? 1 : 0));
  for (const [i, category] of CATEGORIES.entries())
    gradient[1 + i] = row.weight * taskLoss * (sigmoid(at(1 + i)) - (row.categories.includes(category) ? 1 : 0));
  if (row.context === null) return gradient;
  const largest = Math.max(...out.subarray(CONTEXT_AT));
  const exponents = CONTEXTS.map((_, i) => Math.exp(at(CONTEXT_AT + i) - largest));
  const total = exponents.reduce((sum, value) => sum + value, 0);
  for (const [i, context] of CONTEXTS.entries())
    gradient[CONTEXT_AT + i] =
      row.weight * taskLoss * ((exponents[i] ?? 0) / total - (context === row.context ? 1 : 0));
  return gradient;
}

/** Mean and spread of every feature: steps of one size suit all of them only once they are scaled alike. */
function scalesOf(rows: readonly RefitRow[], width: number): { mean: Float64Array; spread: Float64Array } {
  const mean = new Float64Array(width);
  const spread = new Float64Array(width);
  for (const { x } of rows) for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (x[i] ?? 0) / rows.length;
  for (const { x } of rows)
    for (let i = 0; i < width; i++) spread[i] = (spread[i] ?? 0) + ((x[i] ?? 0) - (mean[i] ?? 0)) ** 2 / rows.length;
  return { mean, spread: spread.map((value) => Math.sqrt(value + VARIANCE_FLOOR)) };
}

/**
 * New weights of one member, in the form that `Head` takes: [hidden, features], its bias, [hidden, OUTPUTS], its bias.
 * `start` is not changed. Every row has as many features as `start` reads.
 */
export function refit(
  start: Float32Array,
  hidden: number,
  rows: readonly RefitRow[],
  settings: RefitSettings,
  onEpoch: (epoch: number) => void = () => {},
): Float32Array {
  const width = rows[0]?.x.length ?? 0;
  if (width === 0 || settings.epochs === 0) return start.slice();
  const { mean, spread } = scalesOf(rows, width);
  const bias = hidden * width;
  const second = bias + hidden;
  const last = second + hidden * OUTPUTS;

  // The same function over scaled features.
  const weights = start.slice();
  for (let j = 0; j < hidden; j++) {
    let shift = 0;
    for (let i = 0; i < width; i++) {
      const own = start[j * width + i] ?? 0;
      shift += own * (mean[i] ?? 0);
      weights[j * width + i] = own * (spread[i] ?? 1);
    }
    weights[bias + j] = (start[bias + j] ?? 0) + shift;
  }
  const inputs = rows.map(({ x }) => x.map((value, i) => (value - (mean[i] ?? 0)) / (spread[i] ?? 1)));

  const random = seeded(settings.seed);
  const gradient = new Float32Array(weights.length);
  const first = new Float32Array(weights.length);
  const square = new Float32Array(weights.length);
  const active = new Float32Array(hidden);
  const kept = 1 / (1 - settings.dropout);
  const steps = settings.epochs * Math.ceil(rows.length / settings.batch);
  let step = 0;

  const learn = (x: Float32Array, row: RefitRow, share: number): void => {
    const out = weights.slice(last, last + OUTPUTS);
    for (let j = 0; j < hidden; j++) {
      // Asked for every unit, silent or not, so that the run of numbers does not hang on the weights.
      const isDropped = random() < settings.dropout;
      active[j] = 0;
      if (isDropped) continue;
      let sum = weights[bias + j] ?? 0;
      const from = j * width;
      for (let i = 0; i < width; i++) sum += (weights[from + i] as number) * (x[i] as number);
      if (sum <= 0) continue;
      active[j] = sum * kept;
      for (let k = 0; k < OUTPUTS; k++)
        out[k] = (out[k] as number) + sum * kept * (weights[second + j * OUTPUTS + k] as number);
    }
    const back = outputGradient(out, row, settings.taskLoss);
    for (let k = 0; k < OUTPUTS; k++) gradient[last + k] = (gradient[last + k] as number) + share * (back[k] as number);
    for (let j = 0; j < hidden; j++) {
      const value = active[j] as number;
      if (value === 0) continue;
      let through = 0;
      for (let k = 0; k < OUTPUTS; k++) {
        const at = second + j * OUTPUTS + k;
        through += (back[k] as number) * (weights[at] as number);
        gradient[at] = (gradient[at] as number) + share * (back[k] as number) * value;
      }
      through *= kept * share;
      gradient[bias + j] = (gradient[bias + j] as number) + through;
      const from = j * width;
      for (let i = 0; i < width; i++) gradient[from + i] = (gradient[from + i] as number) + through * (x[i] as number);
    }
  };

  const move = (): void => {
    step++;
    const rate = settings.rate * 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / steps));
    const [correct1, correct2] = [1 - BETA1 ** step, 1 - BETA2 ** step];
    for (let i = 0; i < weights.length; i++) {
      const g = gradient[i] as number;
      const m = BETA1 * (first[i] as number) + (1 - BETA1) * g;
      const v = BETA2 * (square[i] as number) + (1 - BETA2) * g * g;
      first[i] = m;
      square[i] = v;
      weights[i] = (weights[i] as number) - (rate * (m / correct1)) / (Math.sqrt(v / correct2) + EPSILON);
    }
    gradient.fill(0);
  };

  const order = rows.map((_, i) => i);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    for (let at = 0; at < order.length; at += settings.batch) {
      const batch = order.slice(at, at + settings.batch);
      for (const i of batch) learn(inputs[i] as Float32Array, rows[i] as RefitRow, 1 / batch.length);
      move();
    }
    onEpoch(epoch + 1);
  }

  // Back to features as they are.
  for (let j = 0; j < hidden; j++) {
    let shift = 0;
    for (let i = 0; i < width; i++) {
      const own = (weights[j * width + i] ?? 0) / (spread[i] ?? 1);
      weights[j * width + i] = own;
      shift += own * (mean[i] ?? 0);
    }
    weights[bias + j] = (weights[bias + j] ?? 0) - shift;
  }
  return weights;
}
