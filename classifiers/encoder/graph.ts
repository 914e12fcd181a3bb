/**
 * Writes multilingual-e5-small as a plain BERT graph.
 * Inputs: `input_ids`, `attention_mask` [batch, tokens], int64.
 * Outputs: `last_hidden_state` [batch, tokens, hidden] and `layer_means` [batch, layers + 1, hidden]: the mean over the
 * unmasked tokens after the embeddings and after every layer (not normalised).
 */
import { GraphWriter } from './onnx-graph.ts';
import { fromCodes, quantiseColumns, quantiseRows } from './quantise.ts';
import type { Tuning } from './tuned.ts';
import type { Weights } from './weights.ts';

/** `int8` is what is served; `float` is the yardstick of the fidelity test. */
export type Precision = 'int8' | 'float';

const FLOAT_TYPE = 1;

/**
 * Kept in floats: a few huge activations of this layer would stretch the one int8 scale of the whole batch. Costs
 * 1.8 MB and lifts the worst cosine to the float graph from 0.990 to 0.997.
 */
const UNQUANTISED = new Set(['l4.fo']);

interface Linear {
  name: string;
  inputs: number;
  /** Row-major [outputs, inputs]. */
  matrix: Float32Array;
  bias: Float32Array;
}

/** One projection for query, key and value; the query carries the 1/sqrt(d) of the attention. */
function readAttentionInput(weights: Weights, layer: number): Linear {
  const { hidden, heads } = weights.shape;
  const scale = 1 / Math.sqrt(hidden / heads);
  const matrix = new Float32Array(3 * hidden * hidden);
  const bias = new Float32Array(3 * hidden);
  for (const [part, letter] of ['q', 'k', 'v'].entries()) {
    const factor = part === 0 ? scale : 1;
    matrix.set(
      weights.read(`l${layer}.${letter}.w`).map((w) => w * factor),
      part * hidden * hidden,
    );
    bias.set(
      weights.read(`l${layer}.${letter}.b`).map((b) => b * factor),
      part * hidden,
    );
  }
  return { name: `layer${layer}.qkv`, inputs: hidden, matrix, bias };
}

