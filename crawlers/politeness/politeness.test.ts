import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector } from '../crawl.ts';
import { rateLimitReset, retryAfter } from './retry-after.ts';

const namespace = testNamespace();
let run = 0;
let site: Site;
let workshop: Workshop;
let collector: Collector;
let source: Source;

const ITEM = '<article id="one"><p>text</p></article>';
const RECIPE = {
  item: 'article',
  id: { selector: '', attr: 'id' },
  url: { selector: 'a', attr: 'href' },
  text: { selector: 'p' },
  render: 'http' as const,
  maxPages: 1,
};

beforeEach(async () => {
  run += 1;
  site = await startSite((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(ITEM));
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  collector = workshop.collector();
  source = sourceOf(site, { recipes: [RECIPE] });
});
afterEach(async () => {
  await workshop.close();
  await site.close();
});

const pages = (): string[] => site.visits.map(({ path }) => path).filter((path) => path !== '/robots.txt');
const HOUR = 3_600_000;

describe('robots.txt on the way', () => {
  it('is asked for once and then remembered', async () => {
    await collector.poll(source, {});
    await collector.poll(source, {});
    expect(site.visits.filter(({ path }) => path === '/robots.txt')).toHaveLength(1);
  });

  it.each([500, 503, 429])('stops everything when it answers %i', async (status) => {
    site.robots = status;
    const result = await collector.poll(source, {});
    expect(result.items).toEqual([]);
    expect(result.skipped).toMatchObject([{ reason: 'robots', detail: expect.stringContaining(String(status)) }]);
    expect(pages()).toEqual([]);
  });

  it('is asked for again after a while when it could not be had', async () => {
    site.robots = 500;
    await collector.poll(source, {});
    await collector.poll(source, {});
    expect(site.visits).toHaveLength(1);
    site.robots = 404;
    workshop.clock.advance(HOUR);
    expect((await collector.poll(source, {})).items).toHaveLength(1);
  });

  it('may serve from a copy younger than 24 hours while the server fails, and not longer', async () => {
    site.robots = 'User-agent: *\nDisallow: /secret\n';
    await collector.poll(source, {});
    site.robots = 500;
    workshop.clock.advance(23 * HOUR);
    const served = await collector.poll({ ...source, addresses: [`${site.origin}/`, `${site.origin}/secret`] }, {});
    expect(served.items).toHaveLength(1);
    expect(served.skipped).toMatchObject([{ url: `${site.origin}/secret`, reason: 'robots' }]);
    workshop.clock.advance(2 * HOUR);
    expect((await collector.poll(source, {})).skipped).toMatchObject([{ reason: 'robots' }]);
  });

  it('is obeyed at every stop of a redirect', async () => {
    site.robots = 'User-agent: *\nDisallow: /secret\n';
    site.answer = (_request, response) => response.writeHead(302, { location: '/secret' }).end();
    expect((await collector.poll(source, {})).skipped).toMatchObject([
      { url: `${site.origin}/secret`, reason: 'robots' },
    ]);
    expect(pages()).toEqual(['/']);
  });

  it('makes the delay longer by its Crawl-delay', async () => {
    site.robots = 'User-agent: *\nCrawl-delay: 30\n';
    const first = await collector.poll(source, {});
    expect(first).toMatchObject({ items: [], skipped: [{ reason: 'delay' }] });
    expect(Date.parse(first.notBefore ?? '') - workshop.clock.now().getTime()).toBeGreaterThan(25_000);
    expect(pages()).toEqual([]);
  });
});

describe('a host that holds back', () => {
  it.each([429, 503])('is left alone after %i for as long as Retry-After says', async (status) => {
    site.answer = (_request, response) => response.writeHead(status, { 'retry-after': '120' }).end();
    const first = await collector.poll(source, {});
    expect(first.skipped).toMatchObject([{ reason: 'delay', detail: expect.stringContaining(String(status)) }]);
    expect(Date.parse(first.notBefore ?? '') - workshop.clock.now().getTime()).toBe(120_000);
    const second = await collector.poll(source, {});
    expect(second.skipped).toMatchObject([{ reason: 'delay', detail: expect.stringContaining('back-off') }]);
    expect(pages()).toEqual(['/']);
  });

  it('is held back for another collector too', async () => {
    site.answer = (_request, response) => response.writeHead(429).end();
    await collector.poll(source, {});
    const other = await workshop.collector().poll({ ...source, id: 'source-2' }, {});
    expect(other.skipped).toMatchObject([{ reason: 'delay' }]);
    expect(pages()).toEqual(['/']);
  });

  it('may announce that its budget is used up', async () => {
    const reset = new Date(workshop.clock.now().getTime() + 200_000).toISOString();
    site.answer = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })
        .end(ITEM);
    const result = await collector.poll(source, {});
    expect(result.items).toHaveLength(1);
    expect(result.notBefore).toBe(reset);
  });
});

