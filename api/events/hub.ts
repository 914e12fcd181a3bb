import { type Change, subscribeChanges } from '#pipeline/changes.ts';

/** One subscription to the changes for the whole process, handed on to every open page. */
export interface ChangeHub {
  listen(listener: (change: Change) => void): () => void;
  /** How many pages listen. */
  readonly size: number;
  close(): Promise<void>;
}

/** The connection to Redis is made when the first page listens. */
export const openChangeHub = (redisUrl: string, namespace: string): ChangeHub => {
  const listeners = new Set<(change: Change) => void>();
  let subscription: Promise<{ close(): Promise<void> }> | undefined;
  return {
    listen: (listener) => {
      listeners.add(listener);
      subscription ??= subscribeChanges(redisUrl, namespace, (change) => {
        for (const one of listeners) one(change);
      });
      return () => listeners.delete(listener);
    },
    get size() {
      return listeners.size;
    },
    close: async () => {
      listeners.clear();
      await (await subscription)?.close();
    },
  };
};
