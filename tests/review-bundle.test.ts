import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import fastify from 'fastify';
import { expect, test } from 'vitest';
import { dashboardPages } from '#api/dashboards.ts';
import { dashboardsDir } from '#cli/dashboards.ts';

const LIMIT = 300 * 1024;
const read = (name: string): string => readFileSync(join(dashboardsDir, name), 'utf8');
const sizeOf = (name: string): number => gzipSync(read(name)).byteLength;

/** A script and whatever it loads before it runs, without what it may load later. */
const loadedWith = (entry: string, seen: Set<string>): Set<string> => {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const [, name = ''] of read(entry).matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
    loadedWith(`assets/${name}`, seen);
  return seen;
};

test('the pages of review come in under 300 kB gzipped, with everything that they need', () => {
  const assets = readdirSync(join(dashboardsDir, 'assets')).map((name) => `assets/${name}`);
  const [, main = ''] = /<script[^>]+src="\/(assets\/[^"]+\.js)"/.exec(read('index.html')) ?? [];
  const scripts = loadedWith(main, new Set());
  // The part of a workspace is told by a name that only its pages have.
  const pages = assets.filter((name) => /\/pages-[\w-]+\.js$/.test(name) && read(name).includes('saved-queue'));
  expect(pages).toHaveLength(1);
  for (const page of pages) loadedWith(page, scripts);
  const styles = assets.filter((name) => name.endsWith('.css'));
  const languages = assets.filter((name) => /\/(?:en|zh-CN)-[\w-]+\.js$/.test(name));
  // One of them comes with the page; the other when somebody switches.
  expect(languages.filter((name) => scripts.has(name))).toEqual([]);
  expect(languages).toHaveLength(2);
  const language = Math.max(...languages.map(sizeOf));
  // All styles, though only two files of them belong here.
  const size = [...scripts, ...styles].reduce((sum, name) => sum + sizeOf(name), language);
  process.stdout.write(`review: ${scripts.size} scripts, ${Math.round(size / 1024)} kB gzipped\n`);
  expect(size).toBeLessThan(LIMIT);
});

test('every file is sent packed to whoever takes it so, and as it is to everybody else', async () => {
  const app = fastify();
  await app.register(dashboardPages, { dir: dashboardsDir });
  const get = (url: string, encoding: string) =>
    app.inject({ method: 'GET', url, headers: { 'accept-encoding': encoding } });
  const names = ['index.html', ...readdirSync(join(dashboardsDir, 'assets')).map((name) => `assets/${name}`)].filter(
    (name) => /\.(?:html|css|js)$/.test(name),
  );
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) {
    const plain = await get(`/${name}`, 'identity');
    expect([plain.statusCode, plain.headers['content-encoding'], plain.body === read(name)], name).toEqual([
      200,
      undefined,
      true,
    ]);
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const packed = await get(`/${name}`, encoding);
      expect(packed.headers['content-encoding'], name).toBe(encoding);
      expect(packed.headers.vary).toContain('accept-encoding');
      expect(packed.headers['content-type']).toBe(plain.headers['content-type']);
      expect(packed.headers['cache-control']).toBe(plain.headers['cache-control']);
      expect(unpack(packed.rawPayload).toString() === plain.body, `${name} in ${encoding}`).toBe(true);
    }
  }
  await app.close();
});
