import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageRecipe, Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector } from '../crawl.ts';
import type { BrowserOptions } from './browser.ts';
import { processTree } from './process-memory.ts';

const ARGS = ['--disable-gpu', '--no-sandbox', '--disable-quic', '--disable-background-networking', '--no-first-run'];
const namespace = testNamespace();
let run = 0;
let site: Site;
let outside: Site;
let workshop: Workshop;
let collector: Collector;
let source: Source;

const RECIPE: PageRecipe = {
  item: 'article',
  id: { selector: '', attr: 'id' },
  url: { selector: 'a', attr: 'href' },
  text: { selector: 'p' },
  render: 'browser',
  waitFor: 'article',
  maxPages: 1,
};

const BUILDS = `<!doctype html><html lang="en"><body><div id="list"></div><script>
fetch('/data.json').then((answer) => answer.json()).then((posts) => {
  for (const { id, text } of posts) {
    const article = document.createElement('article');
    article.id = id;
    const link = document.createElement('a');
    link.href = '/p/' + id;
    const body = document.createElement('p');
    body.textContent = text;
    article.append(link, body);
    document.getElementById('list').append(article);
  }
});
</script></body></html>`;

const inspect = { pages: {} as Record<string, string> };

beforeEach(async () => {
  run += 1;
  inspect.pages = { '/': BUILDS };
  outside = await startSite((_request, response) =>
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('outside'),
  );
  site = await startSite((_request, response, url) => {
    if (url.pathname === '/data.json') {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('[{"id":"one","text":"built by a script 渡口"}]');
      return;
    }
    const page = inspect.pages[url.pathname];
    if (page === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  collector = workshop.collector({
    chromium: {
      executablePath: process.env.CHROMIUM_PATH ?? '',
      args: ARGS,
      slots: 2,
      // Long, so that a busy machine fails none of the pages that are sound.
      deadlineMilliseconds: 90_000,
    },
  });
  source = sourceOf(site, { recipes: [RECIPE] });
});
afterEach(async () => {
  await workshop.close();
  await site.close();
  await outside.close();
});

const paths = (): string[] => site.visits.map(({ path }) => path);

describe('pages that scripts build', () => {
  it('are read after their scripts have run, with DOM and picture as evidence', async () => {
    const result = await collector.poll(source, {});
    expect(result.items).toMatchObject([
      { nativeId: 'one', text: 'built by a script 渡口', url: `${site.origin}/p/one`, lang: 'en' },
    ]);
    const [capture] = result.captures;
    expect(capture?.manifest.rendered).toBe(true);
    expect([...(capture?.files.keys() ?? [])]).toEqual([
      'capture.warc.gz',
      'body',
      'dom.html',
      'screenshot.png',
      'text.txt',
    ]);
    expect(Buffer.from(capture?.files.get('body') ?? []).toString()).toBe(BUILDS);
    expect(Buffer.from(capture?.files.get('dom.html') ?? []).toString()).toContain('built by a script 渡口');
    expect(
      Buffer.from(capture?.files.get('screenshot.png') ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('are fetched once, by the egress, and load the rest through the proxy only', async () => {
    await collector.poll(source, {});
    expect(paths()).toEqual(['/robots.txt', '/', '/data.json']);
    expect(collector.browser?.proxy?.seen).toEqual([
      { target: `${site.origin}/data.json`, allowed: true, detail: '127.0.0.1' },
    ]);
    const agents = new Set(site.visits.map(({ headers }) => headers['user-agent']));
    expect([...agents]).toEqual(['Weir/0.0.0 (+https://weir.example/bot)']);
  });

  it('reach no other host, whatever they try', async () => {
    inspect.pages['/'] = `<!doctype html><html><head>
<link rel="stylesheet" href="${outside.origin}/a.css"><link rel="prefetch" href="${outside.origin}/b">
<link rel="preconnect" href="${outside.origin}"><link rel="dns-prefetch" href="${outside.origin}"></head><body>
<img src="${outside.origin}/c.png"><iframe src="${outside.origin}/d"></iframe><script src="${outside.origin}/e.js"></script>
<script>
const tries = [
  fetch('${outside.origin}/f').catch(() => {}),
  new Promise((done) => { const socket = new WebSocket('ws://${outside.host}/g'); socket.onerror = socket.onclose = done; }),
  new Promise((done) => { const events = new EventSource('${outside.origin}/h'); events.onerror = () => { events.close(); done(); }; }),
];
navigator.sendBeacon('${outside.origin}/i', 'x');
new Worker(URL.createObjectURL(new Blob(["fetch('${outside.origin}/j')"])));
Promise.all(tries).then(() => {
  document.body.insertAdjacentHTML('beforeend', '<article id="end"><a href="/p/end"></a><p>done</p></article>');
});
</script></body></html>`;
    const result = await collector.poll(source, {});
    expect(result.items).toMatchObject([{ text: 'done' }]);
    expect(outside.visits).toEqual([]);
    expect(
      result.skipped.filter(({ reason }) => reason === 'not_allowed').map(({ url }) => new URL(url).pathname),
    ).toEqual(expect.arrayContaining(['/a.css', '/e.js', '/f']));
    expect(collector.browser?.proxy?.seen.filter(({ allowed }) => allowed)).toEqual([]);
  });

  it('load nothing that robots.txt forbids', async () => {
    site.robots = 'User-agent: *\nDisallow: /data\n';
    inspect.pages['/'] = `<body><script>
fetch('/data.json').catch(() => {
  document.body.innerHTML = '<article id="no"><a href="/p/no"></a><p>refused</p></article>';
});
</script></body>`;
    const result = await collector.poll(source, {});
    expect(result.items).toMatchObject([{ text: 'refused' }]);
    expect(result.skipped).toMatchObject([{ url: `${site.origin}/data.json`, reason: 'robots' }]);
    expect(paths()).toEqual(['/robots.txt', '/']);
  });

  it('cannot lead the browser away', async () => {
    inspect.pages['/'] =
      '<body><article id="a"><a href="/x"></a><p>here</p></article><script>location.href = "/elsewhere";</script></body>';
    const result = await collector.poll(source, {});
    expect(paths()).not.toContain('/elsewhere');
    expect(result.items).toMatchObject([{ text: 'here' }]);
  });
});

describe('pages that hang or crash', () => {
  it('give their slots back, and the next page is built', async () => {
    const slow = workshop.collector({
      chromium: {
        executablePath: process.env.CHROMIUM_PATH ?? '',
        args: ARGS,
        slots: 2,
        deadlineMilliseconds: 3000,
      },
    });
    inspect.pages['/loop'] = '<body><p>x</p><script>for (;;);</script></body>';
    inspect.pages['/never'] = '<body><p>the article never comes</p></body>';
    inspect.pages['/alert'] = '<body><script>alert("x"); for (;;) confirm("y");</script></body>';
    const hanging = ['/loop', '/never', '/alert', '/loop'];
    const results = await Promise.all(
      hanging.map((path, index) => slow.poll({ ...source, id: `s${index}`, addresses: [`${site.origin}${path}`] }, {})),
    );
    for (const result of results) expect(result.skipped).toMatchObject([{ reason: 'timeout' }]);
    expect(slow.browser?.load).toEqual({ running: 0, waiting: 0, contexts: 0 });
    expect((await collector.poll(source, {})).items).toHaveLength(1);
  });

  it('survive the end of the whole browser', async () => {
    await collector.poll(source, {});
    await collector.browser?.kill();
    expect((await collector.poll(source, {})).items).toHaveLength(1);
    expect(collector.browser?.load).toEqual({ running: 0, waiting: 0, contexts: 0 });
  });

  it('cost the pages beside them nothing when the browser has to be ended', async () => {
    let arrived: () => void = () => {};
    const loading = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const answer = site.answer;
    const held: (() => void)[] = [];
    site.answer = (request, response, url) => {
      if (url.pathname !== '/data.json' || held.length > 0) return answer(request, response, url);
      held.push(() => response.destroy());
      arrived();
    };
    const polled = collector.poll(source, {});
    await loading;
    await collector.browser?.kill();
    expect((await polled).items).toHaveLength(1);
    expect(collector.browser?.counts).toMatchObject({ started: 2, killed: 1 });
  });

  it('leave the queue when they are called off before their turn', async () => {
    const narrow = workshop.collector({
      chromium: { executablePath: process.env.CHROMIUM_PATH ?? '', args: ARGS, slots: 1, deadlineMilliseconds: 90_000 },
    });
    inspect.pages['/never'] = '<body><p>the article never comes</p></body>';
    const first = new AbortController();
    const second = new AbortController();
    const at = (id: string, signal: AbortSignal) =>
      narrow.poll({ ...source, id, addresses: [`${site.origin}/never`] }, {}, { signal });
    const polls = [at('one', first.signal), at('two', second.signal)];
    await expect.poll(() => narrow.browser?.load, { timeout: 60_000 }).toMatchObject({ running: 1, waiting: 1 });
    second.abort();
    await polls[1];
    expect(narrow.browser?.load).toMatchObject({ running: 1, waiting: 0 });
    first.abort();
    await polls[0];
    expect(narrow.browser?.load).toEqual({ running: 0, waiting: 0, contexts: 0 });
  });
});

describe('the browser', () => {
  const withBrowser = (options: Partial<BrowserOptions>): Collector =>
    workshop.collector({
      chromium: {
        executablePath: process.env.CHROMIUM_PATH ?? '',
        args: ARGS,
        slots: 1,
        deadlineMilliseconds: 90_000,
        ...options,
      },
    });

  it('is replaced after its share of pages', async () => {
    const recycling = withBrowser({ pagesPerBrowser: 2 });
    for (let page = 0; page < 5; page++) expect((await recycling.poll(source, {})).items).toHaveLength(1);
    expect(recycling.browser?.counts).toEqual({ started: 3, recycled: 2, killed: 0, oversized: 0 });
    expect(recycling.browser?.pids).toHaveLength(1);
  });

  it('ends a page whose scripts take too much memory, and only that page', async () => {
    inspect.pages['/heap'] = '<body><script>const all = []; for (;;) all.push(new Array(100000).fill(0.5));</script>';
    const capped = withBrowser({ heapMegabytes: 64 });
    const result = await capped.poll({ ...source, addresses: [`${site.origin}/heap`] }, {});
    expect(result.skipped).toMatchObject([{ reason: 'dead', detail: expect.stringContaining('crashed') }]);
    expect((await capped.poll(source, {})).items).toHaveLength(1);
    expect(capped.browser?.counts).toMatchObject({ started: 1, killed: 0 });
  });

  it('ends a page that takes too much memory beside its scripts', async () => {
    inspect.pages['/buffers'] =
      '<body><script>const all = []; setInterval(() => all.push(new Uint8Array(64e6).fill(1)), 20);</script>';
    const capped = withBrowser({ memoryMegabytes: 500 });
    const result = await capped.poll({ ...source, addresses: [`${site.origin}/buffers`] }, {});
    expect(result.skipped).toMatchObject([{ reason: 'dead', detail: expect.stringContaining('crashed') }]);
    expect(capped.browser?.counts.oversized).toBeGreaterThan(0);
    expect((await capped.poll(source, {})).items).toHaveLength(1);
  });

  it('counts nodes and characters where the page cannot deceive it', async () => {
    const many = '<b></b>'.repeat(200_001);
    inspect.pages['/nodes'] =
      `<body>${many}<article id="a"></article><script>Document.prototype.getElementsByTagName = () => [];</script>`;
    inspect.pages['/text'] =
      '<body><script>document.body.dataset.x = "x".repeat(17e6);</script><article id="a"></article>';
    const browser = withBrowser({});
    for (const path of ['/nodes', '/text']) {
      const result = await browser.poll({ ...source, addresses: [`${site.origin}${path}`] }, {});
      expect(result.skipped).toMatchObject([{ reason: 'size' }]);
    }
    inspect.pages['/named'] =
      '<body><img name="documentElement"><form name="getElementsByTagName"></form><img name="doctype"><article id="a"><a href="/p/a"></a><p>read</p></article>';
    const named = await browser.poll({ ...source, addresses: [`${site.origin}/named`] }, {});
    expect(named.items).toMatchObject([{ text: 'read' }]);
  });

  it('loads images only where the recipe names them as evidence, fonts and media never', async () => {
    inspect.pages['/seen'] =
      `<head><style>@font-face { font-family: f; src: url(/font.woff2); } body { font-family: f; }</style></head>
<body><img src="/picture.png"><video src="/film.mp4" autoplay></video><audio src="/sound.mp3" autoplay></audio>
<p>text</p><script>addEventListener('load', () => {
  document.body.insertAdjacentHTML('beforeend', '<article id="a"><a href="/p/a"></a><p>loaded</p></article>');
});</script>`;
    const loaded = (): string[] => paths().filter((path) => /png|woff2|mp4|mp3/.test(path));
    const at = { ...source, addresses: [`${site.origin}/seen`] };
    await collector.poll(at, {});
    expect(loaded()).toEqual([]);
    await collector.poll({ ...at, recipes: [{ ...RECIPE, images: { selector: 'img' } }] }, {});
    expect(loaded()).toEqual(['/picture.png']);
  });

  it('leaves no process behind', async () => {
    const closing = withBrowser({});
    await closing.poll(source, {});
    const [pid = 0] = closing.browser?.pids ?? [];
    expect((await processTree(pid)).length).toBeGreaterThan(1);
    await closing.close();
    expect(await processTree(pid)).toEqual([]);
  });
});

it('says what is missing when there is no browser', async () => {
  const result = await workshop.collector().poll(source, {});
  expect(result.skipped).toMatchObject([{ reason: 'refused', detail: expect.stringContaining('browser') }]);
});
