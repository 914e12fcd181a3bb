import type { Client } from '@elastic/elasticsearch';

/**
 * Makes every write that was acknowledged before the call visible to searches. However many ask at once, one refresh runs and at
 * most one waits: whoever asks while one runs gets the next, since the running one may have begun before their write. What is asked for in
 * the same turn of the event loop belongs together.
 */
export const openRefresher = (client: Client, index: string): (() => Promise<void>) => {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    const mine = client.indices.refresh({ index }).then(() => {});
    const ended = (): void => {
      if (running === mine) running = null;
    };
    running = mine;
    mine.then(ended, ended);
    return mine;
  };
  return () => {
    const before = running?.catch(() => {}) ?? Promise.resolve();
    next ??= before.then(() => {
      next = null;
      return start();
    });
    return next;
  };
};

/** A refresh that took t milliseconds is followed by REST times t without one, by LONGEST_REST at most. */
const REST = 20;
const LONGEST_REST = 500;

/**
 * As `refresh`, for what many look at all the time: however many ask, Elasticsearch is left to its other work for most of it. Every
 * refresh makes a segment of some twenty files, and whoever writes meanwhile feels it. Who asks after a pause does not wait.
 */
export const sparing = (refresh: () => Promise<void>): (() => Promise<void>) => {
  let restUntil = 0;
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const take = async (before: Promise<void>): Promise<void> => {
    await before.catch(() => {});
    const rest = restUntil - performance.now();
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    next = null;
    const start = performance.now();
    try {
      running = refresh();
      await running;
    } finally {
      const end = performance.now();
      restUntil = end + Math.min(REST * (end - start), LONGEST_REST);
    }
  };
  return () => {
    next ??= take(running);
    return next;
  };
};
