/** How near two texts are in meaning, by the vectors that the encoder made of them. Pure. */
import { type Static, Type } from 'typebox';
import { Strict } from './schema.ts';

/** From here on labels of two texts agree nearly always, and under `SOMEWHAT` hardly more often than by chance (docs/explanations.md). */
export const NEAR = 0.9;
export const SOMEWHAT = 0.86;
export const NEARNESS_WORDS = ['near', 'somewhat', 'far'] as const;
export type NearnessWord = (typeof NEARNESS_WORDS)[number];

export const Nearness = Strict({
  /** Of the vectors: 1 the same direction, 0 nothing in common. */
  cosine: Type.Number({ minimum: -1, maximum: 1 }),
  /** What the number means with this encoder: two texts of any kind lie well above 0. */
  word: Type.Enum(NEARNESS_WORDS),
});
export type Nearness = Static<typeof Nearness>;

/** Of two vectors, in -1..1; null where one of them points nowhere, or they are not of the same length. */
export const cosineOf = (one: readonly number[], other: readonly number[]): number | null => {
  if (one.length !== other.length) return null;
  let [dot, oneSquared, otherSquared] = [0, 0, 0];
  for (const [index, x] of one.entries()) {
    const y = other[index] ?? 0;
    dot += x * y;
    oneSquared += x * x;
    otherSquared += y * y;
  }
  // Root by root: the product of two small squares is nothing.
  const length = Math.sqrt(oneSquared) * Math.sqrt(otherSquared);
  if (length === 0) return null;
  // Rounding carries a vector beside itself a little over 1.
  return Math.min(1, Math.max(-1, dot / length));
};

const wordOf = (cosine: number): NearnessWord => {
  if (cosine >= NEAR) return 'near';
  return cosine >= SOMEWHAT ? 'somewhat' : 'far';
};

/** Null where a vector is missing, points nowhere, or is of another length than the other. */
export const nearnessOf = (one: readonly number[] | null, other: readonly number[] | null): Nearness | null => {
  const cosine = one === null || other === null ? null : cosineOf(one, other);
  return cosine === null ? null : { cosine, word: wordOf(cosine) };
};
