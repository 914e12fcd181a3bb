/** Pages per second of the HTTP path on the fictional web, and what a second look at an unchanged web costs. */
import { Redis } from 'ioredis';
import { systemClock } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import type { PageRecipe, Source } from '#core/source.ts';
import { type Cursor, hostPorts, type PollResult } from '#crawlers/crawl.ts';
import { PLATFORMS } from '#fixtures/post.ts';
import { demoSources } from '#fixtures/seed.ts';
import { startFixtureWeb } from '#fixtures/web.ts';
import { type Bench, defineMeasure, timed } from './bench.ts';
import { benchCollector } from './bench-collector.ts';
import { divide, median } from './report.ts';

const isPlain = ({ render }: PageRecipe): boolean => render === 'http';

/** The demo leaves pages alone for a while that it has just seen; here the second look is at all of them. */
const askedEveryTime = ({ revisitSeconds: _, ...recipe }: PageRecipe): PageRecipe => recipe;

/** The demo's sources without delays, and without the board that needs a browser. */
const httpSources = (sites: Parameters<typeof demoSources>[0]): Source[] =>
  demoSources(sites, systemClock.now()).map((source) => {
    const plain = (source.recipes ?? []).map(isPlain);
    return {
      ...source,
      delayMilliseconds: 0,
      maxRequestsPerPoll: 1000,
      addresses: source.addresses.filter((_, index) => plain[index] !== false),
      ...(source.recipes === undefined ? {} : { recipes: source.recipes.filter(isPlain).map(askedEveryTime) }),
    };
  });

interface Visit {
  requests: number;
  items: number;
  notModified: number;
  /** Of response bodies, as the platforms counted them. */
  bodyBytes: number;
  seconds: number;
}

/** A first look at all sources, then a second one at what has not changed. */
const crawlTwice = async ({ installation }: Bench): Promise<{ first: Visit; second: Visit }> => {
  const { redisUrl, namespace } = installation();
  const web = await startFixtureWeb({
    authorityPublicKeys: {},
    tickMilliseconds: 0,
    trickleEverySeconds: 0,
    crawlDelaySeconds: 0,
    rateLimit: 1_000_000,
  });
  const redis = new Redis(redisUrl ?? '');
  const sources = httpSources(web);
  const hosts = hostPorts(sources.flatMap((source) => source.hosts));
  const prefix = `${namespace}:crawl:`;
  const stored = new Set<string>();
  const collector = benchCollector(redis, prefix, hosts, { isStored: async (hash) => stored.has(hash) });
  const cursors = new Map<string, Cursor>();
  const pollToTheEnd = async (source: Source, took: (result: PollResult) => void): Promise<void> => {
    for (;;) {
      const result = await collector.poll(source, cursors.get(source.id) ?? {});
      took(result);
      for (const { files } of result.captures) for (const body of files.values()) stored.add(sha256(body));
      cursors.set(source.id, result.nextCursor);
      if (!result.unfinished) return;
    }
  };
  const visit = async (): Promise<Visit> => {
    const counts = { requests: 0, items: 0, notModified: 0 };
    web.control.resetTraffic();
    const { seconds } = await timed(() =>
      Promise.all(
        sources.map((source) =>
          pollToTheEnd(source, ({ requests, items, notModified }) => {
            counts.requests += requests;
            counts.items += items.length;
            counts.notModified += notModified;
          }),
        ),
      ),
    );
    const bodyBytes = PLATFORMS.reduce((sum, platform) => sum + web.control.traffic(platform).bytes, 0);
    return { ...counts, bodyBytes, seconds };
  };
  try {
    return { first: await visit(), second: await visit() };
  } finally {
    await collector.close();
    redis.disconnect();
    await web.close();
  }
};

export const crawl = defineMeasure({
  name: 'crawl',
  title: 'pages that the crawler reads, and what an unchanged web costs the second time',
  need: ['redis'],
  defaults: { runs: 5 },
  run: async (bench, { runs }) => {
    const pairs: { first: Visit; second: Visit }[] = [];
    for (let run = 0; run < runs; run++) pairs.push(await crawlTwice(bench));
    const of = (which: 'first' | 'second', key: keyof Visit): number[] => pairs.map((pair) => pair[which][key]);
    const bytes = { first: of('first', 'bodyBytes'), second: of('second', 'bodyBytes') };
    return {
      lines: [
        {
          what: 'first crawl: pages',
          unit: 'pages/s',
          values: divide(of('first', 'requests'), of('first', 'seconds')),
        },
        { what: 'first crawl: pages read', unit: '', values: of('first', 'requests') },
        { what: 'first crawl: items found', unit: '', values: of('first', 'items') },
        { what: 'first crawl: bodies', unit: 'bytes', values: bytes.first },
        {
          what: 'unchanged: pages',
          unit: 'pages/s',
          values: divide(of('second', 'requests'), of('second', 'seconds')),
        },
        { what: 'unchanged: pages asked for', unit: '', values: of('second', 'requests') },
        { what: 'unchanged: answered 304', unit: '', values: of('second', 'notModified') },
        { what: 'unchanged: bodies', unit: 'bytes', values: bytes.second },
        {
          what: 'unchanged: body bytes saved',
          unit: '%',
          values: divide(bytes.second, bytes.first).map((share) => 100 * (1 - share)),
        },
      ],
      ratios: [],
      notes: [
        'Three platforms at once, on loopback, no delay between requests (an allow-list entry would ask for one), no browser; robots.txt, allow-list, egress checks, turns of hosts in Redis and captures are all there, the evidence store is not.',
        'The fictional web runs in the same process and takes its share of the time.',
        `In the median run ${median(of('second', 'notModified'))} of ${median(of('second', 'requests'))} pages were answered "not modified".`,
      ],
    };
  },
});
