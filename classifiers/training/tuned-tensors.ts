/** Averages the runs' tensors and writes those of the encoder as they are committed: int8 matrices, float vectors. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { quantiseColumns } from '../encoder/quantise.ts';
import { TUNED_BYTES, TUNED_INDEX, type TunedIndex } from '../encoder/tuned.ts';
import type { FinetuneResult } from './finetune.ts';

/** The mean over the runs. All began alike, so their weights may be averaged (Wortsman et al., Model soups, 2022). */
export function average(runs: readonly FinetuneResult[], name: string): { values: Float32Array; shape: number[] } {
  const tensors = runs.map((run) => {
    const tensor = run.tensor(name);
    if (tensor === undefined) throw new Error(`A run has no tensor ${name}.`);
    return tensor;
  });
  const first = tensors[0];
  if (first === undefined) throw new Error('There are no runs to average.');
  return {
    values: first.values.map((_, i) => tensors.reduce((sum, { values }) => sum + (values[i] ?? 0), 0) / tensors.length),
    shape: first.shape,
  };
}

const transposed = (values: Float32Array, [rows = 0, columns = 0]: number[]): Float32Array => {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c] ?? 0;
  return out;
};

/** Writes encoder.bin and encoder.json; returns the digest that names them. */
export function writeTuning(runs: readonly FinetuneResult[]): string {
  const names = (runs[0]?.names ?? []).filter((name) => !name.startsWith('head.'));
  const parts: Buffer[] = [];
  const tensors: TunedIndex['tensors'] = {};
  let start = 0;
  const put = (bytes: ArrayBufferView): void => {
    const part = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    parts.push(part);
    start += part.length;
  };
  for (const name of names) {
    const { values, shape } = average(runs, name);
    if (shape.length === 1) {
      tensors[name] = { kind: 'float', start, shape };
      put(values);
      continue;
    }
    tensors[name] = { kind: 'int8', start, shape };
    const { quantised, scales } = quantiseColumns(transposed(values, shape), shape[0] ?? 0, 'int8');
    put(quantised);
    put(scales);
  }
  const bytes = Buffer.concat(parts);
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  writeFileSync(TUNED_BYTES, bytes);
  writeFileSync(TUNED_INDEX, `${JSON.stringify({ digest, tensors } satisfies TunedIndex)}\n`);
  return digest;
}
