/**
 * Who is looking at which case: leases in Redis. They may be lost at any moment, and then two people may read the same case;
 * the decision itself is conditional, so it is still made once.
 */
import type { Redis, Result } from 'ioredis';
import { WeirError } from '#core/errors.ts';

export const LEASE_MILLISECONDS = 600_000;
/** Searches see what was written up to a second ago; a busy machine takes longer. */
const QUIET_MILLISECONDS = 5_000;

export interface Lease {
  token: string;
  /** RFC 3339; by the clock of Redis. */
  until: string;
}
export interface Holder {
  accountId: string;
  until: string;
}

export interface Leases {
  /** null when somebody else holds it; whoever holds it already gets the same token again, renewed. */
  claim(caseId: string, accountId: string, ttlMilliseconds?: number): Promise<Lease | null>;
  /**
   * The first of these cases that nobody holds, held from now on; null where all are held. Also leaves out what was finished a
   * moment ago: a search may still find it.
   */
  claimFirst(
    caseIds: readonly string[],
    accountId: string,
    ttlMilliseconds?: number,
  ): Promise<(Lease & { caseId: string }) | null>;
  /** null when the token holds nothing (any more). */
  renew(caseId: string, token: string, ttlMilliseconds?: number): Promise<Lease | null>;
  /** @returns false when the token holds nothing (any more) */
  release(caseId: string, token: string): Promise<boolean>;
  /** Releases a case whose state has changed: for as long as searches may not know that, it counts among the claimed ones. */
  finish(caseId: string, token: string): Promise<boolean>;
  /** Hands a lease to a colleague, with a new token; whoever held it before holds it no more. null when nobody holds it. */
  transfer(caseId: string, toAccountId: string, ttlMilliseconds?: number): Promise<Lease | null>;
  /** By case id; those that nobody holds are left out. */
  holders(caseIds: readonly string[]): Promise<Map<string, Holder>>;
  /** The lease of one person on one case, with its token. */
  held(caseId: string, accountId: string): Promise<Lease | null>;
  /** Every case that somebody holds now, and what was finished a moment ago. */
  claimedIds(): Promise<string[]>;
}

declare module 'ioredis' {
  interface RedisCommander<Context> {
    weirClaim(
      lease: string,
      index: string,
      id: string,
      who: string,
      token: string,
      ttl: number,
    ): Result<string[], Context>;
    weirRenew(lease: string, index: string, id: string, token: string, ttl: number): Result<string[], Context>;
    weirRelease(lease: string, index: string, id: string, token: string): Result<number, Context>;
    weirFinish(lease: string, index: string, id: string, token: string, quiet: number): Result<number, Context>;
    weirClaimFirst(keys: number, ...rest: (string | number)[]): Result<string[], Context>;
    weirTransfer(
      lease: string,
      index: string,
      id: string,
      who: string,
      token: string,
      ttl: number,
    ): Result<string[], Context>;
    weirClaimed(index: string): Result<string[], Context>;
  }
}

