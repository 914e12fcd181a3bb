import { createWriteStream, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { WARC_PATH } from '#core/capture.ts';
import type { Source } from '#core/source.ts';
import type { KeepCapture } from '#crawlers/crawl.ts';
import { benchCollector } from './bench-collector.ts';
import { serveSide } from './crawler-side.ts';

serveSide(async ({ way, sites, redisUrl, prefix, executablePath, args, folder }) => {
  // Loaded when the first page needs it; loading modules is in nobody's time.
  if (way === 'browser') await import('playwright-core');
  const redis = new Redis(redisUrl);
  const archive = createWriteStream(join(mkdtempSync(join(folder, 'evidence-')), WARC_PATH));
  // As the house does: each WARC is written when it is made, and no longer kept in memory. All else of a capture lies within it.
  const keep: KeepCapture = ({ files }) =>
    new Promise((kept, failed) => {
      archive.write(files.get(WARC_PATH), (error) => (error == null ? kept() : failed(error)));
    });
  const hosts = new Set(sites);
  const collector = benchCollector(redis, prefix, hosts, {
    maxPollMilliseconds: 3_600_000,
    chromium: way === 'http' ? undefined : { executablePath, args, slots: sites.length },
  });
  const sourceOf = (host: string): Source => ({
    id: `bench-${host.replace(/\W/g, '-')}`,
    name: 'A site',
    adapter: 'page',
    addresses: [`http://${host}/page/1`],
    hosts: [host],
    operatorId: 'operator-1',
    languages: ['en'],
    recipes: [
      {
        item: 'article',
        id: { selector: '', attr: 'id' },
        url: { selector: 'a.permalink', attr: 'href' },
        text: { selector: 'p' },
        next: { selector: 'a.next', attr: 'href' },
        render: way,
        ...(way === 'browser' ? { waitFor: '[data-ready]' } : {}),
        maxPages: 1000,
      },
    ],
    everySeconds: 60,
    delayMilliseconds: 0,
    maxRequestsPerPoll: 10_000,
    legalBasis: 'a basis that a measurement made up',
    purpose: 'measurement',
    owner: 'owner',
    approvedBy: 'approver',
    approvedAt: '2026-01-01T00:00:00Z',
    reviewBy: '2099-01-01T00:00:00Z',
    paused: false,
  });
  return {
    crawl: async () => {
      const results = await Promise.all(sites.map((host) => collector.poll(sourceOf(host), {}, { keep })));
      return {
        pages: results.reduce((sum, { captures }) => sum + captures.length, 0),
        items: results.reduce((sum, { items }) => sum + items.length, 0),
      };
    },
    close: async () => {
      await collector.close();
      redis.disconnect();
      archive.end();
    },
  };
});
