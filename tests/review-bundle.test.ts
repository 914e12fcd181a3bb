import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
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
