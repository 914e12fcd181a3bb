/**
 * PDQ, a hash of how an image looks that survives another size, another encoding and small edits: 256 bits, near images differ
 * in few of them. After "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm" (Facebook, 2019): luminance, a
 * tent blur of two box passes each way, 64 x 64 samples, the 16 x 16 lowest frequencies of a cosine transform (the constant one
 * left out), one bit for each that lies over their median.
 */

/** Samples along a side after the blur. */
const SIDE = 64;
/** Frequencies along a side. */
const LOW = 16;
const BLUR_PASSES = 2;
/** A side of fewer pixels gives nothing to hash. */
const LEAST_SIDE = 5;

/** The steps of the reference implementation are in single precision; a bit may hang on that. */
const f32 = Math.fround;

export interface PdqResult {
  /** 64 hex digits. */
  hash: string;
  /** 0..100, from how much the picture changes from sample to sample. */
  quality: number;
}

/** Luminance (ITU-R BT.601) of RGB bytes. */
const luminance = (rgb: Uint8Array, pixels: number): Float32Array => {
  const luma = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++)
    luma[i] = f32(0.299) * (rgb[3 * i] ?? 0) + f32(0.587) * (rgb[3 * i + 1] ?? 0) + f32(0.114) * (rgb[3 * i + 2] ?? 0);
  return luma;
};

/**
 * The mean over a window that slides along a line, cut off where the line ends. The window of `size` samples reaches
 * `size >> 1` back and the rest ahead.
 */
const boxAlong = (
  from: Float32Array,
  to: Float32Array,
  line: { start: number; step: number; length: number; size: number },
): void => {
  const { start, step, length, size } = line;
  const back = (size - 1) >> 1;
  const ahead = size >> 1;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < Math.min(ahead, length); i++) {
    sum = f32(sum + (from[start + i * step] ?? 0));
    count++;
  }
  for (let i = 0; i < length; i++) {
    if (i + ahead < length) {
      sum = f32(sum + (from[start + (i + ahead) * step] ?? 0));
      count++;
    }
    if (i - back - 1 >= 0) {
      sum = f32(sum - (from[start + (i - back - 1) * step] ?? 0));
      count--;
    }
    to[start + i * step] = f32(sum / count);
  }
};

const blurred = (luma: Float32Array, width: number, height: number): Float32Array => {
  const other = new Float32Array(luma.length);
  // Two passes of half a sample's block each way weigh like a tent of a whole block.
  const across = Math.ceil(width / (2 * SIDE));
  const down = Math.ceil(height / (2 * SIDE));
  for (let pass = 0; pass < BLUR_PASSES; pass++) {
    for (let y = 0; y < height; y++) boxAlong(luma, other, { start: y * width, step: 1, length: width, size: across });
    for (let x = 0; x < width; x++) boxAlong(other, luma, { start: x, step: width, length: height, size: down });
  }
  return luma;
};

/** The middles of 64 x 64 blocks. */
const sampled = (luma: Float32Array, width: number, height: number): Float32Array => {
  const samples = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++) {
    const y = Math.trunc(((i + 0.5) * height) / SIDE);
    for (let j = 0; j < SIDE; j++)
      samples[i * SIDE + j] = luma[y * width + Math.trunc(((j + 0.5) * width) / SIDE)] ?? 0;
  }
  return samples;
};

const qualityOf = (samples: Float32Array): number => {
  const at = (i: number, j: number): number => samples[i * SIDE + j] ?? 0;
  const change = (a: number, b: number): number => Math.abs(Math.trunc(f32(f32(f32(a - b) * 100) / 255)));
  let sum = 0;
  for (let i = 0; i < SIDE; i++)
    for (let j = 0; j < SIDE; j++) {
      if (i + 1 < SIDE) sum += change(at(i, j), at(i + 1, j));
      if (j + 1 < SIDE) sum += change(at(i, j), at(i, j + 1));
    }
  return Math.min(100, Math.trunc(sum / 90));
};

/** Rows 1..16 of the cosine transform of 64 samples. */
const COSINES = Float32Array.from({ length: LOW * SIDE }, (_, index) => {
  const [i, j] = [Math.floor(index / SIDE), index % SIDE];
  return f32(Math.sqrt(2 / SIDE)) * Math.cos((Math.PI / 2 / SIDE) * (i + 1) * (2 * j + 1));
});

const lowFrequencies = (samples: Float32Array): Float32Array => {
  const rows = new Float32Array(LOW * SIDE);
  for (let i = 0; i < LOW; i++)
    for (let j = 0; j < SIDE; j++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum = f32(sum + f32((COSINES[i * SIDE + k] ?? 0) * (samples[k * SIDE + j] ?? 0)));
      rows[i * SIDE + j] = sum;
    }
  const low = new Float32Array(LOW * LOW);
  for (let i = 0; i < LOW; i++)
    for (let j = 0; j < LOW; j++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum = f32(sum + f32((rows[i * SIDE + k] ?? 0) * (COSINES[j * SIDE + k] ?? 0)));
      low[i * LOW + j] = sum;
    }
  return low;
};

/** Bit `16 i + j` stands for frequency (i, j); the last bit is written first, as the published hashes are. */
const bitsOf = (low: Float32Array): string => {
  const median = low.slice().sort()[(LOW * LOW) / 2 - 1] ?? 0;
  const bytes = new Uint8Array((LOW * LOW) / 8);
  for (const [index, value] of low.entries())
    if (value > median) {
      const place = bytes.length - 1 - (index >> 3);
      bytes[place] = (bytes[place] ?? 0) | (1 << (index & 7));
    }
  return Buffer.from(bytes).toString('hex');
};

/**
 * The PDQ hash of an image.
 * @param rgb three bytes a pixel, row by row
 * @returns null where a side is under 5 pixels
 */
export const pdqHash = (rgb: Uint8Array, width: number, height: number): PdqResult | null => {
  if (width < LEAST_SIDE || height < LEAST_SIDE) return null;
  const luma = luminance(rgb, width * height);
  const isSampled = width === SIDE && height === SIDE;
  const samples = isSampled ? luma : sampled(blurred(luma, width, height), width, height);
  return { hash: bitsOf(lowFrequencies(samples)), quality: qualityOf(samples) };
};
