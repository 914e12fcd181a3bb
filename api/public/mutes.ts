/**
 * Muting bad faith without knowing whose it is. A tip's source is remembered in Redis alone, as a keyed hash of the address under a
 * random key that lives a week; with the key all of it is gone. Whoever is muted is thanked like anybody else, and nothing is kept.
 */
import type { Redis } from 'ioredis';
import { addressToken } from './address-limit.ts';

const WEEK = 7 * 24 * 3600;
const MUTES = { name: 'tip-sources', seconds: WEEK };

const sourceKey = (namespace: string, tipId: string): string => `${namespace}:tip-source:${tipId}`;
const mutedKey = (namespace: string, token: string): string => `${namespace}:muted:${token}`;

export const isMuted = async (redis: Redis, namespace: string, address: string): Promise<boolean> =>
  (await redis.exists(mutedKey(namespace, await addressToken(redis, namespace, address, MUTES)))) === 1;

/** So that the source can be muted when a person finds the tip made up; at most a week, and never longer than its key. */
export const rememberSource = async (
  redis: Redis,
  namespace: string,
  tipId: string,
  address: string,
): Promise<void> => {
  const token = await addressToken(redis, namespace, address, MUTES);
  await redis.set(sourceKey(namespace, tipId), token, 'EX', WEEK);
};

/** @returns false where it is not known any more */
export const muteSourceOf = async (redis: Redis, namespace: string, tipId: string): Promise<boolean> => {
  const token = await redis.get(sourceKey(namespace, tipId));
  if (token === null) return false;
  await redis.set(mutedKey(namespace, token), '1', 'EX', WEEK);
  return true;
};
