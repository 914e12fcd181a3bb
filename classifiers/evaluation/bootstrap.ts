/** Confidence intervals by resampling (Efron, 1979): seeded, so that the same scores give the same interval. */
import { seeded } from '#core/seeded.ts';

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** `measure` on `count` rows given by their numbers, with the middle 95 % of what `rounds` resamples of the rows give. */
export function interval(count: number, measure: (rows: number[]) => number, rounds = 500): Interval {
  const next = seeded(count);
  const all = Array.from({ length: count }, (_, i) => i);
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const value = measure(all.map(() => Math.floor(next() * count)));
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? Number.NaN;
  return { value: measure(all), low: at(0.025), high: at(0.975) };
}
