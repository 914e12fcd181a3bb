import { randomUUID } from 'node:crypto';
import type { Redis, Result } from 'ioredis';

/** `budget`: the host has been asked as often today (UTC) as the asker may ask it. */
export type HeldWhy = 'delay' | 'busy' | 'back-off' | 'budget';

export type Reservation = { granted: true; token: string } | { granted: false; waitMilliseconds: number; why: HeldWhy };

/**
 * The clocks of every host, shared by all processes. Two are kept apart: the crawl delay (counted from the end of the last
 * request, one request at a time) and the back-off that the host itself asked for. `host` is `host:port`.
 */
export interface HostClock {
  /**
   * Takes the host's turn, or says how long to wait. Nothing is reserved when the answer is to wait.
   * @param holdMilliseconds when the turn falls free by itself, should its holder have died
   * @param mostPerDay turns of one day of UTC after which this asker has to wait for the next, whoever took them
   */
  reserve(
    host: string,
    delayMilliseconds: number,
    holdMilliseconds: number,
    mostPerDay?: number | undefined,
  ): Promise<Reservation>;
  /**
   * Gives the turn back; the next one begins `delayMilliseconds` later.
   * @param answeredWell the host's next back-off starts small again
   */
  release(host: string, token: string, delayMilliseconds: number, answeredWell?: boolean): Promise<void>;
  /**
   * Holds the host back, for everybody, until a time in epoch milliseconds; without one for twice as long as the last time.
   * @returns until when, in epoch milliseconds
   */
  backOff(host: string, untilMilliseconds: number | null): Promise<number>;
}

export const FIRST_BACK_OFF = 30_000;
export const LONGEST_BACK_OFF = 6 * 3_600_000;

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

// A holder that died may have been asking until its turn fell free: the delay is counted from then.
const RESERVE = `${NOW}
local day = math.floor(now / 86400000)
local seen = redis.call('HMGET', KEYS[3], 'day', 'asked')
local asked = tonumber(seen[1] or '-1') == day and tonumber(seen[2]) or 0
if ARGV[4] ~= '' and asked >= tonumber(ARGV[4]) then return {0, (day + 1) * 86400000 - now, 'budget'} end
local held = tonumber(redis.call('HGET', KEYS[2], 'until') or '0')
if held > now then return {0, held - now, 'back-off'} end
local turn = redis.call('HMGET', KEYS[1], 'heldUntil', 'last', 'delay', 'held')
local busy = tonumber(turn[1] or '0')
if busy > now then return {0, busy - now, 'busy'} end
if busy > 0 then
  local free = busy + math.max(tonumber(turn[4] or '0'), tonumber(ARGV[2]))
  if free > now then return {0, free - now, 'delay'} end
end
if turn[2] then
  local next = tonumber(turn[2]) + math.max(tonumber(turn[3] or '0'), tonumber(ARGV[2]))
  if next > now then return {0, next - now, 'delay'} end
end
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'heldUntil', now + ARGV[3], 'held', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3] + ARGV[2] + 3600000)
redis.call('HSET', KEYS[3], 'day', day, 'asked', asked + 1)
redis.call('PEXPIRE', KEYS[3], 2 * 86400000)
return {1, 0, ''}
`;

// One millisecond is added because TIME was rounded down.
const RELEASE = `${NOW}
if ARGV[3] == '1' then redis.call('HDEL', KEYS[2], 'step') end
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'token', 'heldUntil', 'held')
redis.call('HSET', KEYS[1], 'last', now + 1, 'delay', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2] + 3600000)
return 1
`;

const BACK_OFF = `${NOW}
local step = tonumber(redis.call('HGET', KEYS[1], 'step') or '0')
local limit = now + ARGV[3]
local till
if ARGV[1] == '' then
  step = step == 0 and tonumber(ARGV[2]) or math.min(step * 2, tonumber(ARGV[3]))
  till = now + step
  redis.call('HSET', KEYS[1], 'step', step)
else
  till = math.min(tonumber(ARGV[1]), limit)
end
local old = tonumber(redis.call('HGET', KEYS[1], 'until') or '0')
till = math.max(till, old)
redis.call('HSET', KEYS[1], 'until', till)
redis.call('PEXPIRE', KEYS[1], math.max(till - now, 0) + 24 * 3600000)
return till
`;

/** Known to Redis by their hashes, so that no request carries a script. */
const SCRIPTS = {
  weirTurnReserve: { numberOfKeys: 3, lua: RESERVE },
  weirTurnRelease: { numberOfKeys: 2, lua: RELEASE },
  weirTurnBackOff: { numberOfKeys: 1, lua: BACK_OFF },
} as const;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    weirTurnReserve(
      turn: string,
      held: string,
      asked: string,
      token: string,
      delay: number,
      hold: number,
      mostPerDay: number | '',
    ): Result<[number, number, HeldWhy], Context>;
    weirTurnRelease(turn: string, held: string, token: string, delay: number, well: '1' | ''): Result<number, Context>;
    weirTurnBackOff(held: string, until: number | '', first: number, longest: number): Result<number, Context>;
  }
}

export const createRedisHostClock = (redis: Redis, prefix: string): HostClock => {
  for (const [name, script] of Object.entries(SCRIPTS)) redis.defineCommand(name, script);
  const turn = (host: string): string => `${prefix}host:{${host}}:turn`;
  const held = (host: string): string => `${prefix}host:{${host}}:back-off`;
  const asked = (host: string): string => `${prefix}host:{${host}}:day`;
  return {
    reserve: async (host, delayMilliseconds, holdMilliseconds, mostPerDay) => {
      const token = randomUUID();
      const hold = Math.ceil(holdMilliseconds);
      const [granted, waitMilliseconds, why] = await redis.weirTurnReserve(
        turn(host),
        held(host),
        asked(host),
        token,
        Math.ceil(delayMilliseconds),
        hold,
        mostPerDay ?? '',
      );
      return granted === 1 ? { granted: true, token } : { granted: false, waitMilliseconds, why };
    },
    release: async (host, token, delayMilliseconds, answeredWell = false) => {
      await redis.weirTurnRelease(turn(host), held(host), token, Math.ceil(delayMilliseconds), answeredWell ? '1' : '');
    },
    backOff: async (host, untilMilliseconds) =>
      Number(
        await redis.weirTurnBackOff(
          held(host),
          untilMilliseconds === null ? '' : Math.ceil(untilMilliseconds),
          FIRST_BACK_OFF,
          LONGEST_BACK_OFF,
        ),
      ),
  };
};
