/** Changes come in bursts (a decision touches many addresses), and one look at the list shows them all. */
const GATHER = 400;
/** An answer that hangs keeps the next look waiting no longer than this. */
const LONGEST = 5000;

/** Query keys of which something changed. */
export interface Gatherer {
  add(key: readonly unknown[]): void;
  stop(): void;
}

/**
 * Looks at what changed a moment after the first change, and again only once the answers are there: a look that began meanwhile would
 * cut them off, and where changes never end nothing would ever be shown.
 */
export const gatherer = (look: (key: readonly unknown[]) => Promise<unknown>): Gatherer => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLooking = false;
  const keys = new Map<string, readonly unknown[]>();
  const lookAtAll = async (): Promise<void> => {
    const changed = [...keys.values()];
    keys.clear();
    timer = undefined;
    isLooking = true;
    let longest: ReturnType<typeof setTimeout> | undefined;
    const enough = new Promise((resolve) => {
      longest = setTimeout(resolve, LONGEST);
    });
    // A look that fails shows so on its page.
    await Promise.race([Promise.allSettled(changed.map(look)), enough]);
    clearTimeout(longest);
    isLooking = false;
    next();
  };
  const next = (): void => {
    if (isLooking || keys.size === 0) return;
    timer ??= setTimeout(() => void lookAtAll(), GATHER);
  };
  return {
    add: (key) => {
      keys.set(JSON.stringify(key), key);
      next();
    },
    stop: () => {
      clearTimeout(timer);
      keys.clear();
    },
  };
};
