import { seeded as numbers } from '#core/seeded.ts';

/** Choices that are the same for the same seed. */
export interface Seeded {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  /** Every item of a list in a new order. */
  shuffle<T>(list: readonly T[]): T[];
}

export const seeded = (seed: number): Seeded => {
  const next = numbers(seed);
  const below = (end: number): number => Math.floor(next() * end);
  const shuffle = <T>(list: readonly T[]): T[] => {
    const left = [...list];
    return list.flatMap(() => left.splice(below(left.length), 1));
  };
  return { below, shuffle };
};
