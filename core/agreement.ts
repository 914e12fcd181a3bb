/** How far people agree, beyond what chance would give: Cohen's kappa for two, Fleiss' for any number. Pure. */

export interface Agreement {
  /** Subjects that count. */
  subjects: number;
  /** Share of pairs of answers that are the same, 0..1. */
  observed: number;
  /** What chance alone would give, from how often each answer was given. */
  expected: number;
  /** (observed - expected) / (1 - expected); null where everybody always gave one and the same answer, of which nothing follows. */
  kappa: number | null;
}

const kappaOf = (subjects: number, observed: number, expected: number): Agreement => ({
  ...{ subjects, observed, expected },
  kappa: expected === 1 ? null : (observed - expected) / (1 - expected),
});

/**
 * Two answers to each subject, by a first and a second person (J. Cohen, 1960). Whoever is first keeps a distribution of their own.
 * @returns null without subjects
 */
export const cohensKappa = <A extends string>(pairs: readonly (readonly [A, A])[]): Agreement | null => {
  const count = pairs.length;
  if (count === 0) return null;
  const first = new Map<A, number>();
  const second = new Map<A, number>();
  let same = 0;
  for (const [a, b] of pairs) {
    first.set(a, (first.get(a) ?? 0) + 1);
    second.set(b, (second.get(b) ?? 0) + 1);
    if (a === b) same += 1;
  }
  let expected = 0;
  for (const [answer, times] of first) expected += (times / count) * ((second.get(answer) ?? 0) / count);
  return kappaOf(count, same / count, expected);
};

/**
 * Any number of answers to each subject, by whomever (J. L. Fleiss, 1971). Subjects may have been answered by different numbers of
 * people; each counts by its own pairs, and one with fewer than two answers not at all.
 * @returns null without a subject that two people answered
 */
export const fleissKappa = <A extends string>(subjects: readonly (readonly A[])[]): Agreement | null => {
  const counted = subjects.filter((answers) => answers.length >= 2);
  if (counted.length === 0) return null;
  const totals = new Map<A, number>();
  let all = 0;
  let agreement = 0;
  for (const answers of counted) {
    const times = new Map<A, number>();
    for (const answer of answers) times.set(answer, (times.get(answer) ?? 0) + 1);
    let pairs = 0;
    for (const [answer, number] of times) {
      pairs += number * (number - 1);
      totals.set(answer, (totals.get(answer) ?? 0) + number);
    }
    agreement += pairs / (answers.length * (answers.length - 1));
    all += answers.length;
  }
  let expected = 0;
  for (const number of totals.values()) expected += (number / all) ** 2;
  return kappaOf(counted.length, agreement / counted.length, expected);
};
