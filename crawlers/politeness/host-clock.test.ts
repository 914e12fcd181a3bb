import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite } from '../conformance/site.ts';
import { createRedisHostClock, FIRST_BACK_OFF } from './host-clock.ts';

const namespace = testNamespace();
const redis = new Redis(process.env.REDIS_URL ?? '');
afterAll(() => redis.disconnect());

const clockOf = (name: string) => createRedisHostClock(redis, `${namespace}:${name}:`);
const redisNow = async (): Promise<number> => {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
};

describe('the host clock', () => {
  it('lets one visitor in at a time, whichever process asks', async () => {
    const [ours, theirs] = [clockOf('one'), clockOf('one')];
    const first = await ours.reserve('a.example:443', 1000, 60_000);
    expect(first.granted).toBe(true);
    expect(await theirs.reserve('a.example:443', 1000, 60_000)).toMatchObject({ granted: false, why: 'busy' });
    expect(await theirs.reserve('b.example:443', 1000, 60_000)).toMatchObject({ granted: true });
    if (first.granted) await ours.release('a.example:443', first.token, 1000);
    expect(await theirs.reserve('a.example:443', 1000, 60_000)).toMatchObject({ granted: false, why: 'delay' });
  });

  it('counts the delay from the end of the last visit, and takes the longer of two', async () => {
    const clock = clockOf('two');
    const turn = await clock.reserve('a.example:443', 0, 60_000);
    if (turn.granted) await clock.release('a.example:443', turn.token, 60_000);
    const asked = await clock.reserve('a.example:443', 0, 60_000);
    expect(asked).toMatchObject({ granted: false, why: 'delay' });
    if (!asked.granted) expect(asked.waitMilliseconds).toBeGreaterThan(50_000);
    const longer = await clock.reserve('a.example:443', 3_600_000, 60_000);
    if (!longer.granted) expect(longer.waitMilliseconds).toBeGreaterThan(3_500_000);
  });

  it('lets nobody else give a turn back', async () => {
    const clock = clockOf('three');
    await clock.reserve('a.example:443', 0, 60_000);
    await clock.release('a.example:443', 'somebody', 0);
    expect(await clock.reserve('a.example:443', 0, 60_000)).toMatchObject({ granted: false, why: 'busy' });
  });

  it('keeps the back-off apart from the delay', async () => {
    const clock = clockOf('four');
    const until = (await redisNow()) + 120_000;
    expect(await clock.backOff('a.example:443', until)).toBe(until);
    expect(await clock.reserve('a.example:443', 0, 60_000)).toMatchObject({ granted: false, why: 'back-off' });
    expect(await clock.reserve('b.example:443', 0, 60_000)).toMatchObject({ granted: true });
  });

  it('doubles a back-off without a date, and starts small again after a good answer', async () => {
    const clock = clockOf('five');
    const now = await redisNow();
    const steps: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) steps.push((await clock.backOff('a.example:443', null)) - now);
    const factors = steps.map((step) => Math.floor(step / FIRST_BACK_OFF));
    expect(factors).toEqual([1, 2, 4, 8]);
    const turn = await clock.reserve('b.example:443', 0, 60_000);
    if (turn.granted) await clock.release('b.example:443', turn.token, 0, true);
    await clock.release('a.example:443', 'a turn that fell free meanwhile', 0, true);
    const prefix = `${namespace}:five:host:{a.example:443}:back-off`;
    await redis.hdel(prefix, 'until');
    expect(Math.floor(((await clock.backOff('a.example:443', null)) - now) / FIRST_BACK_OFF)).toBe(1);
  });

  it('never shortens a back-off', async () => {
    const clock = clockOf('six');
    const later = (await redisNow()) + 500_000;
    await clock.backOff('a.example:443', later);
    expect(await clock.backOff('a.example:443', later - 400_000)).toBe(later);
  });
});

describe('two collectors at one host', () => {
  it('keep its delay between them, as the server sees it', async () => {
    const delay = 60;
    const site: Site = await startSite((_request, response, url) => {
      const next = Number(url.searchParams.get('n') ?? 0) + 1;
      const body = `<article id="i${next}"><p>text ${next}</p></article><a class="next" href="/?n=${next}">next</a>`;
      response.writeHead(200, { 'content-type': 'text/html' }).end(body);
    });
    const workshop = openWorkshop(`${namespace}:seven:`, [site]);
    try {
      const recipe = {
        item: 'article',
        id: { selector: '', attr: 'id' },
        url: { selector: 'a', attr: 'href' },
        text: { selector: 'p' },
        next: { selector: 'a.next', attr: 'href' },
        render: 'http' as const,
        maxPages: 6,
      };
      const source = sourceOf(site, { delayMilliseconds: delay, recipes: [recipe] });
      // Clients of their own, as two processes would have.
      const other = openWorkshop(`${namespace}:seven:`, [site]);
      try {
        const results = await Promise.all([
          workshop.collector({ maxWaitMilliseconds: 30_000 }).poll(source, {}),
          other.collector({ maxWaitMilliseconds: 30_000 }).poll({ ...source, id: 'source-2' }, {}),
        ]);
        expect(results.map(({ items }) => items.length)).toEqual([6, 6]);
      } finally {
        await other.close();
      }
      const gaps = site.visits.slice(1).map(({ at }, index) => at - (site.visits[index]?.at ?? 0));
      expect(gaps.length).toBeGreaterThanOrEqual(12);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(delay);
    } finally {
      await workshop.close();
      await site.close();
    }
  });
});
