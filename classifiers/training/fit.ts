/** Trains one member of the head: one hidden layer, Adam with decoupled weight decay, cosine rate, dropout. Seeded. */
import { dot, memberSize, OUTPUTS } from '../model/head.ts';

export interface TrainingSet {
  /** [rows, width] joined features. */
  features: Float32Array;
  width: number;
  /** [rows, OUTPUTS] targets: 0 or 1. */
  targets: Float32Array;
  /** One weight per row. */
  weights: Float32Array;
}

export interface FitOptions {
  hidden: number;
  epochs: number;
  rate: number;
  decay: number;
  dropout: number;
  batch: number;
  /** Weight of the category and of the context losses beside that of `violating`. */
  categoryLoss: number;
  contextLoss: number;
  seed: number;
}

const CATEGORIES_END = 7;

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Adam {
  private readonly parameters: Float32Array;
  private readonly first: Float32Array;
  private readonly second: Float32Array;
  private step = 0;

  constructor(parameters: Float32Array) {
    this.parameters = parameters;
    this.first = new Float32Array(parameters.length);
    this.second = new Float32Array(parameters.length);
  }

  update(gradient: Float32Array, rate: number, decay: number): void {
    const { parameters, first, second } = this;
    this.step++;
    const c1 = 1 - 0.9 ** this.step;
    const c2 = 1 - 0.999 ** this.step;
    for (let i = 0; i < parameters.length; i++) {
      const g = gradient[i] as number;
      const m = 0.9 * (first[i] as number) + 0.1 * g;
      const v = 0.999 * (second[i] as number) + 0.001 * g * g;
      first[i] = m;
      second[i] = v;
      const p = parameters[i] as number;
      parameters[i] = p - rate * (m / c1 / (Math.sqrt(v / c2) + 1e-8) + decay * p);
    }
  }
}

/** Mean and spread of every feature over the rows. */
function spread({ features, width }: TrainingSet, rows: number[]): { mean: Float32Array; scale: Float32Array } {
  const mean = new Float32Array(width);
  const scale = new Float32Array(width);
  for (const row of rows)
    for (let i = 0; i < width; i++) mean[i] = (mean[i] as number) + (features[row * width + i] as number) / rows.length;
  for (const row of rows) {
    for (let i = 0; i < width; i++) {
      const d = (features[row * width + i] as number) - (mean[i] as number);
      scale[i] = (scale[i] as number) + (d * d) / rows.length;
    }
  }
  for (let i = 0; i < width; i++) scale[i] = 1 / (Math.sqrt(scale[i] as number) + 1e-6);
  return { mean, scale };
}

/** Gradient of the losses at the outputs, in place of the outputs. */
function lossGradient(out: Float32Array, targets: Float32Array, weight: number, options: FitOptions): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let k = CATEGORIES_END; k < OUTPUTS; k++) top = Math.max(top, out[k] as number);
  let total = 0;
  for (let k = CATEGORIES_END; k < OUTPUTS; k++) total += Math.exp((out[k] as number) - top);
  for (let k = 0; k < OUTPUTS; k++) {
    const z = out[k] as number;
    const p = k < CATEGORIES_END ? 1 / (1 + Math.exp(-z)) : Math.exp(z - top) / total;
    const factor = k === 0 ? 1 : k < CATEGORIES_END ? options.categoryLoss : options.contextLoss;
    out[k] = weight * factor * (p - (targets[k] as number));
  }
}

