import { CheerioCrawler, Configuration, log } from '@crawlee/cheerio';
import { PlaywrightCrawler } from '@crawlee/playwright';
import { chromium } from 'playwright-core';
import { serveSide } from './crawler-side.ts';

/** Items as Crawlee's users read them; the next page is found by its link, as Weir's recipe does. */
serveSide(async ({ way, sites, executablePath, args, folder }) => {
  const counts = { pages: 0, items: 0 };
  const configuration = new Configuration({
    persistStorage: false,
    storageClientOptions: { localDataDirectory: folder },
  });
  log.setLevel(log.LEVELS.OFF);
  const shared = {
    // One request at a time for each site, as many sites at once as there are; no pause, robots.txt obeyed.
    minConcurrency: sites.length,
    maxConcurrency: sites.length,
    respectRobotsTxtFile: true,
    maxRequestRetries: 0,
    useSessionPool: false,
  };
  const crawler =
    way === 'http'
      ? new CheerioCrawler(
          {
            ...shared,
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
          configuration,
        )
      : new PlaywrightCrawler(
          {
            ...shared,
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
          configuration,
        );
  return {
    crawl: async () => {
      await crawler.run(sites.map((host) => `http://${host}/page/1`));
      return counts;
    },
    close: async () => {},
  };
});
