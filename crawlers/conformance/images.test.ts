import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sha256 } from '#core/hash.ts';
import type { Collector } from '../crawl.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from './site.ts';

const IMAGE = Buffer.from('\x89PNG\r\n\x1a\nnot much of an image', 'latin1');
let site: Site;
let elsewhere: Site;
let workshop: Workshop;
let collector: Collector;

beforeAll(async () => {
  elsewhere = await startSite((_request, response) =>
    response.writeHead(200, { 'content-type': 'image/png' }).end(IMAGE),
  );
  site = await startSite((_request, response, url) => {
    const types: Record<string, string> = {
      '/a.svg': 'image/svg+xml',
      '/page': 'text/html',
      '/a.png': 'image/png',
      '/large': 'image/png',
    };
    if (url.pathname === '/gone') response.writeHead(410).end();
    else if (url.pathname === '/busy') response.writeHead(429, { 'retry-after': '60' }).end();
    else if (url.pathname === '/away') response.writeHead(302, { location: `${elsewhere.origin}/a.png` }).end();
    else if (url.pathname === '/untyped') response.writeHead(200).end(IMAGE);
    else if (url.pathname === '/bomb')
      response
        .writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(5_000_000)));
    else
      response
        .writeHead(200, { 'content-type': types[url.pathname] ?? 'image/png' })
        .end(url.pathname === '/large' ? Buffer.alloc(2000) : IMAGE);
  });
  workshop = openWorkshop(`weir-t${randomBytes(6).toString('hex')}:`, [site, elsewhere]);
  collector = workshop.collector();
});
afterAll(async () => {
  await workshop.close();
  await site.close();
  await elsewhere.close();
});

const fetched = (path: string, maxBytes = 1000) =>
  collector.image(new URL(path, site.origin).href, sourceOf(site, {}), { maxBytes });

it('an image is fetched with its capture, as evidence', async () => {
  const image = await fetched('/a.png');
  if (image.kind !== 'fetched') throw new Error(image.detail);
  expect(Buffer.from(image.bytes).equals(IMAGE)).toBe(true);
  const { manifest } = image.capture;
  expect(manifest).toMatchObject({ sourceId: 'source-1', requestedUrl: `${site.origin}/a.png`, status: 200 });
  expect(manifest.files.find(({ path }) => path === 'body')?.sha256).toBe(sha256(IMAGE));
});

it.each([
  ['/a.svg', 'type', /image\/svg\+xml/],
  ['/page', 'type', /text\/html/],
  ['/untyped', 'type', /of no type/],
  ['/large', 'size', /larger than 1000/],
  ['/bomb', 'size', /1000 bytes/],
  ['/gone', 'dead', /status 410/],
  ['/away', 'not_allowed', /not a host of the source/],
])('%s is refused with its reason', async (path, reason, detail) => {
  expect(await fetched(path, path === '/bomb' ? 10_000 : 1000)).toMatchObject({
    kind: 'refused',
    reason,
    detail: expect.stringMatching(path === '/bomb' ? /10000 bytes/ : detail),
  });
});

it('an address outside the source is not asked at all', async () => {
  const before = elsewhere.visits.length;
  expect(await collector.image(`${elsewhere.origin}/a.png`, sourceOf(site, {}), { maxBytes: 1000 })).toMatchObject({
    kind: 'refused',
    reason: 'not_allowed',
  });
  expect(elsewhere.visits).toHaveLength(before);
});

it('robots.txt counts for images too', async () => {
  const closed = await startSite((_request, response) =>
    response.writeHead(200, { 'content-type': 'image/png' }).end(IMAGE),
  );
  closed.robots = 'User-agent: *\nDisallow: /private/\n';
  const shop = openWorkshop(`weir-t${randomBytes(6).toString('hex')}:`, [closed]);
  expect(
    await shop.collector().image(`${closed.origin}/private/a.png`, sourceOf(closed, {}), { maxBytes: 1000 }),
  ).toMatchObject({ kind: 'refused', reason: 'robots' });
  expect(closed.visits.map(({ path }) => path)).toEqual(['/robots.txt']);
  await shop.close();
  await closed.close();
});

it('a host that asks for rest is left alone until then', async () => {
  const image = await fetched('/busy');
  expect(image).toMatchObject({ kind: 'later', notBefore: expect.stringMatching(/^\d{4}-/) });
});
