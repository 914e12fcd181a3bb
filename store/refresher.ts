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
