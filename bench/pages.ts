/** How soon a page shows what somebody came for, with thousands of open cases behind it; and what Lighthouse says of it. */
import { type Browser, chromium } from 'playwright-core';
import { buildDashboards, dashboardsDir } from '#cli/dashboards.ts';
import { openHouse } from '#cli/open.ts';
import { ROLES } from '#core/roles.ts';
import { findChromium } from '#services/chromium.ts';
import { freePort } from '#services/port.ts';
import { aliasOf } from '#store/indices.ts';
import { defineMeasure } from './bench.ts';
import { openApi } from './callers.ts';
import { loadCases, openedCases } from './claim-cases.ts';
import { openLighthouse } from './lighthouse.ts';
import { type Line, Series } from './report.ts';

/** The public pages run no script, ours neither: what is painted there is what came. */
const PAGES: readonly (readonly [name: string, path: string])[] = [
  ['review', '/review'],
  ['a case', '/review/cases/case-0'],
  ['quality', '/review/quality'],
  ['liaison', '/liaison'],
  ['operators', '/liaison/operators'],
  ['sharing', '/liaison/sharing'],
  ['desk', '/desk'],
  ['archive', '/archive'],
  ['oversight', '/oversight'],
  ['sources', '/oversight/sources'],
  ['policies', '/oversight/policies'],
  ['drift', '/oversight/drift'],
  ['drills', '/oversight/drills'],
  ['reports', '/oversight/reports'],
  ['ledger', '/oversight/ledger'],
  ['people', '/administration'],
  ['health', '/administration/health'],
  ['account', '/account'],
];
const LOCALES = ['en-GB', 'zh-CN'] as const;

/** First and largest contentful paint in milliseconds since the page was asked for, with nothing in the browser's cache. */
const paints = async (
  browser: Browser,
  address: string,
  cookie: string,
  path: string,
): Promise<{ first: number; largest: number }> => {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  try {
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: address }]);
    const page = await context.newPage();
    await page.goto(`${address}${path}`);
    // The largest paint is looked for when nothing is being loaded any more and what came last has been drawn.
    await page.waitForFunction(
      () =>
        document.querySelector('h1') !== null &&
        document.querySelector('.skeleton') === null &&
        performance.getEntriesByName('first-contentful-paint').length > 0,
    );
    return await page.evaluate(async () => {
      let largest = 0;
      const observer = new PerformanceObserver((list) => {
        for (const { startTime } of list.getEntries()) largest = startTime;
      });
      observer.observe({ type: 'largest-contentful-paint', buffered: true });
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
      return { first, largest: Math.max(first, largest) };
    });
  } finally {
    await context.close();
  }
};

export const pages = defineMeasure({
  name: 'pages',
  title: 'how soon a page is painted at ten thousand open cases, and what Lighthouse says of it',
  need: ['elasticsearch', 'redis', 'chromium'],
  // `audits` 0 leaves Lighthouse out, which a test does not fetch.
  defaults: { cases: 10_000, runs: 5, audits: 1 },
  run: async (bench, { cases, runs, audits }) => {
    const config = bench.installation();
    buildDashboards(() => {});
    const store = await openHouse(config);
    const paint = new Series();
    const scores: Line[] = [];
    const failed = new Set<string>();
    try {
      await store.migrate();
      const api = await openApi(config, store, 1, { roles: ROLES, dashboardsDir });
      const port = await freePort();
      const {
        path: executablePath,
        args,
        sandbox,
      } = await findChromium({
        chromiumPath: config.chromiumPath,
        cacheDir: config.cache,
      });
      const browser = await chromium.launch({
        executablePath,
        args: [...args, `--remote-debugging-port=${port}`],
        chromiumSandbox: sandbox,
      });
      try {
        await loadCases(
          store.elasticsearch,
          aliasOf(config.namespace, 'cases'),
          openedCases(0, cases, store.clock.now()),
        );
        const address = await api.listen();
        const cookie = api.people[0]?.cookie ?? '';
        // The first look at each page warms the server: nobody works with one that has just started.
        for (let run = -1; run < runs; run++)
          for (const [name, path] of PAGES) {
            const { first, largest } = await paints(browser, address, cookie, path);
            if (run < 0) continue;
            paint.add(`${name}: first contentful paint`, first);
            paint.add(`${name}: largest contentful paint`, largest);
          }
        if (audits > 0) {
          const audit = await openLighthouse(port, cookie);
          for (const [name, path] of PAGES) {
            const both = await LOCALES.reduce(
              async (before, locale) => [...(await before), await audit(`${address}${path}`, locale)],
              Promise.resolve<Awaited<ReturnType<typeof audit>>[]>([]),
            );
            for (const title of both.flatMap((one) => one.failed)) failed.add(`${name}: ${title}`);
            for (const category of ['accessibility', 'best-practices'] as const)
              scores.push({ what: `${name}: ${category}`, unit: '', values: both.map((one) => one.scores[category]) });
          }
        }
      } finally {
        await browser.close();
        await api.close();
      }
    } finally {
      await store.close();
    }
    const lines = PAGES.flatMap(([name]) =>
      ['first', 'largest'].map((which) => `${name}: ${which} contentful paint`),
    ).map((what) => ({ what, unit: 'ms', values: paint.of(what) }));
    return {
      lines: [...lines, ...scores],
      ratios: [],
      notes: [
        'Milliseconds since the page was asked for, on this machine, with an empty browser cache and a signed-in session; Elasticsearch, Redis, the server and the browser share the cores.',
        audits > 0
          ? `Lighthouse's scores are in hundredths, English and Chinese (its least and greatest). What counted against a page: ${failed.size === 0 ? 'nothing' : [...failed].join('; ')}.`
          : 'Lighthouse was left out.',
      ],
    };
  },
});
