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

/** Reads little-endian values one after another. */
class Cursor {
  private at = 0;
  private readonly view: DataView;

  constructor(view: DataView) {
    this.view = view;
  }

  skip(bytes: number): number {
    const start = this.at;
    this.at += bytes;
    return start;
  }

  uint8 = (): number => this.view.getUint8(this.skip(1));
  uint16 = (): number => this.view.getUint16(this.skip(2), true);
  uint32 = (): number => this.view.getUint32(this.skip(4), true);
  int32 = (): number => this.view.getInt32(this.skip(4), true);
  float32 = (): number => this.view.getFloat32(this.skip(4), true);
  uint64 = (): number => Number(this.view.getBigUint64(this.skip(8), true));

  text(bytes: number): string {
    const start = this.view.byteOffset + this.skip(bytes);
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, start, bytes));
  }
}

export class Weights {
  readonly shape: EncoderShape;
  private readonly view: DataView;
  private readonly entries = new Map<string, Entry>();

  /** @throws WeirError `ENCODER_WEIGHTS_UNREADABLE` */
  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const cursor = new Cursor(this.view);
    if (cursor.text(4) !== 'E5S1') {
      throw new WeirError('ENCODER_WEIGHTS_UNREADABLE', 'The weight file does not begin with E5S1');
    }
    cursor.skip(4); // version
    const hidden = cursor.int32();
    const layers = cursor.int32();
    const heads = cursor.int32();
    const intermediate = cursor.int32();
    const vocabulary = cursor.int32();
    const positions = cursor.int32();
    cursor.skip(4); // token types
    const epsilon = cursor.float32();
    cursor.skip(4); // block kind
    this.shape = { hidden, layers, heads, intermediate, vocabulary, positions, epsilon };
    const pieces = cursor.int32();
    cursor.skip(16); // special ids
    const text = cursor.uint64();
    cursor.skip(4 * (pieces + 1) + 4 * pieces + text); // offsets, scores, text: the tokenizer file is used instead
    cursor.skip(4);
    cursor.skip(cursor.int32()); // normalisation table
    for (let tensors = cursor.int32(); tensors > 0; tensors--) {
      const name = cursor.text(cursor.uint16());
      const type = cursor.uint8();
      const count = cursor.uint32();
      const offset = cursor.uint64();
      cursor.skip(8); // bytes
      this.entries.set(name, { type, count, offset });
    }
  }

  /** `count` dequantised weights of a tensor, from `start` (a multiple of 32 for a quantised one). */
  read(name: string, start = 0, count?: number): Float32Array {
    const entry = this.entries.get(name);
    if (!entry) throw new WeirError('ENCODER_WEIGHTS_UNREADABLE', `The weight file holds no tensor ${name}`);
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
