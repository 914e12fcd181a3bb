import { Redis } from 'ioredis';

/** What changed, in ids and numbers only: whoever listens loads the rest, with their own permissions. */
export type Change =
  | { topic: 'case' | 'order' | 'notice' | 'alarm' | 'sharing' | 'drift'; id: string; state: string; seq: number }
  /** A saved search has found something; only its owner is told. */
  | { topic: 'search'; id: string; ownerId: string }
  | { topic: 'counters'; counters: Record<string, unknown> };

const channel = (namespace: string): string => `${namespace}:changes`;

/** Tells every process. A message that is lost costs a page one refresh, nothing else; so it fails nothing either. */
export const publishChange = async (redis: Redis, namespace: string, change: Change): Promise<void> => {
  await redis.publish(channel(namespace), JSON.stringify(change)).catch(() => {});
};

export const subscribeChanges = async (
  redisUrl: string,
  namespace: string,
  listener: (change: Change) => void,
): Promise<{ close(): Promise<void> }> => {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  redis.on('message', (_, text: string) => listener(JSON.parse(text) as Change));
  await redis.subscribe(channel(namespace));
  return {
    close: async () => {
      redis.disconnect();
    },
  };
};
