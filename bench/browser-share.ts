/** How many pages of the fictional web need a browser, because only scripts build them. */
import { Redis } from 'ioredis';
import { systemClock } from '#core/clock.ts';
import { type Cursor, hostPorts } from '#crawlers/crawl.ts';
import { demoSources } from '#fixtures/seed.ts';
import { startFixtureWeb } from '#fixtures/web.ts';
import { benchCollector } from './bench-collector.ts';

export const browserShare = async (
  redisUrl: string,
  prefix: string,
  chromium: { executablePath: string; args: string[] },
): Promise<{ pages: number; inBrowser: number }> => {
  const web = await startFixtureWeb({
    authorityPublicKeys: {},
    tickMilliseconds: 0,
    trickleEverySeconds: 0,
    crawlDelaySeconds: 0,
    rateLimit: 1_000_000,
  });
  const redis = new Redis(redisUrl);
  const sources = demoSources(web, systemClock.now()).map((source) => ({
    ...source,
    delayMilliseconds: 0,
    maxRequestsPerPoll: 1000,
  }));
  const hosts = hostPorts(sources.flatMap((source) => source.hosts));
  const collector = benchCollector(redis, prefix, hosts, { chromium });
  const counts = { pages: 0, inBrowser: 0 };
  try {
    for (const source of sources) {
      let cursor: Cursor = {};
      for (;;) {
        const { captures, nextCursor, unfinished } = await collector.poll(source, cursor);
        counts.pages += captures.length;
        counts.inBrowser += captures.filter(({ manifest }) => manifest.rendered).length;
        cursor = nextCursor;
        if (!unfinished) break;
      }
    }
    return counts;
  } finally {
    await collector.close();
    redis.disconnect();
    await web.close();
  }
};
