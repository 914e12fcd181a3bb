/**
 * The tensors that our training changed, as they are committed: `model/encoder.json` says where each lies in
 * `model/encoder.bin`. Matrices are int8 codes [inputs, outputs] followed by one float scale per output; vectors are floats.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Static, Type } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { checker, Strict } from '#core/schema.ts';

const Tensor = Strict({
  kind: Type.Enum(['int8', 'float']),
  /** First byte in encoder.bin. */
  start: Type.Integer({ minimum: 0 }),
  shape: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 2 }),
});
export const TunedIndex = Strict({
  /** First 12 hex digits of the SHA-256 of encoder.bin. */
  digest: Type.String({ pattern: '^[0-9a-f]{12}$' }),
  tensors: Type.Record(Type.String(), Tensor),
});
export type TunedIndex = Static<typeof TunedIndex>;

const check = checker(TunedIndex, 'ENCODER_TUNING_UNREADABLE', 'encoder.json');

export const TUNED_INDEX = fileURLToPath(new URL('../model/encoder.json', import.meta.url));
export const TUNED_BYTES = fileURLToPath(new URL('../model/encoder.bin', import.meta.url));

const fix = 'Take classifiers/model from the repository again, or train: npm run train';

function readIndex(path: string): TunedIndex {
  const index: unknown = JSON.parse(readFileSync(path, 'utf8'));
  check(index);
  return index as TunedIndex;
}

/** Names the tuning; `none` where the encoder is used as it was published. Reads only the small index. */
export const tuningDigest = (path: string = TUNED_INDEX): string =>
  existsSync(path) ? readIndex(path).digest : 'none';

/** What the graph asks for instead of the published weights. */
export interface Tuning {
  /** Int8 codes [inputs, outputs] and one scale per output. */
  matrix(name: string): { codes: Int8Array; scales: Float32Array } | undefined;
  vector(name: string): Float32Array | undefined;
}

/** The encoder as it was published. */
export const NO_TUNING: Tuning = { matrix: () => undefined, vector: () => undefined };

/** @throws WeirError `ENCODER_TUNING_UNREADABLE` where encoder.bin is not the one that encoder.json describes */
export function readTuning(indexPath: string = TUNED_INDEX, bytesPath: string = TUNED_BYTES): Tuning {
  if (!existsSync(indexPath)) return NO_TUNING;
  const index = readIndex(indexPath);
  const file = readFileSync(bytesPath);
  if (createHash('sha256').update(file).digest('hex').slice(0, 12) !== index.digest)
    throw new WeirError('ENCODER_TUNING_UNREADABLE', 'encoder.bin is not the file that encoder.json describes', {
      fix,
    });
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const size = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
  return {
    matrix(name) {
      const tensor = index.tensors[name];
      if (tensor === undefined) return undefined;
      const codes = size(tensor.shape);
      const outputs = tensor.shape[1] ?? 0;
      return {
        codes: new Int8Array(bytes, tensor.start, codes),
        scales: new Float32Array(bytes.slice(tensor.start + codes, tensor.start + codes + 4 * outputs)),
      };
    },
    vector(name) {
      const tensor = index.tensors[name];
      return tensor && new Float32Array(bytes.slice(tensor.start, tensor.start + 4 * size(tensor.shape)));
    },
  };
}
