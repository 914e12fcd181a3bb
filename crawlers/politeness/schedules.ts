import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { seeded } from '#core/seeded.ts';
import { createRedisHostClock, type HostClock } from './host-clock.ts';
import { retryAfter } from './retry-after.ts';

/** One request as the host saw it, by the clock of Redis, in milliseconds. */
export interface SeenRequest {
  visitor: number;
  start: number;
  end: number;
}

/** What a host asked for: to be left alone until a time. */
export interface Hold {
  /** When every visitor could know of it. */
  from: number;
  until: number;
}

export interface ScheduleRun {
  seed: number;
  delay: number;
  requests: SeenRequest[];
  holds: Hold[];
  /** Visitors that were killed in the middle of a request. */
  killed: number;
  /** This machine slept through a hold, so that a turn fell free under its living holder: the run shows nothing. */
  stalled: boolean;
}

/** A plan made of a seed: how long the host's delay is, how long requests take, who dies, and what the host asks for. */
interface Plan {
  delay: number;
  /** Milliseconds that a turn is held for a holder that died. */
  hold: number;
  visitors: {
    pauses: number[];
    lengths: number[];
    diesAt: number | null;
    asks: ('seconds' | 'date' | 'step' | null)[];
  }[];
}

const VISITORS = 3;

export const planOf = (seed: number): Plan => {
  const random = seeded(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const dying = upTo(VISITORS);
  return {
    delay: 2 + upTo(25),
    hold: 1500 + upTo(500),
    visitors: Array.from({ length: VISITORS }, (_, index) => {
      const count = 1 + upTo(3);
      const each = <T>(make: () => T): T[] => Array.from({ length: count }, make);
      return {
        pauses: each(() => upTo(12)),
        lengths: each(() => upTo(6)),
        diesAt: index === dying ? upTo(count) : null,
        // Both forms of Retry-After speak in whole seconds, so they are asked for rarely.
        asks: each(() => {
          const chance = random();
          return chance < 0.01 ? 'seconds' : chance < 0.02 ? 'date' : chance < 0.06 ? 'step' : null;
        }),
      };
    }),
  };
};

const timeOf = async (redis: Redis): Promise<number> => {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Number(micros) / 1000;
};

/** Until when the host asks to be left alone, as a header would say it, in one of its two forms. */
const headerOf = (form: 'seconds' | 'date', now: Date): string =>
  form === 'seconds' ? '1' : new Date(now.getTime() + 1500).toUTCString();

/**
 * Plays a schedule: three visitors with clients of their own at one host, of whom one dies in the middle of a request and never
 * gives its turn back.
 */
export const playSchedule = async (seed: number, clients: readonly Redis[], prefix: string): Promise<ScheduleRun> => {
  const plan = planOf(seed);
  const host = `host-${seed}.example:443`;
  const run: ScheduleRun = { seed, delay: plan.delay, requests: [], holds: [], killed: 0, stalled: false };
  const visit = async (visitor: number): Promise<void> => {
    const redis = clients[visitor];
    const asked = plan.visitors[visitor];
    if (redis === undefined || asked === undefined) throw new Error('a visitor without a client');
    const clock: HostClock = createRedisHostClock(redis, prefix);
    for (const [index, pause] of asked.pauses.entries()) {
      await sleep(pause);
      let turn = await clock.reserve(host, plan.delay, plan.hold);
      while (!turn.granted) {
        await sleep(Math.max(1, turn.why === 'busy' ? 20 : turn.waitMilliseconds));
        turn = await clock.reserve(host, plan.delay, plan.hold);
      }
      const start = await timeOf(redis);
      await sleep(asked.lengths[index] ?? 0);
      const end = await timeOf(redis);
      run.requests.push({ visitor, start, end });
      if (asked.diesAt === index) {
        run.killed += 1;
        return;
      }
      const form = asked.asks[index] ?? null;
      if (form !== null) {
        const now = new Date(await timeOf(redis));
        const until = form === 'step' ? now.getTime() + 40 : retryAfter({ 'retry-after': headerOf(form, now) }, now);
        const held = await clock.backOff(host, until);
        run.holds.push({ from: await timeOf(redis), until: held });
      }
      await clock.release(host, turn.token, plan.delay);
      if ((await timeOf(redis)) - start > plan.hold * 0.9) run.stalled = true;
    }
  };
  await Promise.all(Array.from({ length: VISITORS }, (_, visitor) => visit(visitor)));
  return run;
};

/** What a run broke, in words; nothing when the host was left in peace. */
export const faultsOf = (run: ScheduleRun): string[] => {
  const sorted = run.requests.toSorted((a, b) => a.start - b.start);
  const faults: string[] = [];
  for (const [index, request] of sorted.entries()) {
    const before = sorted[index - 1];
    const gap = before === undefined ? Number.POSITIVE_INFINITY : request.start - before.end;
    if (gap < run.delay) faults.push(`seed ${run.seed}: ${gap.toFixed(2)} ms between two requests, ${run.delay} asked`);
    const held = run.holds.find(({ from, until }) => request.start > from && request.start < until);
    if (held !== undefined)
      faults.push(`seed ${run.seed}: a request ${(held.until - request.start).toFixed(2)} ms too early`);
  }
  return faults;
};
