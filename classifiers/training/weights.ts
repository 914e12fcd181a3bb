import type { Example } from './corpus.ts';

const MOST = 3;

/**
 * Weights of examples: both sides of an idea weigh the same in sum, whatever the number of its twins; an idea with one side
 * only counts as it is. Identity-swap copies of one text share the weight of two.
 */
export function weigh(examples: Example[]): number[] {
  const side = (example: Example): string => `${example.idea}\n${example.categories.length > 0}`;
  const counts = new Map<string, number>();
  const swaps = new Map<string, number>();
  for (const example of examples) {
    counts.set(side(example), (counts.get(side(example)) ?? 0) + 1);
    if (example.swap) swaps.set(example.swap, (swaps.get(example.swap) ?? 0) + 1);
  }
  return examples.map((example) => {
    const own = counts.get(side(example)) ?? 1;
    const violating = counts.get(`${example.idea}\ntrue`) ?? 0;
    const other = counts.get(`${example.idea}\nfalse`) ?? 0;
    const balanced = violating > 0 && other > 0 ? (violating + other) / (2 * own) : 1;
    const copies = example.swap ? Math.max(1, (swaps.get(example.swap) ?? 1) / 2) : 1;
    return Math.min(MOST, balanced) / copies;
  });
}
