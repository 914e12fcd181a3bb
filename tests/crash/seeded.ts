/** Numbers that look random and are the same for the same seed (mulberry32), so that a run can be repeated. */
export interface Seeded {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  /** Every item of a list in a new order. */
  shuffle<T>(list: readonly T[]): T[];
}

export const seeded = (seed: number): Seeded => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  const shuffle = <T>(list: readonly T[]): T[] => {
    const left = [...list];
    return list.flatMap(() => left.splice(below(left.length), 1));
  };
  return { below, shuffle };
};
