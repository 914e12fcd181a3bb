/** The collector as the measurements use it: all the rules of the house, its clocks and caches under a prefix of their own. */
import type { Redis } from 'ioredis';
import { systemClock } from '#core/clock.ts';
import {
  type Collector,
  type CollectorOptions,
  createCollector,
  createEgress,
  createRedisDayCounter,
  createRedisHostClock,
  createRedisRobotsCache,
  createRedisValidatorStore,
} from '#crawlers/crawl.ts';

export const benchCollector = (
  redis: Redis,
  prefix: string,
  hosts: ReadonlySet<string>,
  {
    isStored = async () => false,
    ...own
  }: { isStored?: (hash: string) => Promise<boolean> } & Pick<
    CollectorOptions,
    'chromium' | 'maxPollMilliseconds'
  > = {},
): Collector =>
  createCollector({
    hostClock: createRedisHostClock(redis, prefix),
    dayCounter: createRedisDayCounter(redis, prefix),
    egress: createEgress({ allowedHosts: () => hosts, loopbackExemption: hosts }),
    clock: systemClock,
    contactUrl: 'http://127.0.0.1/bot',
    version: '0.0.0-bench',
    validators: createRedisValidatorStore(redis, prefix, isStored),
    robotsCache: createRedisRobotsCache(redis, prefix),
    ...own,
  });
