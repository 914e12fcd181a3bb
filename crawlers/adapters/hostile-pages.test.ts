/**
 * A crawl of pages of which some hang, crash or are bombs. `npm test` runs a few of each; `npm run hostile-pages` runs
 * 1,000, of which 50 hang, 20 crash and 10 are bombs (HOSTILE_PAGES says how many).
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageRecipe } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector } from '../crawl.ts';
import { EGRESS_LIMITS } from '../egress/egress.ts';
import { processTree } from './process-memory.ts';

const namespace = testNamespace();

const TOTAL = Number(process.env.HOSTILE_PAGES ?? 30);
const DEADLINE = Number(process.env.HOSTILE_DEADLINE ?? 20_000);
const SLOTS = 5;
const MEGABYTE = 1e6;

const RECIPE: PageRecipe = {
  item: 'article',
  id: { selector: '', attr: 'id' },
  url: { selector: 'a', attr: 'href' },
  text: { selector: 'p' },
  render: 'browser',
  waitFor: 'article',
  maxPages: 1,
};

const SOUND = `<!doctype html><body><script>
for (let n = 0; n < 20; n++) document.body.insertAdjacentHTML('beforeend', '<article id="' + n + '"><a href="/p/' + n + '"></a><p>quiet water 渡口 ' + n + '</p></article>');
</script>`;
const ARTICLE = '<article id="a"><a href="/p/a"></a><p>x</p></article>';
const script = (code: string): string => `<!doctype html><body><script>${code}</script>${ARTICLE}`;

const HANGS = {
  loop: script('for (;;);'),
  'never ready': '<!doctype html><body><p>the article never comes</p>',
  dialogs: script('for (;;) { alert("x"); confirm("y"); prompt("z"); }'),
  'a script that never arrives': `<!doctype html><body><script src="/never.js"></script>${ARTICLE}`,
  'sleepless timers': `<!doctype html><body><script>const spin = () => { const t = Date.now(); while (Date.now() - t < 500); setTimeout(spin); }; spin();</script>`,
};
const CRASHES = {
  heap: script('const all = []; for (;;) all.push(new Array(100000).fill(0.5));'),
  strings: script('const all = []; for (let n = 0; ; n++) all.push(("" + n).padEnd(1000000, "x").split(""));'),
};
const BOMBS = {
  'many nodes': `<!doctype html><body>${'<b></b>'.repeat(210_000)}${ARTICLE}`,
  'nodes by script': script(
    'const all = document.createDocumentFragment(); for (let n = 0; n < 210000; n++) all.append(document.createElement("b")); document.body.append(all);',
  ),
  'long text': script('document.body.dataset.x = "x".repeat(17e6);'),
  decompression: gzipSync(Buffer.alloc(EGRESS_LIMITS.decoded + 1)),
  'endless body': null,
};

type Kind = 'sound' | 'hang' | 'crash' | 'bomb';

/** Every kind spread over the whole crawl, the same in every run. */
const planned = (): { path: string; kind: Kind }[] => {
  const share = (kind: Kind, part: number, names: readonly string[]): { name: string; kind: Kind; at: number }[] => {
    const count = Math.max(names.length, Math.round(TOTAL * part));
    return Array.from({ length: count }, (_, n) => ({ name: names[n % names.length] ?? '', kind, at: n / count }));
  };
  const hostile = [
    ...share('hang', 0.05, Object.keys(HANGS)),
    ...share('crash', 0.02, Object.keys(CRASHES)),
    ...share('bomb', 0.01, Object.keys(BOMBS)),
  ];
  const pages: { path: string; kind: Kind }[] = Array.from({ length: TOTAL }, () => ({
    path: '/sound',
    kind: 'sound',
  }));
  for (const [index, { name, kind }] of hostile.sort((a, b) => a.at - b.at).entries()) {
    pages[Math.floor((index * TOTAL) / hostile.length)] = { path: `/${encodeURIComponent(name)}`, kind };
  }
  return pages;
};

let site: Site;
let workshop: Workshop;
let collector: Collector;

