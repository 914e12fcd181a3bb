import type { Redis } from 'ioredis';
import type { DayBudget } from '#core/day-budget.ts';

export interface Spent {
  requests: number;
  bytes: number;
}

/**
 * What every source has cost on a day of UTC, shared by all processes. It may be lost: then a source may cost its budget once more
 * on that day. `day` is `2026-03-01`.
 */
export interface DayCounter {
  /** Counts one request, unless the budget is used up: then nothing is counted and the answer is false. */
  take(sourceId: string, day: string, budget: DayBudget): Promise<boolean>;
  /** A request that was taken and not made. */
  giveBack(sourceId: string, day: string): Promise<void>;
  /** Counts without asking: what nobody may hold up, and bytes, which are known only afterwards. */
  add(sourceId: string, day: string, spent: Spent): Promise<void>;
  spent(sourceId: string, day: string): Promise<Spent>;
}

const KEPT_SECONDS = 2 * 86_400;

// An empty argument means that nothing limits that side.
const TAKE = `
local spent = redis.call('HMGET', KEYS[1], 'requests', 'bytes')
if ARGV[1] ~= '' and tonumber(spent[1] or '0') >= tonumber(ARGV[1]) then return 0 end
if ARGV[2] ~= '' and tonumber(spent[2] or '0') >= tonumber(ARGV[2]) then return 0 end
redis.call('HINCRBY', KEYS[1], 'requests', 1)
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
`;

// What was lost meanwhile is not counted below nothing.
const ADD = `
if redis.call('HINCRBY', KEYS[1], 'requests', ARGV[1]) < 0 then redis.call('HSET', KEYS[1], 'requests', 0) end
redis.call('HINCRBY', KEYS[1], 'bytes', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
`;

export const createRedisDayCounter = (redis: Redis, prefix: string): DayCounter => {
  const key = (sourceId: string, day: string): string => `${prefix}budget:{${sourceId}}:${day}`;
  const add = async (sourceId: string, day: string, { requests, bytes }: Spent): Promise<void> => {
    await redis.eval(ADD, 1, key(sourceId, day), requests, bytes, KEPT_SECONDS);
  };
  return {
    take: async (sourceId, day, { requestsPerDay = '', bytesPerDay = '' }) =>
      (await redis.eval(TAKE, 1, key(sourceId, day), requestsPerDay, bytesPerDay, KEPT_SECONDS)) === 1,
    giveBack: (sourceId, day) => add(sourceId, day, { requests: -1, bytes: 0 }),
    add,
    spent: async (sourceId, day) => {
      const [requests, bytes] = await redis.hmget(key(sourceId, day), 'requests', 'bytes');
      return { requests: Number(requests ?? 0), bytes: Number(bytes ?? 0) };
    },
  };
};
