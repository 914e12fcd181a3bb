/**
 * Collects what arrives while a commit runs and commits it together: a durable write costs the same for one item as for
 * many. Every `add` settles with the commit that its item was part of.
 */
export interface GroupCommit<T> {
  add(item: T): Promise<void>;
  /** Resolves when nothing is waiting or being committed. Never rejects. */
  idle(): Promise<void>;
}

interface Waiting<T> {
  item: T;
  resolve: () => void;
  reject: (cause: unknown) => void;
}

export const groupCommit = <T>(commit: (items: T[]) => Promise<void>, maxItems = 1000): GroupCommit<T> => {
  const waiting: Waiting<T>[] = [];
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    // What is added in the same turn of the event loop belongs together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, maxItems);
      try {
        await commit(batch.map((one) => one.item));
        for (const one of batch) one.resolve();
      } catch (cause) {
        for (const one of batch) one.reject(cause);
      }
    }
    running = null;
  };
  return {
    add: (item) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        running ??= run();
      }),
    idle: async () => {
      while (running !== null) await running;
    },
  };
};
