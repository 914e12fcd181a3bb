/** What pictures and streams did not take stands among what their source did not take, with its reason; on the real services. */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { KeptSkip } from '#core/skip.ts';
import { openBlueskySite } from '#crawlers/conformance/bluesky-site.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '#crawlers/conformance/site.ts';
import type { Store } from '#store/store.ts';
import { machine } from '#store/test-records.ts';
import { testStores } from '#store/test-store.ts';
import { testNamespace } from '../tests/namespace.ts';
import { collect } from './collect.ts';
import type { PipelineContext } from './context.ts';
import { readPictures } from './pictures.ts';
import { type JobQueues, openQueues } from './queues.ts';
import { followStreams } from './streams.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
const { clock } = stores;
let store: Store;
let queues: JobQueues;
let site: Site;
let service: Awaited<ReturnType<typeof openBlueskySite>>;
let workshop: Workshop;
let context: PipelineContext;

const PICTURES = ['/secret/a.png', '/gone.png', '/page.png', '/large.png', 'http://elsewhere.example/b.png'];

beforeAll(async () => {
  site = await startSite((_request, response, url) => {
    if (url.pathname === '/large.png')
      response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(30 * 1024 * 1024));
    else if (url.pathname === '/page.png')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>no picture</p>');
    else if (url.pathname !== '/') response.writeHead(404).end();
    else {
      const images = PICTURES.map((src) => `<img src="${src}">`).join('');
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<article id="one"><a href="/one">#</a><p>The quay at low tide</p>${images}</article>`);
    }
  });
  site.robots = 'User-agent: *\nDisallow: /secret/\n';
  service = await openBlueskySite();
  service.site.robots = 'User-agent: *\nDisallow: /subscribe\n';
  workshop = openWorkshop(`${namespace}:`, [site, service.site]);
  store = await stores.open();
  await store.migrate();
  queues = openQueues(inject('redisUrl'), namespace);
  context = {
    ...{ store, queues, clock },
    collector: workshop.collector({ clock }),
    allowList: { hosts: () => new Set<string>(), refresh: async () => {} },
    pseudonymOf: () => 'somebody',
    log: { info: () => {}, warn: () => {} },
    pictures: {
      read: () => {
        throw new Error('none of these pictures was to be had');
      },
    },
  } as unknown as PipelineContext;
});
afterAll(async () => {
  await queues.close();
  for await (const keys of store.redis.scanStream({ match: `{${namespace}:jobs}*`, count: 1000 }))
    if ((keys as string[]).length > 0) await store.redis.unlink(...(keys as string[]));
  await workshop.close();
  await site.close();
  await service.site.close();
});

const skipsOf = async (sourceId: string): Promise<KeptSkip[]> =>
  (await store.sourceSkips.list(sourceId, { now: clock.now().toISOString(), size: 20 })).items;

it('pictures: forbidden, gone, of another kind, too large, on another host', async () => {
  const recipe = {
    item: 'article',
    id: { selector: '', attr: 'id' },
    url: { selector: 'a', attr: 'href' },
    text: { selector: 'p' },
    images: { selector: 'img' },
    render: 'http' as const,
    maxPages: 1,
  };
  await store.sources.set(sourceOf(site, { id: 'quay', recipes: [recipe] }), machine);
  await store.refresh();
  await collect({ sourceId: 'quay' }, context);
  await store.refresh();
  expect(await skipsOf('quay')).toEqual([]);
  const { items } = await store.posts.search({ size: 5 });
  const [found] = items;
  await readPictures({ postId: found?.post.id ?? '' }, context);
  const skips = await skipsOf('quay');
  expect(Object.fromEntries(skips.map(({ url, reason }) => [url.replace(site.origin, ''), reason]))).toEqual({
    '/secret/a.png': 'robots',
    '/gone.png': 'dead',
    '/page.png': 'type',
    '/large.png': 'size',
    'http://elsewhere.example/b.png': 'not_allowed',
  });
  for (const { detail } of skips) expect(detail).toMatch(/^picture: ./);
});

it('streams: a line that robots.txt forbids is left, and said', async () => {
  await store.sources.set({ ...service.source, id: 'harbour' }, machine);
  await store.refresh();
  const stop = new AbortController();
  const following = followStreams(context, stop.signal);
  let skips: KeptSkip[] = [];
  while (skips.length === 0) skips = await skipsOf('harbour');
  stop.abort();
  await following;
  expect(skips).toMatchObject([{ reason: 'robots', detail: expect.stringContaining('Disallow: /subscribe') }]);
  expect(service.site.visits.map(({ path }) => path)).toEqual(['/robots.txt']);
});
