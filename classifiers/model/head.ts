/**
 * The head: what turns the encoder's layer means into probabilities. One hidden layer over several layers of the encoder;
 * one output for `violating`, one per category, one per context; Platt scaling on the first seven.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Static, Type } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import { CATEGORIES, type CategoryScores, CONTEXTS, type Context } from '#core/labels.ts';
import { checker, Sha256, Strict } from '#core/schema.ts';
import { Words } from './words.ts';

/** Outputs: violating, the six categories, the eight contexts. */
export const OUTPUTS = 1 + CATEGORIES.length + CONTEXTS.length;

const Platt = Strict({ slope: Type.Number(), offset: Type.Number() });

export const HeadDescription = Strict({
  version: Type.String({ minLength: 1 }),
  encoder: Type.String({ minLength: 1 }),
  /** Which layer means are read: 0 is after the embeddings. Each is scaled to unit length, then they are joined. */
  layers: Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1 }),
  width: Type.Integer({ minimum: 1 }),
  hidden: Type.Integer({ minimum: 1 }),
  /** Heads with different seeds whose outputs are averaged before calibration. */
  members: Type.Integer({ minimum: 1 }),
  /** The output for `violating` is (1 - share) times the network's, plus factor times what the words' sum is over centre. Left out: the network's alone. */
  words: Type.Optional(
    Strict({
      share: Type.Number({ minimum: 0, maximum: 1 }),
      factor: Type.Number(),
      centre: Type.Number(),
      /** SHA-256 of words.bin, which ships with the program. */
      digest: Sha256,
    }),
  ),
  calibration: Strict({
    violating: Platt,
    /** Takes the place of `violating` for a language that has text enough in the validation set. */
    byLanguage: Type.Record(Type.String({ pattern: '^[a-z]{2}$' }), Platt),
    categories: Platt,
    contextTemperature: Type.Number({ exclusiveMinimum: 0 }),
  }),
});
export type HeadDescription = Static<typeof HeadDescription>;

const checkDescription = checker(HeadDescription, 'HEAD_UNREADABLE', 'head.json');

export interface Scores {
  /** Calibrated probability that the text is violating. */
  violating: number;
  /** Calibrated probability per category; never above `violating`. */
  categories: CategoryScores;
  context: { label: Context; probabilities: Record<Context, number> };
  /** Uncalibrated output for `violating`: what explanations compare. */
  logit: number;
}

/** Floats of one member: input weights [hidden, features], their bias, output weights [hidden, OUTPUTS], their bias. */
export const memberSize = (features: number, hidden: number): number =>
  features * hidden + hidden + hidden * OUTPUTS + OUTPUTS;

/** Joins the chosen layer means of one text, each scaled to unit length. `means` is [layers, width]. */
export function features(means: Float32Array, layers: readonly number[], width: number): Float32Array {
  const joined = new Float32Array(layers.length * width);
  for (const [slot, layer] of layers.entries()) {
    const vector = unit(means.subarray(layer * width, (layer + 1) * width));
    joined.set(vector, slot * width);
  }
  return joined;
}

/** The same direction, length one. */
export function unit(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const scale = 1 / Math.sqrt(sum || 1);
  return vector.map((value) => value * scale);
}

/** Dot product of `x` with the stretch of `weights` that begins at `start`. */
export function dot(weights: Float32Array, start: number, x: Float32Array): number {
  let a = 0;
  let b = 0;
  for (let i = 0; i + 1 < x.length; i += 2) {
    a += (weights[start + i] as number) * (x[i] as number);
    b += (weights[start + i + 1] as number) * (x[i + 1] as number);
  }
  return x.length % 2 === 1 ? a + b + (weights[start + x.length - 1] as number) * (x[x.length - 1] as number) : a + b;
}

/** Raw outputs of one member for one joined feature vector. */
export function forward(weights: Float32Array, x: Float32Array, hidden: number): Float32Array {
  const bias = x.length * hidden;
  const second = bias + hidden;
  const out = weights.slice(second + hidden * OUTPUTS, second + hidden * OUTPUTS + OUTPUTS);
  for (let j = 0; j < hidden; j++) {
    const value = dot(weights, j * x.length, x) + (weights[bias + j] ?? 0);
    if (value <= 0) continue;
    for (let k = 0; k < OUTPUTS; k++) out[k] = (out[k] ?? 0) + value * (weights[second + j * OUTPUTS + k] ?? 0);
  }
  return out;
}

