/**
 * MinHash over character 5-grams (Broder, 1997): two signatures agree in as many places, on average, as the two sets
 * of 5-grams overlap (Jaccard). Everything is seeded by constants, so signatures may be stored and compared for years.
 */
import { sha256 } from '#core/hash.ts';
import { contentKey } from '../text/normalise.ts';

export const PERMUTATIONS = 128;
const GRAM = 5;
const ROWS = 4;
/** Shorter keys (in UTF-16 units) have too few 5-grams for an estimate: they are compared for equality alone. */
const SHORTEST = 12;

/** Murmur3's last step: spreads every bit of the input over the output. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const SEEDS = Uint32Array.from({ length: PERMUTATIONS }, (_, i) => mix(0x9e3779b9 * (i + 1)));

/** SHA-256 of what two copies of a post share; equal for copies that differ in case, punctuation, links or disguise. */
export const contentHash = (text: string): string => sha256(`text\n${contentKey(text)}`);

function gramHashes(key: string): Int32Array {
  const units = key.length < GRAM ? key.padEnd(GRAM, '\u0000') : key;
  const hashes = new Int32Array(units.length - GRAM + 1);
  for (let i = 0; i < hashes.length; i++) {
    let hash = 0x811c9dc5; // FNV-1a over UTF-16 units
    for (let j = i; j < i + GRAM; j++) hash = Math.imul(hash ^ units.charCodeAt(j), 0x01000193);
    hashes[i] = hash;
  }
  return hashes;
}

/** 128 minima. Texts that are empty after normalising share one signature. */
export const minhash = (text: string): Uint32Array => signatureOf(contentKey(text));

/** As `minhash`, of a content key that is at hand. */
export function signatureOf(key: string): Uint32Array {
  const grams = gramHashes(key);
  const signature = new Uint32Array(PERMUTATIONS);
  for (let place = 0; place < PERMUTATIONS; place++) {
    const seed = SEEDS[place] as number;
    let least = 0xffffffff;
    for (let i = 0; i < grams.length; i++) {
      const value = mix((grams[i] as number) ^ seed);
      if (value < least) least = value;
    }
    signature[place] = least;
  }
  return signature;
}

/** Share of equal places, 0..1: the estimate of the Jaccard overlap; standard error at most 0.044. */
export function similarity(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let i = 0; i < PERMUTATIONS; i++) if (a[i] === b[i]) equal++;
  return equal / PERMUTATIONS;
}

/** One number for each 4 places: what `bands` writes down. */
export const bandHashes = (signature: Uint32Array): Uint32Array =>
  Uint32Array.from({ length: PERMUTATIONS / ROWS }, (_, band) =>
    mix(signature.subarray(band * ROWS, (band + 1) * ROWS).reduce((hash, row) => mix(hash ^ row), band)),
  );

/**
 * 32 keys of 4 places each, for a keyword field: texts that share a key are candidates. A pair that overlaps by 0.8 is
 * found with probability 0.9999999, by 0.5 with 0.87, by 0.2 with 0.05.
 */
export const bands = (signature: Uint32Array): string[] =>
  Array.from(bandHashes(signature), (hash, band) => `${band}:${hash.toString(36)}`);

/** Has a text enough 5-grams for `similarity` to mean something? */
export const comparable = (text: string): boolean => isComparable(contentKey(text));

/** As `comparable`, of a content key. */
export const isComparable = (key: string): boolean => key.length >= SHORTEST;

/** Base64 of little-endian uint32. */
export const encodeSignature = (signature: Uint32Array): string => {
  const bytes = Buffer.alloc(signature.length * 4);
  for (const [i, value] of signature.entries()) bytes.writeUInt32LE(value, i * 4);
  return bytes.toString('base64');
};

export const decodeSignature = (encoded: string): Uint32Array => {
  const bytes = Buffer.from(encoded, 'base64');
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(i * 4));
};
