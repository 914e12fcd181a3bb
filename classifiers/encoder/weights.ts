/**
 * Reader of the 4-bit weight file: header, vocabulary, normalisation table, tensor directory, tensors. Little endian.
 * Large matrices are blocks of 32 weights: one half-precision scale and 16 bytes of nibbles (low nibble = weight j,
 * high nibble = weight j + 16; minus 8, times the scale). Biases, layer norms and positions are plain floats.
 */
import { WeirError } from '#core/errors.ts';

export interface EncoderShape {
  hidden: number;
  layers: number;
  heads: number;
  intermediate: number;
  vocabulary: number;
  positions: number;
  epsilon: number;
}

interface Entry {
  type: number;
  count: number;
  offset: number;
}

const BLOCK = 32;
const BLOCK_BYTES = 18;

function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export class Weights {
  readonly shape: EncoderShape;
  private readonly view: DataView;
  private readonly entries = new Map<string, Entry>();

  /** @throws WeirError `encoder_weights_unreadable` */
  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = view;
    let at = 0;
    const int = () => view.getInt32((at += 4) - 4, true);
    const long = () => Number(view.getBigUint64((at += 8) - 8, true));
    if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'E5S1') {
      throw new WeirError('encoder_weights_unreadable', 'The weight file does not begin with E5S1');
    }
    at = 8; // mark and version
    const [hidden, layers, heads, intermediate, vocabulary, positions] = [int(), int(), int(), int(), int(), int()];
    at += 4; // token types
    const epsilon = view.getFloat32((at += 4) - 4, true);
    at += 4; // block kind
    this.shape = { hidden, layers, heads, intermediate, vocabulary, positions, epsilon };
    const pieces = int();
    at += 16; // special ids
    const blob = long();
    at += 4 * (pieces + 1) + 4 * pieces + blob; // offsets, scores, text: the tokenizer file is used instead
    at += 4;
    const table = int(); // normalisation table
    at += table;
    const tensors = int();
    for (let i = 0; i < tensors; i++) {
      const length = view.getUint16((at += 2) - 2, true);
      const name = new TextDecoder().decode(bytes.subarray(at, (at += length)));
      const type = view.getUint8(at++);
      const count = view.getUint32((at += 4) - 4, true);
      const offset = long();
      at += 8; // bytes
      this.entries.set(name, { type, count, offset });
    }
  }

  /** `count` dequantised weights of a tensor, from `start` (a multiple of 32 for a quantised one). */
  read(name: string, start = 0, count?: number): Float32Array {
    const entry = this.entries.get(name);
    if (!entry) throw new WeirError('encoder_weights_unreadable', `The weight file holds no tensor ${name}`);
    const length = count ?? entry.count - start;
    const out = new Float32Array(length);
    if (entry.type === 0) {
      for (let i = 0; i < length; i++) out[i] = this.view.getFloat32(entry.offset + 4 * (start + i), true);
      return out;
    }
    for (let block = 0; block < length / BLOCK; block++) {
      const at = entry.offset + (start / BLOCK + block) * BLOCK_BYTES;
      const scale = halfToFloat(this.view.getUint16(at, true));
      for (let j = 0; j < 16; j++) {
        const byte = this.view.getUint8(at + 2 + j);
        out[block * BLOCK + j] = ((byte & 15) - 8) * scale;
        out[block * BLOCK + j + 16] = ((byte >> 4) - 8) * scale;
      }
    }
    return out;
  }
}