/** Anything but blanks and what stands for broken characters. */
const READABLE = /[^\s\ufffd]/u;
const NOTHING = -6;

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Turns averaged raw outputs into calibrated probabilities; `lang` is the text's language (ISO 639-1). */
export function calibrate(
  raw: Float32Array,
  lang: string,
  { calibration }: Pick<HeadDescription, 'calibration'>,
): Scores {
  const logit = raw[0] ?? 0;
  const own = calibration.byLanguage[lang] ?? calibration.violating;
  const violating = sigmoid(own.slope * logit + own.offset);
  const { slope, offset } = calibration.categories;
  const categories = Object.fromEntries(
    CATEGORIES.map((category, i) => [category, Math.min(violating, sigmoid(slope * (raw[1 + i] ?? 0) + offset))]),
  ) as CategoryScores;
  const exponents = CONTEXTS.map((_, i) =>
    Math.exp((raw[1 + CATEGORIES.length + i] ?? 0) / calibration.contextTemperature),
  );
  const total = exponents.reduce((sum, value) => sum + value, 0);
  const probabilities = Object.fromEntries(
    CONTEXTS.map((context, i) => [context, (exponents[i] ?? 0) / total]),
  ) as Record<Context, number>;
  const label = CONTEXTS.reduce((best, context) => (probabilities[context] > probabilities[best] ? context : best));
  return { violating, categories, context: { label, probabilities }, logit };
}

export class Head {
  readonly description: HeadDescription;
  readonly members: readonly Float32Array[];
  private readonly words: Words | undefined;

  /** `wordCodes` where the description has `words`. */
  constructor(description: HeadDescription, weights: Float32Array, wordCodes?: Int8Array) {
    this.description = description;
    this.words = wordCodes === undefined ? undefined : new Words(wordCodes);
    const size = memberSize(description.layers.length * description.width, description.hidden);
    if (weights.length !== size * description.members) {
      throw new WeirError(
        'HEAD_UNREADABLE',
        `head.bin holds ${weights.length} numbers, not ${size * description.members}`,
        {
          fix: 'Train the head again: npm run train',
        },
      );
    }
    this.members = Array.from({ length: description.members }, (_, i) => weights.subarray(i * size, (i + 1) * size));
  }

  /**
   * Outputs before calibration, averaged over the members. `means` is [encoder layers + 1, width] of one text, `text` what was
   * encoded (`modelText`, or a window of it).
   */
  outputs(means: Float32Array, text: string): Float32Array {
    const { layers, width, hidden, words } = this.description;
    const x = features(means, layers, width);
    const sum = new Float32Array(OUTPUTS);
    for (const member of this.members) {
      const out = forward(member, x, hidden);
      for (let k = 0; k < OUTPUTS; k++) sum[k] = (sum[k] ?? 0) + (out[k] ?? 0) / this.members.length;
    }
    // Where nothing is left to read, nothing is violating, whatever the network makes of its own marks.
    if (!READABLE.test(text)) sum[0] = Math.min(sum[0] ?? 0, NOTHING);
    const said = this.words?.sum(text);
    if (words !== undefined && said !== undefined)
      sum[0] = (1 - words.share) * (sum[0] ?? 0) + words.factor * (said - words.centre);
    return sum;
  }

  /** `lang` is the text's language (ISO 639-1): it chooses the calibration. */
  score(means: Float32Array, text: string, lang: string): Scores {
    return calibrate(this.outputs(means, text), lang, this.description);
  }
}

/** Where the committed head lies. */
export const HEAD_DIR = fileURLToPath(new URL('.', import.meta.url));
export const WORDS_FILE = join(HEAD_DIR, 'words.bin');

/**
 * A head reads the layers of the one encoder that it was fitted to; from any other its numbers mean nothing.
 * @throws WeirError `HEAD_ENCODER_MISMATCH`
 */
export function requireFit(description: HeadDescription, encoder: string, headDir: string): void {
  if (description.encoder === encoder) return;
  throw new WeirError(
    'HEAD_ENCODER_MISMATCH',
    `The head ${description.version} belongs to the encoder ${description.encoder}, but the one that is there is ${encoder}.`,
    {
      fix:
        headDir === HEAD_DIR
          ? 'Run npm start, so that the encoder is built again; if WEIR_ENCODER is set, remove it or correct it.'
          : 'The program has another encoder since this head went live. Go back with npx weir model rollback --shipped, then run npx weir retrain.',
    },
  );
}

/** The weights of the words, which ship with the program and serve every head. @throws WeirError `HEAD_UNREADABLE` */
export async function loadWordCodes({ words, version }: HeadDescription): Promise<Int8Array | undefined> {
  if (words === undefined) return undefined;
  const bytes = await readFile(WORDS_FILE).catch(() => undefined);
  if (bytes !== undefined && sha256(bytes) === words.digest) return new Int8Array(bytes);
  throw new WeirError('HEAD_UNREADABLE', `The head ${version} belongs to other words than words.bin holds.`, {
    fix: 'Go back with npx weir model rollback --shipped, then run npx weir retrain.',
  });
}

/** @throws WeirError `HEAD_UNREADABLE` */
export async function loadHead(dir: string = HEAD_DIR): Promise<Head> {
  const [json, bytes] = await Promise.all([
    readFile(join(dir, 'head.json'), 'utf8'),
    readFile(join(dir, 'head.bin')),
  ]).catch((cause: unknown) => {
    throw new WeirError('HEAD_UNREADABLE', `No head can be read from ${dir}`, {
      fix: 'Train it: npm run train',
      cause,
    });
  });
  const description: unknown = JSON.parse(json);
  checkDescription(description);
  const weights = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return new Head(description as HeadDescription, weights, await loadWordCodes(description as HeadDescription));
}