describe('Retry-After and rate limits', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  it.each([
    ['120', '2026-01-01T00:02:00.000Z'],
    ['Thu, 01 Jan 2026 00:05:00 GMT', '2026-01-01T00:05:00.000Z'],
    ['soon', null],
    ['', null],
    ['-5', null],
    ['Wed, 31 Dec 2025 23:59:59 GMT', null],
  ])('reads %j', (value, expected) => {
    const until = retryAfter({ 'retry-after': value }, now);
    expect(until === null ? null : new Date(until).toISOString()).toBe(expected);
  });
  it.each([
    ['0', '2026-01-01T00:05:00Z', now.getTime() + 300_000],
    ['0', '60', now.getTime() + 60_000],
    ['0', '1767225900', 1_767_225_900_000],
    ['5', '60', null],
    ['0', 'later', null],
  ])('reads %s left, reset at %s', (remaining, reset, expected) => {
    expect(rateLimitReset({ 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset }, now)).toBe(expected);
  });
});

describe('every refusal comes back with its reason', () => {
  it.each([
    [
      'type',
      (response: import('node:http').ServerResponse) => response.writeHead(200, { 'content-type': 'image/png' }).end(),
    ],
    ['refused', (response: import('node:http').ServerResponse) => response.writeHead(403).end()],
    ['refused', (response: import('node:http').ServerResponse) => response.writeHead(401).end()],
    ['dead', (response: import('node:http').ServerResponse) => response.writeHead(404).end()],
    ['dead', (response: import('node:http').ServerResponse) => response.writeHead(500).end()],
    ['dead', (response: import('node:http').ServerResponse) => response.destroy()],
    ['dead', (response: import('node:http').ServerResponse) => response.writeHead(302, { location: '/' }).end()],
    [
      'not_allowed',
      (response: import('node:http').ServerResponse) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
    ],
    [
      'size',
      (response: import('node:http').ServerResponse) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(Buffer.alloc(10 * 1024 * 1024 + 1)),
    ],
  ])('%s', async (reason, answer) => {
    site.answer = (_request, response) => void answer(response);
    const result = await collector.poll(source, {});
    expect(result.items).toEqual([]);
    expect(result.skipped).toMatchObject([{ reason }]);
  });

  it('budget', async () => {
    const addresses = ['/a', '/b', '/c'].map((path) => `${site.origin}${path}`);
    const result = await collector.poll({ ...source, addresses, maxRequestsPerPoll: 2 }, {});
    expect(result.skipped).toMatchObject([{ url: `${site.origin}/c`, reason: 'budget' }]);
    expect(pages()).toEqual(['/a', '/b']);
  });

  it('not_allowed, for an address that is not on the hosts of the source', async () => {
    const result = await collector.poll({ ...source, hosts: ['elsewhere.example'] }, {});
    expect(result.skipped).toMatchObject([{ reason: 'not_allowed' }]);
    expect(site.visits).toEqual([]);
  });

  it('timeout, when the poll is called off', async () => {
    const controller = new AbortController();
    site.answer = () => controller.abort();
    expect((await collector.poll(source, {}, { signal: controller.signal })).skipped).toMatchObject([
      { reason: 'timeout' },
    ]);
  });

  it('type, for an item that does not have the right shape', async () => {
    site.answer = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<article id="${'x'.repeat(1001)}"><p>text</p></article>`);
    const result = await collector.poll(source, {});
    expect(result.items).toEqual([]);
    expect(result.skipped).toMatchObject([{ reason: 'type', detail: expect.stringContaining('/nativeId') }]);
  });
});

describe('the question whether something is still up', () => {
  it.each([
    [200, 'up'],
    [404, 'gone'],
    [410, 'gone'],
    [451, 'gone'],
    [403, 'unknown'],
    [500, 'unknown'],
    [503, 'unknown'],
  ])('answers %i with %s', async (status, verdict) => {
    site.answer = (_request, response) => response.writeHead(status, { 'content-type': 'text/html' }).end('x');
    expect(await collector.check(`${site.origin}/p/1`, source)).toMatchObject({ verdict });
  });

  it('follows a redirect, and is up when the body is too large to read', async () => {
    site.answer = (request, response) => {
      if (request.url === '/p/1') response.writeHead(301, { location: '/p/2' }).end();
      else response.writeHead(200, { 'content-type': 'video/mp4' }).end(Buffer.alloc(10 * 1024 * 1024 + 1));
    };
    expect(await collector.check(`${site.origin}/p/1`, source)).toMatchObject({ verdict: 'up', status: 200 });
  });

  it('does not know what robots.txt keeps it from, and does not ask', async () => {
    site.robots = 'User-agent: *\nDisallow: /\n';
    expect(await collector.check(`${site.origin}/p/1`, source)).toMatchObject({ verdict: 'unknown', status: null });
    expect(pages()).toEqual([]);
  });

  it('does not know when nobody answers', async () => {
    await collector.poll(source, {});
    await site.close();
    expect(await collector.check(`${site.origin}/p/1`, source)).toMatchObject({ verdict: 'unknown', status: null });
  });
});
