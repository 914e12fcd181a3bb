/** A PDQ hash as eight words of 32 bits. @param hash 64 hex digits */
export const pdqWords = (hash: string): Uint32Array =>
  Uint32Array.from({ length: 8 }, (_, index) => Number.parseInt(hash.slice(8 * index, 8 * index + 8), 16));

/** Bits that are set, counted in parallel. */
const ones = (word: number): number => {
  let count = word - ((word >>> 1) & 0x5555_5555);
  count = (count & 0x3333_3333) + ((count >>> 2) & 0x3333_3333);
  return (((count + (count >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
};

/** Bits in which the hash that begins at `at` in `hashes` differs from `hash`. */
export const wordsDistance = (hash: Uint32Array, hashes: Uint32Array, at = 0): number => {
  let distance = 0;
  for (let index = 0; index < 8; index++) distance += ones((hash[index] ?? 0) ^ (hashes[at + index] ?? 0));
  return distance;
};

/** Bits in which two PDQ hashes differ, 0..256. */
export const pdqDistance = (a: string, b: string): number => wordsDistance(pdqWords(a), pdqWords(b));