/** `tuning` takes the place of the published weights where it has a tensor of the same name. */
export function writeGraph(weights: Weights, rows: number[], precision: Precision, tuning: Tuning): Uint8Array {
  const { hidden, layers, heads, intermediate, positions, epsilon } = weights.shape;
  const g = new GraphWriter();

  const read = (name: string, part: string, inputs: number): Linear => ({
    name: `${name}.${part}`,
    inputs,
    matrix: weights.read(`${name}.${part}.w`),
    bias: weights.read(`${name}.${part}.b`),
  });

  const linear = (x: string, { name, inputs, matrix, bias }: Linear): string => {
    const outputs = bias.length;
    const b = g.constant(`${name}.bias`, tuning.vector(`${name}.bias`) ?? bias, [outputs]);
    const kind = UNQUANTISED.has(name) ? 'float' : precision;
    const tuned = tuning.matrix(`${name}.weight`);
    const { quantised, transposed, scales } = tuned
      ? fromCodes(tuned.codes, tuned.scales, kind)
      : quantiseColumns(matrix, inputs, kind);
    if (kind === 'float') {
      return g.node('Add', [g.node('MatMul', [x, g.constant(`${name}.weight`, transposed, [inputs, outputs])]), b]);
    }
    const w = g.constant(`${name}.weight`, quantised, [inputs, outputs]);
    const zero = g.constant(`${name}.zero`, new Int8Array(outputs), [outputs]);
    const [xq, xs, xz] = g.many('DynamicQuantizeLinear', [x], [`${name}.x`, `${name}.xs`, `${name}.xz`]) as [
      string,
      string,
      string,
    ];
    const product = g.node('Cast', [g.node('MatMulInteger', [xq, w, xz, zero])], { to: FLOAT_TYPE });
    const scale = g.node('Mul', [xs, g.constant(`${name}.scale`, scales, [outputs])]);
    return g.node('Add', [g.node('Mul', [product, scale]), b]);
  };

  const layerNorm = (x: string, name: string): string => {
    const w = g.constant(`${name}.w`, tuning.vector(`${name}.w`) ?? weights.read(`${name}.w`), [hidden]);
    const b = g.constant(`${name}.b`, tuning.vector(`${name}.b`) ?? weights.read(`${name}.b`), [hidden]);
    return g.node('LayerNormalization', [x, w, b], { axis: -1, epsilon: { float: epsilon } });
  };

  // Embeddings. Token type 0 is folded into the positions.
  const positionRows = weights.read('emb.pos', 0, positions * hidden);
  const typeRow = weights.read('emb.type', 0, hidden);
  const table = positionRows.map((value, i) => value + (typeRow[i % hidden] ?? 0));
  const length = g.node('Slice', [
    g.node('Shape', ['input_ids']),
    g.integers('one', [1]),
    g.integers('two', [2]),
    g.integers('zero', [0]),
  ]);
  const position = g.node('Slice', [g.constant('positions', table, [positions, hidden]), 'zero', length, 'zero']);
  let words: string;
  if (precision === 'float') {
    const all = new Float32Array(rows.length * hidden);
    for (const [i, row] of rows.entries()) all.set(weights.read('emb.word', row * hidden, hidden), i * hidden);
    words = g.node('Gather', [g.constant('words', all, [rows.length, hidden]), 'input_ids']);
  } else {
    const { quantised, scales } = quantiseRows(rows.length, hidden, (i) =>
      weights.read('emb.word', (rows[i] ?? 0) * hidden, hidden),
    );
    const codes = g.node('Gather', [g.constant('words', quantised, [rows.length, hidden]), 'input_ids']);
    const scale = g.node('Gather', [g.constant('words.scale', scales, [rows.length, 1]), 'input_ids']);
    words = g.node('Mul', [g.node('Cast', [codes], { to: FLOAT_TYPE }), scale]);
  }
  let x = layerNorm(g.node('Add', [words, position]), 'emb.ln');

  // Masks: -10000 on padding before the softmax; 1 and 0 for the means.
  const mask = g.node('Cast', ['attention_mask'], { to: FLOAT_TYPE });
  const keyMask = g.node('Unsqueeze', [mask, g.integers('axes12', [1, 2])]);
  const penalty = g.node('Mul', [g.node('Sub', [keyMask, g.floats('onef', [1])]), g.floats('tenThousand', [1e4])]);
  const rowMask = g.node('Unsqueeze', [mask, 'one']);
  const counts = g.node('ReduceSum', [rowMask, 'two'], { keepdims: 1 });
  const weightsOfMean = g.node('Div', [rowMask, counts]); // [batch, 1, tokens]
  const mean = (value: string): string => g.node('MatMul', [weightsOfMean, value]); // [batch, 1, hidden]
  const means = [mean(x)];

  const size = hidden / heads;
  for (let i = 0; i < layers; i++) {
    const qkv = g.node('Reshape', [
      linear(x, readAttentionInput(weights, i)),
      g.integers('splitHeads', [0, 0, 3, heads, size]),
    ]);
    const parts = g.many(
      'Split',
      [g.node('Transpose', [qkv], { perm: [2, 0, 3, 1, 4] })],
      [`layer${i}.q3`, `layer${i}.k3`, `layer${i}.v3`],
      { axis: 0 },
    );
    const [q, k, v] = parts.map((part) => g.node('Squeeze', [part, 'zero'])) as [string, string, string];
    const scores = g.node('MatMul', [q, g.node('Transpose', [k], { perm: [0, 1, 3, 2] })]);
    const attention = g.node('Softmax', [g.node('Add', [scores, penalty])], { axis: -1 });
    const context = g.node('Reshape', [
      g.node('Transpose', [g.node('MatMul', [attention, v])], { perm: [0, 2, 1, 3] }),
      g.integers('joinHeads', [0, 0, hidden]),
    ]);
    x = layerNorm(g.node('Add', [linear(context, read(`l${i}`, 'ao', hidden)), x]), `l${i}.aln`);
    const wide = linear(x, read(`l${i}`, 'fi', hidden));
    const error = g.node('Erf', [g.node('Div', [wide, g.floats('sqrt2', [Math.SQRT2])])]);
    const gelu = g.node('Mul', [g.node('Mul', [wide, g.node('Add', [error, 'onef'])]), g.floats('half', [0.5])]);
    x = layerNorm(g.node('Add', [linear(gelu, read(`l${i}`, 'fo', intermediate)), x]), `l${i}.oln`);
    means.push(mean(x));
  }
  g.node('Identity', [x], {}, 'last_hidden_state');
  g.node('Concat', means, { axis: 1 }, 'layer_means');
  return g.encode(
    { input_ids: ['batch', 'tokens'], attention_mask: ['batch', 'tokens'] },
    { last_hidden_state: ['batch', 'tokens', hidden], layer_means: ['batch', layers + 1, hidden] },
  );
}
