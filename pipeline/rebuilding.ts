import type { Redis } from 'ioredis';
import type { JobQueues } from './queues.ts';

/**
 * While the indices are rebuilt nobody else may write. The notice lives in Redis for a few seconds at a time: whoever dies
 * while rebuilding stops nobody for long.
 */
const NOTICE_MILLISECONDS = 15_000;
const noticeKey = (namespace: string): string => `${namespace}:rebuilding`;

export const isRebuilding = async (redis: Redis, namespace: string): Promise<boolean> =>
  (await redis.exists(noticeKey(namespace))) === 1;

/** Asks every process to rest, waits until no job runs, and lets them go on afterwards. */
export const whileOthersRest = async <T>(
  redis: Redis,
  namespace: string,
  queues: Pick<JobQueues, 'counts'>,
  work: () => Promise<T>,
): Promise<T> => {
  const post = (): Promise<unknown> => redis.set(noticeKey(namespace), '1', 'PX', NOTICE_MILLISECONDS);
  await post();
  const timer = setInterval(() => void post().catch(() => {}), NOTICE_MILLISECONDS / 3);
  try {
    // Workers look at the notice once a second, before they take anything new.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    while ((await queues.counts()).some(({ active }) => active > 0))
      await new Promise((resolve) => setTimeout(resolve, 200));
    return await work();
  } finally {
    clearInterval(timer);
    await redis.del(noticeKey(namespace));
  }
};
