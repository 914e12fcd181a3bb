import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, BrowserContextOptions, Browser as Chromium } from 'playwright-core';
import { WeirError } from '#core/errors.ts';
import { processTree } from './process-memory.ts';

export interface HouseOptions {
  executablePath: string;
  args: string[];
  /** Pages that one browser builds before a new one takes its place; 100 where left out. */
  pagesPerBrowser?: number;
  /** Most memory of a browser with all its processes, in megabytes; 1,500 where left out. */
  memoryMegabytes?: number;
  /** Most memory of the scripts of one page, in megabytes; 512 where left out. */
  heapMegabytes?: number;
}

/** The browser ended under a page. `culprit`: the page for whose sake it was ended, if it was one. */
export class BrowserLost extends Error {
  readonly culprit: unknown;

  constructor(culprit: unknown) {
    super('the browser has ended');
    this.culprit = culprit;
  }
}

interface Running {
  browser: Chromium;
  pid: number;
  /** Contexts that are open or being opened. */
  open: number;
  /** Pages that it was given so far. */
  given: number;
  culprit: unknown;
}

/** A context in a browser; `lost` rejects with BrowserLost when the browser ends. */
export interface Room {
  context: Promise<BrowserContext>;
  lost: Promise<never>;
  /** Closes the context; where that does not help, ends the browser. Never hangs. */
  leave(): Promise<void>;
}

export interface House {
  room(options: BrowserContextOptions, page: unknown): Promise<Room>;
  readonly contexts: number;
  /** Since the beginning: browsers started, browsers that had built their share, browsers ended by force, pages ended for their size. */
  readonly counts: { started: number; recycled: number; killed: number; oversized: number };
  /** Process ids of the browsers that run. */
  readonly pids: number[];
  kill(): Promise<void>;
  close(): Promise<void>;
}

const MEGABYTE = 1e6;
const GRACE = 5000;
const LAUNCH_TIMEOUT = 60_000;
const LOOK_EVERY = 1000;

/** Its process, and those that it started: Playwright gives a browser a process group of its own. */
const killProcess = (pid: number): void => {
  for (const target of process.platform === 'win32' ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
};

const pidOf = async (browser: Chromium): Promise<number> => {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const own = processInfo.find(({ type }) => type === 'browser');
  if (own === undefined) throw new WeirError('BROWSER_CRASHED', 'Chromium does not tell its process.');
  return own.id;
};

/**
 * The browsers that pages are built in, one at a time: after its share of pages a browser takes no more, and ends with its
 * last one. What hangs is ended from outside; what takes too much memory is ended too, the largest page first.
 */
export const openHouse = (options: HouseOptions, proxyUrl: () => Promise<string>): House => {
  const share = options.pagesPerBrowser ?? 100;
  const cap = (options.memoryMegabytes ?? 1500) * MEGABYTE;
  const running = new Set<Running>();
  const contexts = new Set<BrowserContext>();
  const counts = { started: 0, recycled: 0, killed: 0, oversized: 0 };
  let current: Promise<Running> | null = null;
  let watch: NodeJS.Timeout | null = null;

  const launch = async (): Promise<Running> => {
    // Costs 50 MB, which a house without such sources does not pay.
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({
      executablePath: options.executablePath,
      headless: true,
      timeout: LAUNCH_TIMEOUT,
      chromiumSandbox: !options.args.includes('--no-sandbox'),
      args: [
        ...options.args,
        `--proxy-server=${await proxyUrl()}`,
        // Chromium would go to loopback without the proxy.
        '--proxy-bypass-list=<-loopback>',
        '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
        '--webrtc-ip-handling-policy=disable_non_proxied_udp',
        '--dns-prefetch-disable',
        `--js-flags=--max-old-space-size=${options.heapMegabytes ?? 512}`,
      ],
    });
    counts.started += 1;
    const one: Running = { browser, pid: await pidOf(browser), open: 0, given: 0, culprit: null };
    running.add(one);
    browser.once('disconnected', () => {
      running.delete(one);
      if (running.size === 0 && watch !== null) {
        clearInterval(watch);
        watch = null;
      }
    });
    watch ??= setInterval(() => {
      look().catch(() => {
        // Where the system does not tell, the caps on scripts, nodes and time are left.
      });
    }, LOOK_EVERY).unref();
    return one;
  };

  const end = async (one: Running, culprit: unknown): Promise<void> => {
    if (!one.browser.isConnected()) return;
    one.culprit = culprit;
    counts.killed += 1;
    const gone = new Promise((resolve) => one.browser.once('disconnected', resolve));
    killProcess(one.pid);
    await Promise.race([gone, sleep(GRACE)]);
  };

  const retire = async (one: Running): Promise<void> => {
    const closed = one.browser.close().then(
      () => true,
      () => true,
    );
    if (!(await Promise.race([closed, sleep(GRACE, false)]))) await end(one, null);
  };

  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      for (const one of running) {
        if (one.open === 0) continue;
        const tree = await processTree(one.pid);
        const total = tree.reduce((sum, { bytes }) => sum + bytes, 0);
        if (total <= cap) continue;
        const [largest] = tree.filter(({ isRenderer }) => isRenderer).sort((a, b) => b.bytes - a.bytes);
        counts.oversized += 1;
        if (largest === undefined || largest.bytes < total / 4) await end(one, null);
        else killProcess(largest.pid);
      }
    } finally {
      looking = false;
    }
  };

  const next = async (): Promise<Running> => {
    for (;;) {
      const starting = current ?? launch();
      current = starting;
      let one: Running;
      try {
        one = await starting;
      } catch (error) {
        if (current === starting) current = null;
        throw error;
      }
      if (one.browser.isConnected() && one.given < share) return one;
      if (current === starting) current = null;
    }
  };

  const room = async (settings: BrowserContextOptions, page: unknown): Promise<Room> => {
    const one = await next();
    one.given += 1;
    one.open += 1;
    let fell: () => void = () => {};
    const lost = new Promise<never>((_resolve, reject) => {
      fell = () => reject(new BrowserLost(one.culprit));
      one.browser.once('disconnected', fell);
    });
    lost.catch(() => {});
    const context = one.browser.newContext(settings).then((opened) => {
      contexts.add(opened);
      opened.once('close', () => contexts.delete(opened));
      return opened;
    });
    context.catch(() => {});
    return {
      context,
      lost,
      leave: async () => {
        const left = context
          .then((opened) => opened.close())
          .then(
            () => true,
            () => true,
          );
        if (!(await Promise.race([left, sleep(GRACE, false)]))) await end(one, page);
        one.browser.off('disconnected', fell);
        one.open -= 1;
        if (one.given < share || one.open > 0 || !one.browser.isConnected()) return;
        counts.recycled += 1;
        await retire(one);
      },
    };
  };

  return {
    room,
    counts,
    get contexts() {
      return contexts.size;
    },
    get pids() {
      return [...running].map(({ pid }) => pid);
    },
    kill: async () => {
      current = null;
      await Promise.all([...running].map((one) => end(one, null)));
    },
    close: async () => {
      const starting = current;
      current = null;
      await starting?.catch(() => null);
      await Promise.all([...running].map(retire));
    },
  };
};
