import { systemClock } from '#core/clock.ts';
import {
  createCollector,
  createEgress,
  createRedisDayCounter,
  createRedisHostClock,
  createRedisRobotsCache,
  hostPorts,
  type ValidatorStore,
} from '#crawlers/crawl.ts';
import { trySource } from '#crawlers/trial/try-source.ts';
import type { TrySource } from '#pipeline/source-trial.ts';
import { findChromium } from '#services/chromium.ts';
import type { Config } from '#services/config.ts';
import type { Store } from '#store/store.ts';
import { publicUrlOf } from './open.ts';
import { VERSION } from './version.ts';

/** A look begins from nothing and leaves nothing. */
const NO_VALIDATORS: ValidatorStore = { get: async () => null, put: async () => {} };

/**
 * Looks at one page of a source that is on no list: by the guard of the egress with the source's own hosts and no other, and by
 * the host clocks and robots.txt that all visits of this installation share.
 */
export const openTrials =
  (config: Config, store: Store): TrySource =>
  async (source) => {
    const needsBrowser = source.recipes?.some(({ render }) => render === 'browser') === true;
    const hosts = hostPorts(source.hosts);
    const prefix = `${config.namespace}:crawl:`;
    const chromium = needsBrowser
      ? await findChromium({
          ...(config.chromiumPath === undefined ? {} : { chromiumPath: config.chromiumPath }),
          cacheDir: config.cache,
        })
      : undefined;
    const collector = createCollector({
      hostClock: createRedisHostClock(store.redis, prefix),
      dayCounter: createRedisDayCounter(store.redis, prefix),
      egress: createEgress({
        allowedHosts: () => hosts,
        // Empty in production: the configuration refuses to hold anything else.
        loopbackExemption: new Set(config.allowLoopbackHosts),
      }),
      ...(chromium === undefined
        ? {}
        : { chromium: { executablePath: chromium.path, args: chromium.args, slots: 1, deadlineMilliseconds: 20_000 } }),
      clock: systemClock,
      contactUrl: `${publicUrlOf(config)}/bot`,
      version: VERSION,
      validators: NO_VALIDATORS,
      robotsCache: createRedisRobotsCache(store.redis, prefix),
    });
    try {
      return await trySource(collector, source);
    } finally {
      await collector.close();
    }
  };
