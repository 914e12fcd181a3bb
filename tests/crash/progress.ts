/** What moves in the house, as one counted stream: the killer strikes at steps, never after a time. */
export interface Progress {
  readonly steps: number;
  /** Something was acknowledged or was seen to have changed. */
  step(what: string): void;
  /** Resolves at the `count`-th step from now. */
  after(count: number): Promise<void>;
}

export const openProgress = (): Progress => {
  const waiting: { at: number; resolve: () => void }[] = [];
  let steps = 0;
  return {
    get steps() {
      return steps;
    },
    step: () => {
      steps += 1;
      for (const one of waiting.splice(0)) {
        if (one.at <= steps) one.resolve();
        else waiting.push(one);
      }
    },
    after: (count) => new Promise((resolve) => waiting.push({ at: steps + count, resolve })),
  };
};
