/** One crawler reads one web in a process of its own, so that neither sees the other's memory. Started by `crawlers.ts`. */
import { processTree } from '#crawlers/adapters/process-memory.ts';

export type Way = 'http' | 'browser';

export interface Side {
  way: Way;
  /** `host:port` of each site; each has `pages` pages at `/page/<n>`. */
  sites: string[];
  pages: number;
  redisUrl: string;
  prefix: string;
  executablePath: string;
  args: string[];
  folder: string;
}

export interface SideResult {
  pages: number;
  items: number;
  seconds: number;
  cpuSeconds: number;
  /** The highest resident memory of this process. */
  megabytes: number;
  /** The highest of the browser's processes, shared pages left out; 0 without one. */
  browserMegabytes: number;
}

export interface Crawler {
  /** Reads every page once; how many pages and items it read. */
  crawl(): Promise<{ pages: number; items: number }>;
  close(): Promise<void>;
}

/** Runs what the parent asks for, and answers it. */
export const serveSide = (open: (side: Side) => Promise<Crawler>): void => {
  process.once('message', async (side: Side) => {
    const crawler = await open(side);
    let highest = 0;
    const look = setInterval(async () => {
      const own = await processTree(process.pid);
      const browser = own.filter(({ pid }) => pid !== process.pid).reduce((sum, { bytes }) => sum + bytes, 0);
      highest = Math.max(highest, browser);
    }, 250);
    const cpu = process.cpuUsage();
    const start = performance.now();
    const { pages, items } = await crawler.crawl();
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    clearInterval(look);
    await crawler.close();
    const result: SideResult = {
      pages,
      items,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      megabytes: process.resourceUsage().maxRSS / 1024,
      browserMegabytes: side.way === 'http' ? 0 : highest / 1e6,
    };
    process.send?.(result, () => process.exit(0));
  });
};