beforeAll(async () => {
  const pages: Record<string, string | Buffer | null> = { sound: SOUND, ...HANGS, ...CRASHES, ...BOMBS };
  site = await startSite((_request, response, url) => {
    const page = pages[decodeURIComponent(url.pathname.slice(1))];
    if (page === undefined) return; // The script that never arrives.
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (typeof page === 'string') return void response.end(page);
    if (page !== null) return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(page);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  workshop = openWorkshop(`${namespace}:`, [site]);
  collector = workshop.collector({
    // A page on the same host waits while another is fetched, never while one is built.
    maxWaitMilliseconds: 120_000,
    maxPollMilliseconds: 600_000,
    chromium: {
      executablePath: process.env.CHROMIUM_PATH ?? '',
      args: ['--disable-gpu', '--no-sandbox', '--disable-quic', '--disable-background-networking', '--no-first-run'],
      slots: SLOTS,
      deadlineMilliseconds: DEADLINE,
      heapMegabytes: 128,
      pagesPerBrowser: 50,
    },
  });
});
afterAll(async () => {
  await workshop.close();
  await site.close();
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const megabytes = (bytes: number): number => Math.round(bytes / MEGABYTE);
const memory = (): number => {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().rss;
};

/** A bomb meets the first of its limits: size, or time where the machine is busy. */
const EXPECTED: Record<Kind, string[]> = {
  sound: ['items'],
  hang: ['timeout'],
  crash: ['dead'],
  bomb: ['size', 'timeout'],
};

describe(`a crawl of ${TOTAL} pages, some of which hang, crash or are bombs`, () => {
  it('ends, gives every slot back, names every loss, and leaves memory flat', { timeout: 7_200_000 }, async () => {
    const pages = planned();
    // What is loaded and compiled once is no growth.
    const warm = Math.max(15, Math.ceil(pages.length / 10));
    const pids = new Set<number>();
    const wrong: string[] = [];
    const tally: Record<Kind, number> = { sound: 0, hang: 0, crash: 0, bomb: 0 };
    let begun = 0;
    let ended = 0;
    let before = 0;
    const lane = async (): Promise<void> => {
      for (let index = begun++; index < pages.length; index = begun++) {
        const { path, kind } = pages[index] ?? { path: '', kind: 'sound' };
        const source = sourceOf(site, {
          id: `s${index}`,
          addresses: [`${site.origin}${path}`],
          recipes: [RECIPE],
        });
        const result = await collector.poll(source, {});
        for (const pid of collector.browser?.pids ?? []) pids.add(pid);
        const skipped = result.skipped.filter(({ url }) => url === source.addresses[0]).map(({ reason }) => reason);
        const outcome = skipped[0] ?? (result.items.length === 20 ? 'items' : `${result.items.length} items`);
        if (EXPECTED[kind].includes(outcome)) tally[kind] += 1;
        else wrong.push(`${path}: ${outcome} ${result.skipped.map(({ detail }) => detail).join('; ')}`);
        ended += 1;
        if (ended === warm) before = memory();
      }
    };
    // More lanes than slots, so that pages wait in the queue too.
    await Promise.all(Array.from({ length: SLOTS + 2 }, lane));
    const grown = memory() - before;
    const { browser } = collector;
    const trees = await Promise.all([...pids].map(processTree));
    const chromium = trees.flat().reduce((sum, { bytes }) => sum + bytes, 0);
    process.stdout.write(
      `hostile pages: ${pages.length} ended (${tally.sound} sound, ${tally.hang} hung, ${tally.crash} crashed, ${tally.bomb} bombs); ` +
        `browsers ${JSON.stringify(browser?.counts)}; this process grew by ${megabytes(grown)} MB to ${megabytes(process.memoryUsage().rss)} MB, ` +
        `Chromium holds ${megabytes(chromium)} MB\n`,
    );
    expect(wrong).toEqual([]);
    expect(browser?.load).toEqual({ running: 0, waiting: 0, contexts: 0 });
    expect(browser?.pids.length).toBeLessThanOrEqual(1);
    expect(grown).toBeLessThan(100 * MEGABYTE);
    await collector.close();
    expect((await Promise.all([...pids].map(processTree))).flat()).toEqual([]);
  });
});
