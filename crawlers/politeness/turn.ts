import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldWhy, HostClock } from './host-clock.ts';

/** A turn that its holder never gives back (a crash) falls free after this. */
const HOLD = 90_000;
/** How often a host that somebody else is visiting is asked for again. */
const BUSY_STEP = 50;
/** When to come back to a host that was busy all the time. */
const BUSY_LATER = 1000;

export type Turn =
  | { granted: true; done(answeredWell?: boolean): Promise<void> }
  | { granted: false; why: HeldWhy; waitMilliseconds: number };

/**
 * Waits for the host's turn, but not longer than `maxWaitMilliseconds`: a held-back host must not occupy a worker.
 * @throws AbortError when the signal fires
 */
export const waitForTurn = async (
  hostClock: HostClock,
  host: string,
  delayMilliseconds: number,
  options: { maxWaitMilliseconds: number; mostPerDay?: number | undefined; signal: AbortSignal | undefined },
): Promise<Turn> => {
  let waited = 0;
  for (;;) {
    const answer = await hostClock.reserve(host, delayMilliseconds, HOLD, options.mostPerDay);
    if (answer.granted) {
      return { granted: true, done: (well) => hostClock.release(host, answer.token, delayMilliseconds, well) };
    }
    const { why } = answer;
    if (why === 'budget') return answer;
    const wait = why === 'busy' ? Math.min(BUSY_STEP, answer.waitMilliseconds) : answer.waitMilliseconds;
    waited += wait;
    if (waited > options.maxWaitMilliseconds) {
      return { granted: false, why, waitMilliseconds: why === 'busy' ? BUSY_LATER : wait };
    }
    await sleep(wait, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
};
