/** Fits the weights of model/words.ts: logistic regression by Adam. Seeded; the same rows give the same weights. */
import { seeded } from '#core/seeded.ts';
import { BUCKETS, bucketsOf, Words } from '../model/words.ts';

export interface WordsRow {
  /** As the model reads it. */
  text: string;
  violating: boolean;
  weight: number;
}

const [EPOCHS, BATCH, RATE, DECAY] = [8, 256, 0.02, 1e-4];
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** Weights as int8 codes of one scale. */
export function fitWords(rows: readonly WordsRow[]): Int8Array {
  const bags = rows.map(({ text }) => bucketsOf(text.toLowerCase()));
  const weights = new Float32Array(BUCKETS);
  const [first, square, gradient] = [
    new Float32Array(BUCKETS),
    new Float32Array(BUCKETS),
    new Float32Array(BUCKETS),
  ] as const;
  let bias = 0;
  const random = seeded(1);
  const order = rows.map((_, i) => i);
  let steps = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    for (let at = 0; at < order.length; at += BATCH) {
      const batch = order.slice(at, at + BATCH);
      const decay = (2 * DECAY) / batch.length;
      for (let i = 0; i < BUCKETS; i++) gradient[i] = decay * (weights[i] as number);
      let ofBias = 0;
      for (const row of batch) {
        const bag = bags[row] as Uint32Array;
        const { violating, weight } = rows[row] as WordsRow;
        const root = Math.sqrt(Math.max(1, bag.length));
        let sum = 0;
        for (const bucket of bag) sum += weights[bucket] as number;
        const error = (weight * (1 / (1 + Math.exp(-(sum / root + bias))) - (violating ? 1 : 0))) / batch.length;
        ofBias += error;
        for (const bucket of bag) gradient[bucket] = (gradient[bucket] as number) + error / root;
      }
      steps++;
      const [correct1, correct2] = [1 - BETA1 ** steps, 1 - BETA2 ** steps];
      for (let i = 0; i < BUCKETS; i++) {
        const g = gradient[i] as number;
        const m = BETA1 * (first[i] as number) + (1 - BETA1) * g;
        const v = BETA2 * (square[i] as number) + (1 - BETA2) * g * g;
        first[i] = m;
        square[i] = v;
        weights[i] = (weights[i] as number) - (RATE * (m / correct1)) / (Math.sqrt(v / correct2) + EPSILON);
      }
      bias -= RATE * ofBias;
    }
  }
  const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return Int8Array.from(weights, (value) => Math.round((127 * value) / largest));
}

/** The sums of `Words` for each of the texts. */
export const wordSums = (codes: Int8Array, texts: readonly string[]): number[] => {
  const words = new Words(codes);
  return texts.map((text) => words.sum(text) ?? 0);
};

/** Spread of numbers around their mean: by it two outputs are put on one scale. */
export const spread = (values: readonly number[]): number => {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
};
