/** For how long an answer is given again, in milliseconds since its question was asked. */
export interface Keeping {
  /** As it is. */
  fresh: number;
  /** Once more, while the question is asked again behind it; whoever comes later waits for the new answer. */
  usable: number;
}

export interface Kept<T> {
  /** Whoever asks while the question is being asked gets that answer. */
  get(): Promise<T>;
  /** What is kept, fresh or usable, without asking; null where nothing is. */
  usable(): T | null;
  /** Asks anew behind what is kept, unless it is fresh. */
  freshen(): void;
  /** Asks anew, whatever is kept; who comes while the question is being asked gets that answer here too. */
  renew(): Promise<T>;
}

/** An answer that many ask for: only the first waits for it, and whoever comes after a pause. A failure is never kept. */
export const kept = <T>(ask: () => Promise<T>, { fresh, usable }: Keeping): Kept<T> => {
  let answer: { value: T; askedAt: number } | null = null;
  let asking: Promise<T> | null = null;
  const start = (): Promise<T> => {
    const askedAt = performance.now();
    const mine = ask().then((value) => {
      answer = { value, askedAt };
      return value;
    });
    const ended = (): void => {
      if (asking === mine) asking = null;
    };
    asking = mine;
    mine.then(ended, ended);
    return mine;
  };
  const renew = (): Promise<T> => asking ?? start();
  const age = (): number => (answer === null ? Number.POSITIVE_INFINITY : performance.now() - answer.askedAt);
  const keptAnswer = (): { value: T } | null => (age() > usable ? null : answer);
  const freshen = (): void => {
    // A renewal that fails behind an answer is told to whoever waits for the next one.
    if (age() > fresh) renew().catch(() => {});
  };
  return {
    renew,
    freshen,
    usable: () => keptAnswer()?.value ?? null,
    get: () => {
      const found = keptAnswer();
      if (found === null) return renew();
      freshen();
      return Promise.resolve(found.value);
    },
  };
};
