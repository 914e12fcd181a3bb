import type { Client } from '@elastic/elasticsearch';

/**
 * However many ask at once, one refresh runs and at most one waits: whoever asks while one runs gets the next, since the running one
 * may have begun before their write. What is asked for in the same turn of the event loop belongs together. The next begins `restAfter`
 * milliseconds after the last at the earliest; it is told how long that took.
 */
const takingTurns = (refresh: () => Promise<unknown>, restAfter: (took: number) => number): (() => Promise<void>) => {
  let restUntil = 0;
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | null = null;
  const take = async (before: Promise<unknown>): Promise<void> => {
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
      restUntil = end + restAfter(end - start);
    }
  };
  return () => {
    next ??= take(running);
    return next;
  };
};

/** Makes every write that was acknowledged before the call visible to searches. */
export const openRefresher = (client: Client, index: string): (() => Promise<void>) =>
  takingTurns(
    () => client.indices.refresh({ index }),
    () => 0,
  );

/** A refresh that took t milliseconds is followed by REST times t without one, by LONGEST_REST at most. */
const REST = 20;
const LONGEST_REST = 500;

/**
 * As `refresh`, for what many look at all the time: however many ask, Elasticsearch is left to its other work for most of it. Every
 * refresh makes a segment of some twenty files, and whoever writes meanwhile feels it. Who asks after a pause does not wait.
 */
export const sparing = (refresh: () => Promise<void>): (() => Promise<void>) =>
  takingTurns(refresh, (took) => Math.min(REST * took, LONGEST_REST));
