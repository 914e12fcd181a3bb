/** Pages per second beside Crawlee, over HTTP and in a browser, each side in a process of its own, on the same sites. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE_FLAGS } from '#cli/processes.ts';
import { findChromium } from '#services/chromium.ts';
import { defineMeasure, takeTurns } from './bench.ts';
import { browserShare } from './browser-share.ts';
import type { Side, SideResult, Way } from './crawler-side.ts';
import { divide, Series } from './report.ts';
import { stream } from './texts.ts';

const PER_PAGE = 20;

interface Site {
  host: string;
  server: Server;
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** A forum of `pages` pages: plain, or a shell whose script asks for the posts, as the scripted board of the demo does. */
const startSite = async (pages: number, way: Way, seed: number): Promise<Site> => {
  const texts = stream({ count: pages * PER_PAGE, violating: 0, copies: 0, seed }).map(({ text }) => text);
  const next = (page: number): string =>
    page < pages ? `<a class="next" href="/page/${page + 1}">next</a>` : '<p>the end</p>';
  const articles = (page: number): { id: string; text: string }[] =>
    texts.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((text, at) => ({ id: `p${page}-${at}`, text }));
  const plain = (page: number): string =>
    articles(page)
      .map(
        ({ id, text }) =>
          `<article id="${id}"><a class="permalink" href="/p/${id}">#</a><p>${escaped(text)}</p></article>`,
      )
      .join('\n');
  const shell = (page: number): string => `<main></main>${next(page)}<script>
fetch('/data/${page}').then((answer) => answer.json()).then((posts) => {
  for (const { id, text } of posts) {
    const article = document.createElement('article');
    article.id = id;
    const link = document.createElement('a');
    link.className = 'permalink';
    link.href = '/p/' + id;
    const body = document.createElement('p');
    body.textContent = text;
    article.append(link, body);
    document.querySelector('main').append(article);
  }
  document.body.dataset.ready = '';
});
</script>`;
  const server = createServer((request, response) => {
    const [, part, number] = (request.url ?? '/').split('/');
    const page = Number(number);
    if (part === 'robots.txt')
      response.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nDisallow: /private/\n');
    else if (part === 'data')
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(articles(page)));
    else if (part === 'page')
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(
          `<!doctype html><html lang="en"><title>page ${page}</title><body>${way === 'http' ? plain(page) + next(page) : shell(page)}</body></html>`,
        );
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
};

const runSide = async (file: string, side: Side, flags: readonly string[] = []): Promise<SideResult> => {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: [...flags, '--import', 'tsx'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code} before it answered`);
  });
  ended.catch(() => {});
  child.send(side);
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [SideResult];
  await once(child, 'exit').catch(() => {});
  return result;
};

export const crawlers = defineMeasure({
  name: 'crawlers',
  title: 'pages per second beside Crawlee, over HTTP and in a browser',
  need: ['redis'],
  defaults: { pages: 1000, browserPages: 100, sites: 2, runs: 5 },
  run: async ({ installation, config }, { pages, browserPages, sites: count, runs }) => {
    const { redisUrl = '', namespace } = installation();
    const { path, args } = await findChromium({ chromiumPath: config.chromiumPath, cacheDir: config.cache });
    const folder = mkdtempSync(join(tmpdir(), 'weir-crawlers-'));
    const series = new Series();
    const run = async (way: Way): Promise<void> => {
      const each = way === 'http' ? pages : browserPages;
      const sites = await Promise.all(Array.from({ length: count }, (_, at) => startSite(each, way, at + 1)));
      const side = (at: number): Side => ({
        way,
        sites: sites.map(({ host }) => host),
        pages: each,
        redisUrl,
        prefix: `${namespace}:${way}${at}:`,
        executablePath: path,
        args,
        folder,
      });
      const both = await takeTurns(
        runs,
        (at) => runSide('./crawler-weir.ts', side(at), NODE_FLAGS.worker),
        (at) => runSide('./crawler-crawlee.ts', side(at)),
      );
      for (const { server } of sites) {
        server.close();
        server.closeAllConnections();
      }
      for (const [who, results] of [
        ['Weir', both.ours],
        [way === 'http' ? 'CheerioCrawler' : 'PlaywrightCrawler', both.other],
      ] as const) {
        for (const result of results) {
          const wanted = count * each;
          if (result.pages !== wanted || result.items !== wanted * PER_PAGE)
            throw new Error(`${who} read ${result.pages} pages and ${result.items} items of ${wanted} pages`);
          const key = who === 'Weir' ? `${way} Weir` : `${way} other`;
          series.add(`${key} speed`, result.pages / result.seconds);
          series.add(`${key} cpu`, (1000 * result.cpuSeconds) / result.pages);
          series.add(`${key} memory`, result.megabytes);
          if (way === 'browser') {
            series.add(`${key} browser memory`, result.browserMegabytes);
            series.add(`${key} whole memory`, result.megabytes + result.browserMegabytes);
          }
        }
      }
    };
    let share = { pages: 0, inBrowser: 0 };
    try {
      await run('http');
      await run('browser');
      share = await browserShare(redisUrl, `${namespace}:share:`, { executablePath: path, args });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const names = { http: 'CheerioCrawler', browser: 'PlaywrightCrawler' } as const;
    const lines = (['http', 'browser'] as const).flatMap((way) =>
      (
        [
          ['Weir', 'Weir'],
          [names[way], 'other'],
        ] as const
      ).flatMap(([who, key]) => [
        { what: `${way}: ${who}`, unit: 'pages/s', values: series.of(`${way} ${key} speed`) },
        { what: `${way}: ${who}, processor time of Node`, unit: 'ms/page', values: series.of(`${way} ${key} cpu`) },
        { what: `${way}: ${who}, memory of Node`, unit: 'MB', values: series.of(`${way} ${key} memory`) },
        ...(way === 'browser'
          ? [
              {
                what: `${way}: ${who}, memory of Chromium`,
                unit: 'MB',
                values: series.of(`${way} ${key} browser memory`),
              },
            ]
          : []),
      ]),
    );
    const ratios = (['http', 'browser'] as const).flatMap((way) => [
      { what: `${way}: pages/s`, values: divide(series.of(`${way} Weir speed`), series.of(`${way} other speed`)) },
      { what: `${way}: processor time`, values: divide(series.of(`${way} other cpu`), series.of(`${way} Weir cpu`)) },
      {
        what: `${way}: memory of Node`,
        values: divide(series.of(`${way} other memory`), series.of(`${way} Weir memory`)),
      },
    ]);
    ratios.push({
      what: 'browser: memory of Node and Chromium together',
      values: divide(series.of('browser other whole memory'), series.of('browser Weir whole memory')),
    });
    return {
      lines: [
        ...lines,
        {
          what: 'fictional web: pages that needed a browser (PlaywrightCrawler: all)',
          unit: '%',
          values: [(100 * share.inBrowser) / share.pages],
        },
      ],
      ratios,
      notes: [
        'Both sides: robots.txt obeyed, no pause, as many requests at once as there are sites. Weir asks each site one thing at a time; Crawlee may ask one site twice while another waits.',
        'Weir keeps of each page a capture (WARC, hashes, manifest; in the browser also DOM and picture) and writes it to a file, checks each address at connect time and takes turns in Redis. Crawlee does none of these, and takes no picture.',
        'In the browser both block images, fonts and media; the start of the browser is in the time. Each side runs in a process of its own, begun anew for every run; loading its modules is not in the time. Weir is started with the flags of Node that its workers have (`NODE_FLAGS`).',
      ],
    };
  },
});