/** Weights of one member in the layout of `forward`; the standardisation is folded into the first layer. */
export function fit(set: TrainingSet, rows: number[], options: FitOptions): Float32Array {
  const { features, width, targets, weights } = set;
  const { hidden, epochs, rate, decay, dropout, batch, seed } = options;
  const random = generator(seed);
  const { mean, scale } = spread(set, rows);
  const standard = new Float32Array(rows.length * width);
  for (const [r, row] of rows.entries()) {
    for (let i = 0; i < width; i++) {
      standard[r * width + i] = ((features[row * width + i] as number) - (mean[i] as number)) * (scale[i] as number);
    }
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const w1 = Float32Array.from({ length: hidden * width }, () => normal() / Math.sqrt(width));
  const b1 = new Float32Array(hidden);
  const w2 = Float32Array.from({ length: hidden * OUTPUTS }, () => normal() * 0.05);
  const b2 = new Float32Array(OUTPUTS);
  const parameters = [w1, b1, w2, b2];
  const gradients = parameters.map((p) => new Float32Array(p.length));
  const [g1, gb1, g2, gb2] = gradients as [Float32Array, Float32Array, Float32Array, Float32Array];
  const optimisers = parameters.map((p) => new Adam(p));
  const order = rows.map((_, i) => i);
  const steps = epochs * Math.ceil(rows.length / batch);
  let step = 0;
  const h = new Float32Array(hidden);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    for (let start = 0; start < order.length; start += batch) {
      for (const gradient of gradients) gradient.fill(0);
      const end = Math.min(order.length, start + batch);
      for (let n = start; n < end; n++) {
        const r = order[n] as number;
        const row = rows[r] as number;
        const x = standard.subarray(r * width, (r + 1) * width);
        const out = b2.slice();
        for (let j = 0; j < hidden; j++) {
          const keep = random() >= dropout;
          const z = keep ? dot(w1, j * width, x) + (b1[j] as number) : 0;
          const value = z > 0 ? z / (1 - dropout) : 0;
          h[j] = value;
          if (value > 0)
            for (let k = 0; k < OUTPUTS; k++) out[k] = (out[k] as number) + value * (w2[j * OUTPUTS + k] as number);
        }
        lossGradient(
          out,
          targets.subarray(row * OUTPUTS, (row + 1) * OUTPUTS),
          (weights[row] as number) / (end - start),
          options,
        );
        for (let k = 0; k < OUTPUTS; k++) gb2[k] = (gb2[k] as number) + (out[k] as number);
        for (let j = 0; j < hidden; j++) {
          const value = h[j] as number;
          if (value === 0) continue;
          let back = 0;
          for (let k = 0; k < OUTPUTS; k++) {
            const at = j * OUTPUTS + k;
            g2[at] = (g2[at] as number) + value * (out[k] as number);
            back += (w2[at] as number) * (out[k] as number);
          }
          back /= 1 - dropout;
          gb1[j] = (gb1[j] as number) + back;
          const base = j * width;
          for (let i = 0; i < width; i++) g1[base + i] = (g1[base + i] as number) + back * (x[i] as number);
        }
      }
      const now = rate * 0.5 * (1 + Math.cos((Math.PI * step++) / steps));
      for (const [i, optimiser] of optimisers.entries()) {
        optimiser.update(gradients[i] as Float32Array, now, i % 2 === 0 ? decay : 0);
      }
    }
  }
  return fold(w1, b1, w2, b2, mean, scale);
}

/** Folds (x - mean) * scale into the first layer, so that serving takes the features as they are. */
function fold(
  w1: Float32Array,
  b1: Float32Array,
  w2: Float32Array,
  b2: Float32Array,
  mean: Float32Array,
  scale: Float32Array,
): Float32Array {
  const width = mean.length;
  const hidden = b1.length;
  const all = new Float32Array(memberSize(width, hidden));
  const bias = b1.slice();
  for (let j = 0; j < hidden; j++) {
    for (let i = 0; i < width; i++) {
      const w = (w1[j * width + i] as number) * (scale[i] as number);
      all[j * width + i] = w;
      bias[j] = (bias[j] as number) - w * (mean[i] as number);
    }
  }
  all.set(bias, hidden * width);
  all.set(w2, hidden * width + hidden);
  all.set(b2, hidden * width + hidden + hidden * OUTPUTS);
  return all;
}
