/** Symmetric int8 quantisation: one scale per output column of a matrix, one per row of the word embeddings. */

const LIMIT = 127;

function largest(values: Float32Array): number {
  let max = 0;
  for (const value of values) if (Math.abs(value) > max) max = Math.abs(value);
  return max;
}

export interface QuantisedMatrix {
  /** [inputs, outputs] codes; empty when the precision is `float`. */
  quantised: Int8Array;
  /** [inputs, outputs] floats; empty when the precision is `int8`. */
  transposed: Float32Array;
  /** One scale per output. */
  scales: Float32Array;
}

/** Transposes a row-major [outputs, inputs] matrix, as ONNX multiplies from the left, and quantises its columns. */
export function quantiseColumns(matrix: Float32Array, inputs: number, precision: 'int8' | 'float'): QuantisedMatrix {
  const outputs = matrix.length / inputs;
  const int8 = precision === 'int8';
  const quantised = new Int8Array(int8 ? matrix.length : 0);
  const transposed = new Float32Array(int8 ? 0 : matrix.length);
  const scales = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    const row = matrix.subarray(o * inputs, (o + 1) * inputs);
    const scale = largest(row) / LIMIT || 1;
    scales[o] = scale;
    for (let i = 0; i < inputs; i++) {
      const value = row[i] ?? 0;
      if (int8) quantised[i * outputs + o] = Math.round(value / scale);
      else transposed[i * outputs + o] = value;
    }
  }
  return { quantised, transposed, scales };
}

/** Quantises `count` rows one by one, so that the float matrix never exists as a whole. */
export function quantiseRows(
  count: number,
  width: number,
  row: (index: number) => Float32Array,
): { quantised: Int8Array; scales: Float32Array } {
  const quantised = new Int8Array(count * width);
  const scales = new Float32Array(count);
  for (let r = 0; r < count; r++) {
    const values = row(r);
    const scale = largest(values) / LIMIT || 1;
    scales[r] = scale;
    for (let i = 0; i < width; i++) quantised[r * width + i] = Math.round((values[i] ?? 0) / scale);
  }
  return { quantised, scales };
}

/** A matrix that is quantised already, [inputs, outputs]. */
export function fromCodes(codes: Int8Array, scales: Float32Array, precision: 'int8' | 'float'): QuantisedMatrix {
  const outputs = scales.length;
  const transposed =
    precision === 'int8'
      ? new Float32Array(0)
      : Float32Array.from(codes, (code, i) => code * (scales[i % outputs] ?? 0));
  return { quantised: precision === 'int8' ? codes : new Int8Array(0), transposed, scales };
}
