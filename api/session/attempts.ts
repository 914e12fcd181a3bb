import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { apiError } from '../errors.ts';

const ATTEMPTS = 10;
const REST_SECONDS = 15 * 60;

/**
 * Counts an attempt to sign in before the password is looked at, so that many at once cannot slip through.
 * @returns what to call when the attempt succeeded: it clears the count.
 * @throws SIGN_IN_LIMITED (429) after ten attempts for one login from one address
 */
export const countAttempt = async (
  redis: Redis,
  namespace: string,
  login: string,
  address: string,
): Promise<() => Promise<void>> => {
  const who = createHash('sha256').update(`${login}\n${address}`).digest('hex');
  const key = `${namespace}:sign-in:${who}`;
  const count = await redis.incr(key);
  if (count === 1) await redis.expire(key, REST_SECONDS);
  if (count > ATTEMPTS) throw apiError('SIGN_IN_LIMITED', { fix: 'Wait fifteen minutes and try again.' });
  return async () => {
    await redis.del(key);
  };
};
