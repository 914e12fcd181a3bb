import { type Change, subscribeChanges } from '#pipeline/changes.ts';

/** One subscription to the changes for the whole process, handed on to every open page. */
export interface ChangeHub {
  /** Nothing published after this has resolved is missed. @returns what stops the listening */
  listen(listener: (change: Change) => void): Promise<() => void>;
  close(): Promise<void>;
}

/** The connection to Redis is made when the first page listens. */
export const openChangeHub = (redisUrl: string, namespace: string): ChangeHub => {
  const listeners = new Set<(change: Change) => void>();
  let subscription: Promise<{ close(): Promise<void> }> | undefined;
  return {
    listen: async (listener) => {
      subscription ??= subscribeChanges(redisUrl, namespace, (change) => {
        for (const one of listeners) one(change);
      });
      await subscription;
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      listeners.clear();
      await (await subscription)?.close();
    },
  };
};
