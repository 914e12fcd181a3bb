/** Visits that run into the budget of the day and into robots.txt, on the real services. */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Source } from '#core/source.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '#crawlers/conformance/site.ts';
import type { Store } from '#store/store.ts';
import { machine } from '#store/test-records.ts';
import { testStores } from '#store/test-store.ts';
import { testNamespace } from '../tests/namespace.ts';
import { collect } from './collect.ts';
import type { PipelineContext } from './context.ts';
import { type JobQueues, openQueues } from './queues.ts';
import { findWork } from './sweeper.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
const { clock } = stores;
let store: Store;
let queues: JobQueues;
let site: Site;
let workshop: Workshop;
let context: PipelineContext;

beforeAll(async () => {
  site = await startSite((_request, response, url) => {
    const links = url.pathname === '/' ? [1, 2, 3, 4].map((n) => `<a class="more" href="/p/${n}">on</a>`).join('') : '';
    const item = `<article id="i${url.pathname}"><a href="${url.pathname}">here</a><p>The quay of ${url.pathname}</p></article>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(links === '' ? item : links);
  });
  site.robots = 'User-agent: *\nDisallow: /p/2\n';
  workshop = openWorkshop(`${namespace}:`, [site]);
  store = await stores.open();
  await store.migrate();
  queues = openQueues(inject('redisUrl'), namespace);
  context = {
    ...{ store, queues, clock },
    collector: workshop.collector({ clock }),
    allowList: { hosts: () => new Set<string>(), refresh: async () => {} },
    pseudonymOf: () => 'somebody',
  } as unknown as PipelineContext;
});
afterAll(async () => {
  await queues.close();
  for await (const keys of store.redis.scanStream({ match: `{${namespace}:jobs}*`, count: 1000 }))
    if ((keys as string[]).length > 0) await store.redis.unlink(...(keys as string[]));
  await workshop.close();
  await site.close();
});

const isDue = async (): Promise<boolean> =>
  (await findWork(context)).some(({ job, payload }) => job === 'crawl' && 'sourceId' in payload);
const TURN = '2026-03-02T00:00:00.000Z';

it('ends with the budget, keeps its place, rests until the day turns, and says what was not taken and why', async () => {
  const source: Source = sourceOf(site, {
    id: 'quay',
    everySeconds: 60,
    budget: { requestsPerDay: 4 },
    recipes: [
      {
        item: 'article',
        id: { selector: '', attr: 'id' },
        url: { selector: 'a', attr: 'href' },
        text: { selector: 'p' },
        follow: 'a.more',
        render: 'http',
        maxPages: 10,
      },
    ],
  });
  await store.sources.set(source, machine);
  await store.refresh();
  await collect({ sourceId: 'quay' }, context);

  // robots.txt, the list, /p/1 and /p/3; /p/2 is forbidden.
  expect(site.visits.map(({ path }) => path)).toEqual(['/robots.txt', '/', '/p/1', '/p/3']);
  const { cursor, ...status } = (await store.sourceStatus.get('quay')) ?? { cursor: {} };
  expect(status).toMatchObject({ nextPollAt: TURN, nextPollWhy: 'budget', posts: 2 });
  expect(status).toMatchObject({ lastReason: expect.stringContaining('budget: the source may cost 4 requests a day') });
  expect(JSON.stringify(cursor)).toContain('/p/4');
  expect(await isDue()).toBe(false);

  const now = clock.now().toISOString();
  const skips = await store.sourceSkips.list('quay', { now, size: 10 });
  expect(skips).toMatchObject({ total: 2, next: null });
  expect(skips.items.map(({ reason, url }) => [reason, new URL(url).pathname])).toEqual([
    ['budget', '/p/4'],
    ['robots', '/p/2'],
  ]);
  expect(skips.items[1]?.detail).toContain('line 2 of robots.txt');

  // A message on its stream may still ask for a visit: nothing is sent.
  await collect({ sourceId: 'quay' }, context);
  expect(site.visits).toHaveLength(4);
  const idle = await store.sourceStatus.get('quay');
  expect(idle).toMatchObject({ nextPollAt: TURN, nextPollWhy: 'budget' });
  expect(idle?.history).toHaveLength(1);

  clock.advance(Date.parse(TURN) - clock.now().getTime());
  expect(await isDue()).toBe(true);
  await collect({ sourceId: 'quay' }, context);
  expect(site.visits.map(({ path }) => path)).toContain('/p/4');
  expect(await store.sourceStatus.get('quay')).toMatchObject({ posts: 3 });
});

it('pages through what was not taken, by reason, and begins anew with an empty index', async () => {
  const now = clock.now().toISOString();
  const dead = Array.from({ length: 7 }, (_, n) => ({
    url: `https://quay.example/${n}`,
    reason: 'dead' as const,
    detail: 'status 404',
  }));
  await store.sourceSkips.add('pier', dead.slice(0, 3), new Date(Date.parse(now) - 1000).toISOString());
  const other = { url: 'https://quay.example/0', reason: 'type' as const, detail: 'no item' };
  await store.sourceSkips.add('pier', [...dead.slice(3), other], now);
  const urls: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.sourceSkips.list('pier', { now, reason: 'dead', size: 3, after });
    expect(page.total).toBe(7);
    urls.push(...page.items.map(({ url }) => url.slice(-1)));
    after = page.next ?? undefined;
  } while (after !== undefined);
  expect(urls).toEqual(['3', '4', '5', '6', '0', '1', '2']);
  await expect(store.sourceSkips.list('pier', { now, size: 3, after: 'nonsense' })).rejects.toMatchObject({
    code: 'CURSOR_INVALID',
  });
  expect(await store.sourceSkips.list('nobody', { now, size: 3 })).toEqual({ items: [], total: 0, next: null });
});