/** A lease is `token account`; the index is a sorted set of case ids by the end of their lease. */
const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`;
const GRANT = `
  redis.call('SET', KEYS[1], token .. ' ' .. who, 'PX', ttl)
  redis.call('ZADD', KEYS[2], now + ttl, ARGV[1])
  return {token, tostring(now + ttl)}`;
const SPLIT = `local value = redis.call('GET', KEYS[1]) local held, owner
  if value then local at = string.find(value, ' ', 1, true) held = string.sub(value, 1, at - 1) owner = string.sub(value, at + 1) end`;

const SCRIPTS = {
  weirClaim: {
    numberOfKeys: 2,
    lua: `${NOW} ${SPLIT} local who, token, ttl = ARGV[2], ARGV[3], tonumber(ARGV[4])
      if owner and owner ~= who then return {} end
      if owner then token = held end ${GRANT}`,
  },
  weirRenew: {
    numberOfKeys: 2,
    lua: `${NOW} ${SPLIT} local token, ttl = ARGV[2], tonumber(ARGV[3])
      if held ~= token then return {} end local who = owner ${GRANT}`,
  },
  weirRelease: {
    numberOfKeys: 2,
    lua: `${SPLIT} if held ~= ARGV[2] then return 0 end
      redis.call('DEL', KEYS[1]) redis.call('ZREM', KEYS[2], ARGV[1]) return 1`,
  },
  weirFinish: {
    numberOfKeys: 2,
    lua: `${NOW} ${SPLIT} if held ~= ARGV[2] then return 0 end
      redis.call('DEL', KEYS[1]) redis.call('ZADD', KEYS[2], now + tonumber(ARGV[3]), ARGV[1]) return 1`,
  },
  // The keys are the index and then one for each case; the ids follow who, token and time to live.
  weirClaimFirst: {
    lua: `${NOW} local who, token, ttl = ARGV[1], ARGV[2], tonumber(ARGV[3])
      for at = 2, #KEYS do
        local id = ARGV[at + 2]
        local ends = redis.call('ZSCORE', KEYS[1], id)
        if redis.call('EXISTS', KEYS[at]) == 0 and not (ends and tonumber(ends) > now) then
          redis.call('SET', KEYS[at], token .. ' ' .. who, 'PX', ttl)
          redis.call('ZADD', KEYS[1], now + ttl, id)
          return {id, token, tostring(now + ttl)}
        end
      end
      return {}`,
  },
  weirTransfer: {
    numberOfKeys: 2,
    lua: `${NOW} ${SPLIT} local who, token, ttl = ARGV[2], ARGV[3], tonumber(ARGV[4])
      if not owner then return {} end ${GRANT}`,
  },
  weirClaimed: {
    numberOfKeys: 1,
    lua: `${NOW} redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now) return redis.call('ZRANGE', KEYS[1], 0, -1)`,
  },
} as const;

const leaseOf = (answer: string[]): Lease | null => {
  const [token, until] = answer;
  return token === undefined || until === undefined ? null : { token, until: new Date(Number(until)).toISOString() };
};

export const openLeases = (redis: Redis, namespace: string, newId: () => string): Leases => {
  for (const [name, script] of Object.entries(SCRIPTS)) redis.defineCommand(name, script);
  // One hash slot for all of them, so that the scripts run on a cluster too.
  const prefix = `${namespace}:{leases}:`;
  const index = `${namespace}:{leases}`;
  const keyOf = (caseId: string): string => prefix + caseId;

  const read = async (caseIds: readonly string[]): Promise<Map<string, Holder & { token: string }>> => {
    const found = new Map<string, Holder & { token: string }>();
    if (caseIds.length === 0) return found;
    const pipeline = redis.pipeline();
    pipeline.mget(caseIds.map(keyOf));
    pipeline.zmscore(index, ...caseIds);
    const [values, ends] = (await pipeline.exec()) ?? [];
    if (values === undefined || ends === undefined || values[0] !== null || ends[0] !== null)
      throw new WeirError('LEASES_UNREADABLE', 'Redis did not answer the question for leases.', {
        retry: true,
        cause: values?.[0] ?? ends?.[0],
      });
    for (const [position, caseId] of caseIds.entries()) {
      const value = (values[1] as (string | null)[])[position];
      const end = (ends[1] as (string | null)[])[position];
      const space = value?.indexOf(' ') ?? -1;
      if (value === null || value === undefined || space < 0 || end === null || end === undefined) continue;
      found.set(caseId, {
        token: value.slice(0, space),
        accountId: value.slice(space + 1),
        until: new Date(Number(end)).toISOString(),
      });
    }
    return found;
  };

  return {
    claim: async (caseId, accountId, ttl = LEASE_MILLISECONDS) =>
      leaseOf(await redis.weirClaim(keyOf(caseId), index, caseId, accountId, newId(), ttl)),
    renew: async (caseId, token, ttl = LEASE_MILLISECONDS) =>
      leaseOf(await redis.weirRenew(keyOf(caseId), index, caseId, token, ttl)),
    release: async (caseId, token) => (await redis.weirRelease(keyOf(caseId), index, caseId, token)) === 1,
    claimFirst: async (caseIds, accountId, ttl = LEASE_MILLISECONDS) => {
      if (caseIds.length === 0) return null;
      const keys = [index, ...caseIds.map(keyOf)];
      const [caseId, ...answer] = await redis.weirClaimFirst(keys.length, ...keys, accountId, newId(), ttl, ...caseIds);
      const lease = leaseOf(answer);
      return caseId === undefined || lease === null ? null : { caseId, ...lease };
    },
    finish: async (caseId, token) =>
      (await redis.weirFinish(keyOf(caseId), index, caseId, token, QUIET_MILLISECONDS)) === 1,
    transfer: async (caseId, toAccountId, ttl = LEASE_MILLISECONDS) =>
      leaseOf(await redis.weirTransfer(keyOf(caseId), index, caseId, toAccountId, newId(), ttl)),
    holders: async (caseIds) =>
      new Map([...(await read(caseIds))].map(([id, { accountId, until }]) => [id, { accountId, until }])),
    held: async (caseId, accountId) => {
      const holder = (await read([caseId])).get(caseId);
      return holder?.accountId === accountId ? { token: holder.token, until: holder.until } : null;
    },
    claimedIds: () => redis.weirClaimed(index),
  };
};
