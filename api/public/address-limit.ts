/**
 * Counts what comes from one address without keeping the address: the counter's name is a keyed hash, and the key is random, lives
 * in Redis for one window, and is gone after it, so that nobody can find out later whose counter it was.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { apiError } from '../errors.ts';

/** The key of a window of time: whoever comes first makes it, for all processes. */
const keyOf = async (redis: Redis, name: string, seconds: number): Promise<string> => {
  await redis.set(name, randomBytes(32).toString('hex'), 'EX', seconds, 'NX');
  const key = await redis.get(name);
  if (key === null) throw apiError('TOO_MANY_REQUESTS', { fix: 'Try again in a minute.' });
  return key;
};

/** The name of an address for as long as a key lives. */
export const addressToken = async (
  redis: Redis,
  namespace: string,
  address: string,
  window: { name: string; seconds: number },
): Promise<string> => {
  const key = await keyOf(redis, `${namespace}:address-key:${window.name}`, window.seconds);
  return createHmac('sha256', key).update(address).digest('hex');
};

/** @throws TOO_MANY_REQUESTS once `limit.max` were counted for this address in one window */
export const countAddress = async (
  redis: Redis,
  namespace: string,
  address: string,
  limit: { name: string; max: number; seconds: number },
): Promise<void> => {
  const token = await addressToken(redis, namespace, address, limit);
  const counter = `${namespace}:public:${limit.name}:${token}`;
  const count = await redis.incr(counter);
  if (count === 1) await redis.expire(counter, limit.seconds);
  if (count > limit.max) throw apiError('TOO_MANY_REQUESTS', { fix: 'Wait an hour and try again.' });
};
