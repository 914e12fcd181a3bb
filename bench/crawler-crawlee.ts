import type { Configuration } from '@crawlee/cheerio';
import { type Crawler, type Side, serveSide } from './crawler-side.ts';

/** One request at a time for each site, as many sites at once as there are; no pause, robots.txt obeyed. */
const manners = ({ sites }: Side) => ({
  minConcurrency: sites.length,
  maxConcurrency: sites.length,
  respectRobotsTxtFile: true,
  maxRequestRetries: 0,
  useSessionPool: false,
});

const keepsNothing = (Kind: typeof Configuration, { folder }: Side): Configuration =>
  new Kind({ persistStorage: false, storageClientOptions: { localDataDirectory: folder } });

const crawlerOf = (run: () => Promise<unknown>, counts: { pages: number; items: number }): Crawler => ({
  crawl: async () => {
    await run();
    return counts;
  },
  close: async () => {},
});

const firstPages = ({ sites }: Side): string[] => sites.map((host) => `http://${host}/page/1`);

/** Items as Crawlee's users read them; the next page is found by its link, as Weir's recipe does. */
const openCheerio = async (side: Side): Promise<Crawler> => {
  const { CheerioCrawler, Configuration, log } = await import('@crawlee/cheerio');
  log.setLevel(log.LEVELS.OFF);
  const counts = { pages: 0, items: 0 };
  const crawler = new CheerioCrawler(
    {
      ...manners(side),
      requestHandler: async ({ $, pushData, enqueueLinks }) => {
        const items = $('article')
          .map((_, article) => ({
            id: $(article).attr('id'),
            url: $(article).find('a.permalink').attr('href'),
            text: $(article).find('p').text(),
          }))
          .get();
        counts.pages += 1;
        counts.items += items.length;
        await pushData(items);
        await enqueueLinks({ selector: 'a.next' });
      },
    },
    keepsNothing(Configuration, side),
  );
  return crawlerOf(() => crawler.run(firstPages(side)), counts);
};

const openPlaywright = async (side: Side): Promise<Crawler> => {
  const { PlaywrightCrawler, Configuration, log } = await import('@crawlee/playwright');
  const { chromium } = await import('playwright-core');
  log.setLevel(log.LEVELS.OFF);
  const { executablePath, args } = side;
  const counts = { pages: 0, items: 0 };
  const crawler = new PlaywrightCrawler(
    {
      ...manners(side),
      launchContext: {
        launcher: chromium,
        launchOptions: { executablePath, args, chromiumSandbox: !args.includes('--no-sandbox') },
      },
      browserPoolOptions: { useFingerprints: false },
      preNavigationHooks: [
        async ({ blockRequests }) => blockRequests({ urlPatterns: ['.png', '.jpg', '.woff2', '.mp4', '.mp3'] }),
      ],
      requestHandler: async ({ page, pushData, enqueueLinks }) => {
        await page.waitForSelector('[data-ready]', { state: 'attached' });
        const items = await page.$$eval('article', (all) =>
          all.map((article) => ({
            id: article.id,
            url: article.querySelector('a.permalink')?.getAttribute('href'),
            text: article.querySelector('p')?.textContent,
          })),
        );
        counts.pages += 1;
        counts.items += items.length;
        await pushData(items);
        await enqueueLinks({ selector: 'a.next' });
      },
    },
    keepsNothing(Configuration, side),
  );
  return crawlerOf(() => crawler.run(firstPages(side)), counts);
};

serveSide((side) => (side.way === 'http' ? openCheerio(side) : openPlaywright(side)));
