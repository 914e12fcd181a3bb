import type { Redis } from 'ioredis';
import { type Exposure, WEIGHTS, type Weight } from '#core/care.ts';
import type { Clock } from '#core/clock.ts';

/**
 * Which texts a person was shown today, for their own protection. It lives in Redis for the day and nowhere else: no index, no
 * ledger, no file, so that nobody can make a person's score of it.
 */
export interface Exposures {
  /** The same case counts once. */
  add(accountId: string, caseId: string, weight: Weight): Promise<void>;
  today(accountId: string): Promise<Exposure>;
}

const KEPT_SECONDS = 36 * 3600;

export const openExposures = (redis: Redis, namespace: string, clock: Clock): Exposures => {
  const keyOf = (accountId: string, weight: Weight): string =>
    `${namespace}:exposure:${clock.now().toISOString().slice(0, 10)}:${weight}:{${accountId}}`;
  return {
    add: async (accountId, caseId, weight) => {
      const key = keyOf(accountId, weight);
      await redis.multi().sadd(key, caseId).expire(key, KEPT_SECONDS).exec();
    },
    today: async (accountId) => {
      const [heavy = 0, lighter = 0] = await Promise.all(
        WEIGHTS.map((weight) => redis.scard(keyOf(accountId, weight))),
      );
      return { heavy, lighter };
    },
  };
};
