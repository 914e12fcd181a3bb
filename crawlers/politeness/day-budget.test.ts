import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import { createRedisDayCounter } from './day-counter.ts';

const namespace = testNamespace();
const redis = new Redis(process.env.REDIS_URL ?? '');
afterAll(() => redis.disconnect());
const DAY = '2026-03-01';

describe('the counter of a day', () => {
  it('lets no more through than the budget, however many ask at once and in however many processes', async () => {
    const counters = [0, 1, 2].map(() => createRedisDayCounter(redis, `${namespace}:count:`));
    const asked = Array.from({ length: 60 }, (_, index) => counters[index % 3]?.take('a', DAY, { requestsPerDay: 25 }));
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(25);
    expect(await counters[0]?.spent('a', DAY)).toEqual({ requests: 25, bytes: 0 });
    expect(await counters[0]?.take('a', '2026-03-02', { requestsPerDay: 25 })).toBe(true);
    expect(await counters[0]?.take('b', DAY, { requestsPerDay: 25 })).toBe(true);
  });

  it('stops at the bytes, and takes back what was not made', async () => {
    const counter = createRedisDayCounter(redis, `${namespace}:bytes:`);
    await counter.take('a', DAY, { bytesPerDay: 100 });
    await counter.giveBack('a', DAY);
    await counter.add('a', DAY, { requests: 0, bytes: 99 });
    expect(await counter.take('a', DAY, { bytesPerDay: 100 })).toBe(true);
    await counter.add('a', DAY, { requests: 0, bytes: 1 });
    expect(await counter.take('a', DAY, { bytesPerDay: 100 })).toBe(false);
    expect(await counter.spent('a', DAY)).toEqual({ requests: 1, bytes: 100 });
    await counter.giveBack('lost', DAY);
    expect(await counter.spent('lost', DAY)).toEqual({ requests: 0, bytes: 0 });
    expect(await redis.ttl(`${namespace}:bytes:budget:{a}:${DAY}`)).toBeGreaterThan(86_400);
  });
});

describe('a source with a budget', () => {
  let run = 0;
  let site: Site;
  let workshop: Workshop;
  beforeEach(async () => {
    run += 1;
    site = await startSite((_request, response, url) => {
      const next = Number(url.searchParams.get('n') ?? 0) + 1;
      const body = `<article id="i${next}"><p>text ${next}</p></article><a class="next" href="/?n=${next}">next</a>`;
      response.writeHead(200, { 'content-type': 'text/html' }).end(body);
    });
    workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  });
  afterEach(async () => {
    await workshop.close();
    await site.close();
  });
  const recipe = {
    item: 'article',
    id: { selector: '', attr: 'id' },
    url: { selector: 'a', attr: 'href' },
    text: { selector: 'p' },
    next: { selector: 'a.next', attr: 'href' },
    render: 'http' as const,
    maxPages: 6,
  };
  const turns = (): string =>
    new Date((Math.floor(workshop.clock.now().getTime() / 86_400_000) + 1) * 86_400_000).toISOString();

  it('makes that many requests, robots.txt among them, and goes on where it was when the day turns', async () => {
    const source = sourceOf(site, { recipes: [recipe], budget: { requestsPerDay: 4 } });
    const first = await workshop.collector().poll(source, {});
    expect(site.visits.map(({ path }) => path)).toEqual(['/robots.txt', '/', '/?n=1', '/?n=2']);
    expect(first).toMatchObject({
      skipped: [{ url: `${site.origin}/?n=3`, reason: 'budget', detail: expect.stringContaining('4 requests a day') }],
      ...{ notBefore: turns(), unfinished: true, requests: 4, leftToday: { requests: 0, bytes: null } },
    });
    const again = await workshop.collector().poll(source, first.nextCursor);
    expect(again).toMatchObject({ items: [], requests: 0, notBefore: turns(), skipped: [{ reason: 'budget' }] });
    expect(site.visits).toHaveLength(4);
    workshop.clock.advance(Date.parse(turns()) - workshop.clock.now().getTime());
    const next = await workshop.collector().poll(source, again.nextCursor);
    const seen = [first, next].flatMap(({ items }) => items.map(({ text }) => text));
    expect(seen).toEqual(expect.arrayContaining(['text 1', 'text 2', 'text 3', 'text 4']));
  });

  it('stops after the answer in which its bytes ran out', async () => {
    const source = sourceOf(site, { recipes: [recipe], budget: { bytesPerDay: 10 } });
    const result = await workshop.collector().poll(source, {});
    expect(result.skipped).toMatchObject([{ reason: 'budget', detail: expect.stringContaining('10 bytes a day') }]);
    expect(result.leftToday).toEqual({ requests: null, bytes: 0 });
    expect(site.visits.map(({ path }) => path)).toEqual(['/robots.txt']);
  });

  it('gives back what it did not get the turn for', async () => {
    site.robots = 'User-agent: *\nCrawl-delay: 30\n';
    const source = sourceOf(site, { recipes: [recipe], budget: { requestsPerDay: 4 } });
    const result = await workshop.collector().poll(source, {});
    expect(result).toMatchObject({ requests: 1, skipped: [{ reason: 'delay' }], leftToday: { requests: 3 } });
  });

  it('leaves a host in peace that all sources together have asked as often as one of them may, and no other host', async () => {
    const other = await startSite((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(),
    );
    const both = openWorkshop(`${namespace}:${run}:both:`, [site, other]);
    try {
      const collector = both.collector();
      await collector.poll(sourceOf(site, { id: 'free', recipes: [{ ...recipe, maxPages: 2 }] }), {});
      expect(site.visits).toHaveLength(3);
      const bound = { recipes: [recipe], budget: { hostRequestsPerDay: 4 } };
      const held = await collector.poll(sourceOf(site, { id: 'bound', ...bound }), {});
      expect(site.visits).toHaveLength(4);
      expect(held).toMatchObject({
        ...{ requests: 1, notBefore: turns(), unfinished: true, leftToday: { requests: null, bytes: null } },
        skipped: [{ reason: 'budget', detail: expect.stringContaining(`${site.host} may be asked 4 times a day`) }],
      });
      // A person or a legal clock waits for this one.
      expect(await collector.check(`${site.origin}/`, sourceOf(site, bound))).toMatchObject({ verdict: 'up' });
      expect(await collector.poll(sourceOf(other, { id: 'elsewhere', ...bound }), {})).toMatchObject({ skipped: [] });
      expect(other.visits.length).toBeGreaterThan(0);
    } finally {
      await both.close();
      await other.close();
    }
  });

  it('is counted and not held up where a legal clock waits for the answer', async () => {
    const source = sourceOf(site, { recipes: [recipe], budget: { requestsPerDay: 1 } });
    const collector = workshop.collector();
    for (let turn = 0; turn < 3; turn += 1)
      expect(await collector.check(`${site.origin}/`, source)).toMatchObject({ verdict: 'up' });
    expect(await collector.poll(source, {})).toMatchObject({ requests: 0, skipped: [{ reason: 'budget' }] });
  });
});
