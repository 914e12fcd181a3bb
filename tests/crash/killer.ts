import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { vi } from 'vitest';
import { isAlive } from '#services/child.ts';
import type { House } from '../house.ts';

export const VICTIMS = ['worker', 'api', 'redis', 'elasticsearch', 'flushall'] as const;
export type Victim = (typeof VICTIMS)[number];

/** How long a part may take to come back on a busy machine, in milliseconds. */
const RETURN = 240_000;
const poll = { timeout: RETURN, interval: 100 };

const serverPid = (house: House, name: 'redis' | 'elasticsearch'): number => {
  const state = JSON.parse(readFileSync(join(house.config.home, 'state', `${name}.json`), 'utf8')) as { pid: number };
  return state.pid;
};

const pidOf = (house: House, victim: Exclude<Victim, 'flushall'>): number | undefined =>
  victim === 'worker' || victim === 'api' ? house[victim].pid : serverPid(house, victim);

/** The last word that the supervisor had on a process. */
const isReady = (house: House, name: 'worker' | 'api'): boolean =>
  house.events.findLast((event) => event.name === name)?.event === 'ready' && house[name].pid !== undefined;

const isHealthy = async (house: House): Promise<boolean> => {
  try {
    const response = await fetch(`${house.url}/api/v1/health`, { signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
};

/** Every part is there: both processes do their work, both services answer. */
export const untilWhole = async (house: House): Promise<void> => {
  await vi.waitUntil(async () => isReady(house, 'worker') && isReady(house, 'api') && (await isHealthy(house)), poll);
};

/** Kills one part as a power cut would, or empties Redis, and waits until the house is whole again. */
export const strike = async (house: House, victim: Victim): Promise<void> => {
  if (victim === 'flushall') {
    const redis = new Redis(house.config.redisUrl ?? '');
    try {
      await redis.flushall();
    } finally {
      redis.disconnect();
    }
    return;
  }
  const pid = pidOf(house, victim);
  if (pid === undefined || !isAlive(pid)) throw new Error(`${victim} was not there to be killed`);
  process.kill(pid, 'SIGKILL');
  const isBack = (): boolean => {
    const next = pidOf(house, victim);
    return next !== undefined && next !== pid && isAlive(next);
  };
  await vi.waitUntil(isBack, poll);
  await untilWhole(house);
};
