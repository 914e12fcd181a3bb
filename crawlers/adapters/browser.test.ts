import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageRecipe, Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector } from '../crawl.ts';

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
      args: ['--disable-gpu', '--no-sandbox', '--disable-quic', '--disable-background-networking', '--no-first-run'],
      slots: 2,
      deadlineMilliseconds: 20_000,
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
        args: ['--disable-gpu', '--no-sandbox'],
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
    inspect.pages['/crash'] = '<body><script>location.href = "chrome://crash";</script></body>';
    await collector.poll(source, {});
    await collector.browser?.kill();
    expect((await collector.poll(source, {})).items).toHaveLength(1);
    expect(collector.browser?.load).toEqual({ running: 0, waiting: 0, contexts: 0 });
  });
});

it('says what is missing when there is no browser', async () => {
  const result = await workshop.collector().poll(source, {});
  expect(result.skipped).toMatchObject([{ reason: 'refused', detail: expect.stringContaining('browser') }]);
});
