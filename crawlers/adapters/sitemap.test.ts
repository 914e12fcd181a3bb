import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#core/hash.ts';
import type { Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import { recipe } from '../conformance/sitemap-site.ts';
import { sendTagged } from '../conformance/written.ts';
import type { Collector, Cursor, PollResult } from '../crawl.ts';

const namespace = testNamespace();
let run = 0;
let site: Site;
let workshop: Workshop;
let collector: Collector;
let source: Source;
/** Path -> XML, or the words of a page, or a status. */
let files: Map<string, string | number>;

const article = (path: string, words: string): string =>
  `<html lang="en"><article data-id="${path}"><a class="link" href="${path}"></a><div class="text">${words}</div></article></html>`;
const entry = (path: string, lastmod?: string): string =>
  `<loc>${new URL(path, site.origin).href}</loc>${lastmod === undefined ? '' : `<lastmod>${lastmod}</lastmod>`}`;
const urlset = (...entries: string[]): string =>
  `<urlset>${entries.map((one) => `<url>${one}</url>`).join('')}</urlset>`;
const index = (...entries: string[]): string =>
  `<sitemapindex>${entries.map((one) => `<sitemap>${one}</sitemap>`).join('')}</sitemapindex>`;

beforeEach(async () => {
  run += 1;
  files = new Map();
  site = await startSite((request, response, url) => {
    const file = files.get(url.pathname) ?? 404;
    if (typeof file === 'number') response.writeHead(file).end();
    else if (file.startsWith('<')) sendTagged(request, response, 'text/xml', file);
    else sendTagged(request, response, 'text/html', article(url.pathname, file));
  });
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  collector = workshop.collector();
  source = sourceOf(site, { adapter: 'sitemap', addresses: [`${site.origin}/sitemap.xml`], recipes: [recipe] });
});
afterEach(async () => {
  await workshop.close();
  await site.close();
});

const poll = async (cursor: Cursor = {}, change: Partial<Source> = {}): Promise<PollResult> => {
  site.visits.length = 0;
  const result = await collector.poll({ ...source, ...change }, cursor);
  for (const capture of result.captures) for (const bytes of capture.files.values()) workshop.stored.add(sha256(bytes));
  return result;
};
const paths = (): string[] => site.visits.map(({ path }) => path).filter((path) => path !== '/robots.txt');
const ids = ({ items }: PollResult): string[] => items.map(({ nativeId }) => nativeId);

describe('a sitemap', () => {
  it('pages are visited with the newest lastmod first, those without one last', async () => {
    files.set('/sitemap.xml', urlset(entry('/a', '2026-01-01'), entry('/b'), entry('/c', '2026-01-03T00:00:00Z')));
    for (const path of ['/a', '/b', '/c']) files.set(path, `words of ${path}`);
    expect(ids(await poll())).toEqual(['/c', '/a', '/b']);
  });

  it('a page whose lastmod is newer is visited again, and only that', async () => {
    files.set('/sitemap.xml', urlset(entry('/a', '2026-01-01'), entry('/b', '2026-01-02')));
    files.set('/a', 'low tide').set('/b', 'high tide');
    const first = await poll();
    files.set('/sitemap.xml', urlset(entry('/a', '2026-01-03'), entry('/b', '2026-01-02'))).set('/a', 'spring tide');
    const second = await poll(first.nextCursor);
    expect(paths()).toEqual(['/sitemap.xml', '/a']);
    expect(second.items).toMatchObject([{ nativeId: '/a', text: 'spring tide' }]);
  });

  it('a page without lastmod is asked for conditionally at every visit', async () => {
    files.set('/sitemap.xml', urlset(entry('/a'))).set('/a', 'low tide');
    const first = await poll();
    const second = await poll(first.nextCursor);
    expect([paths(), second.notModified, second.items]).toEqual([['/sitemap.xml', '/a'], 2, []]);
    files.set('/a', 'high tide');
    expect((await poll(second.nextCursor)).items).toMatchObject([{ nativeId: '/a', text: 'high tide' }]);
  });

  it('a page whose lastmod is only today is asked for until the day is over', async () => {
    const today = workshop.clock.now().toISOString().slice(0, 10);
    files.set('/sitemap.xml', urlset(entry('/a', today))).set('/a', 'low tide');
    const first = await poll();
    const second = await poll(first.nextCursor);
    expect(paths()).toEqual(['/sitemap.xml', '/a']);
    workshop.clock.advance(2 * 86_400_000);
    const third = await poll(second.nextCursor);
    await poll(third.nextCursor);
    expect(paths()).toEqual(['/sitemap.xml']);
  });

  it('a page that was taken away and is still listed is gone', async () => {
    files.set('/sitemap.xml', urlset(entry('/a'))).set('/a', 'low tide');
    const first = await poll();
    files.set('/a', 410);
    const second = await poll(first.nextCursor);
    expect(second.gone).toMatchObject([{ nativeId: '/a', url: `${site.origin}/a` }]);
  });

  it('a page that is listed no more and still there is not gone', async () => {
    files.set('/sitemap.xml', urlset(entry('/a', '2026-01-01'), entry('/b', '2026-01-02')));
    files.set('/a', 'low tide').set('/b', 'high tide');
    const first = await poll();
    files.set('/sitemap.xml', urlset(entry('/b', '2026-01-02')));
    const second = await poll(first.nextCursor);
    expect([paths(), second.gone]).toEqual([['/sitemap.xml', '/a'], []]);
  });

  it('a page that cannot be had is tried again, five times', async () => {
    files.set('/sitemap.xml', urlset(entry('/a', '2026-01-01'))).set('/a', 500);
    let { nextCursor, skipped } = await poll();
    for (let round = 2; round <= 5; round += 1) {
      ({ nextCursor, skipped } = await poll(nextCursor));
      expect(paths()).toEqual(['/sitemap.xml', '/a']);
    }
    expect(skipped.at(-1)?.detail).toMatch(/left out after 5 tries/);
    await poll(nextCursor);
    expect(paths()).toEqual(['/sitemap.xml']);
  });
});

describe('what a sitemap may speak for', () => {
  it('its own directory on its own host, and nothing else', async () => {
    const own = urlset(
      entry('/news/a'),
      entry('/staff/b'),
      '<loc>https://elsewhere.example/c</loc>',
      '<loc>file:///etc/hosts</loc>',
    );
    files.set('/news/sitemap.xml', own).set('/news/a', 'low tide').set('/staff/b', 'rota');
    const result = await poll({}, { addresses: [`${site.origin}/news/sitemap.xml`] });
    expect(paths()).toEqual(['/news/sitemap.xml', '/news/a']);
    expect(result.skipped).toMatchObject([
      { reason: 'not_allowed', detail: expect.stringMatching(/^3 of the locations do not lie below .*\/news\//) },
    ]);
  });

  it('the whole host, where robots.txt names it', async () => {
    site.robots = `Sitemap: ${site.origin}/maps/all.xml\nSitemap: https://elsewhere.example/sitemap.xml\n`;
    files.set('/maps/all.xml', urlset(entry('/a', '2026-01-01'))).set('/a', 'low tide');
    const result = await poll({}, { addresses: [`${site.origin}/robots.txt`] });
    expect(ids(result)).toEqual(['/a']);
    expect(result.skipped).toMatchObject([{ reason: 'not_allowed' }]);
  });

  it('/sitemap.xml is read where robots.txt names none', async () => {
    files.set('/sitemap.xml', urlset(entry('/a', '2026-01-01'))).set('/a', 'low tide');
    expect(ids(await poll({}, { addresses: [`${site.origin}/`] }))).toEqual(['/a']);
  });
});

describe('an index', () => {
  it('only children that may have changed are read: the newest, and what its index calls newer', async () => {
    files.set('/sitemap.xml', index(entry('/1.xml', '2026-01-01'), entry('/2.xml', '2026-01-02')));
    files.set('/1.xml', urlset(entry('/a', '2026-01-01'))).set('/2.xml', urlset(entry('/b', '2026-01-02')));
    files.set('/a', 'low tide').set('/b', 'high tide');
    const first = await poll();
    expect(ids(first)).toEqual(['/b', '/a']);
    const second = await poll(first.nextCursor);
    expect(paths()).toEqual(['/sitemap.xml', '/2.xml']);
    workshop.clock.advance(3 * 86_400_000);
    await poll(second.nextCursor);
    expect(paths()).toEqual(['/sitemap.xml', '/2.xml', '/1.xml']);
  });

  it('may not name another index', async () => {
    files.set('/sitemap.xml', index(entry('/1.xml'))).set('/1.xml', index(entry('/2.xml')));
    const result = await poll();
    expect(paths()).toEqual(['/sitemap.xml', '/1.xml']);
    expect(result.skipped).toMatchObject([{ reason: 'type', detail: expect.stringMatching(/another index/) }]);
  });

  it('pages of a child that it names no more are asked for', async () => {
    files.set('/sitemap.xml', index(entry('/1.xml'), entry('/2.xml')));
    files.set('/1.xml', urlset(entry('/a', '2026-01-01'))).set('/2.xml', urlset(entry('/b', '2026-01-02')));
    files.set('/a', 'low tide').set('/b', 'high tide');
    const first = await poll();
    files.set('/sitemap.xml', index(entry('/2.xml'))).set('/a', 404);
    expect((await poll(first.nextCursor)).gone).toMatchObject([{ nativeId: '/a' }]);
  });
});

it('hostile XML is refused, and said', async () => {
  files.set('/sitemap.xml', '<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>');
  const result = await poll();
  expect(result.skipped).toMatchObject([{ reason: 'type', detail: expect.stringMatching(/document type/) }]);
});
