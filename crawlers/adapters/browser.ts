import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BrowserContext,
  type BrowserServer,
  chromium,
  type Page,
  type Browser as PlaywrightBrowser,
  type Route,
} from 'playwright-core';
import { isWeirError, WeirError } from '#core/errors.ts';
import type { SkipReason } from '../contract.ts';
import type { Egress, EgressResponse } from '../egress/egress.ts';
import { type EgressProxy, startEgressProxy } from '../egress/proxy.ts';

export interface RenderRequest {
  /** The page as the egress fetched it: the browser gets exactly these bytes, so that evidence and picture agree. */
  answer: EgressResponse;
  waitFor: string | undefined;
  userAgent: string;
  signal: AbortSignal | undefined;
  /** Null when the page may load this address, else why not. */
  allows: (url: string) => Promise<string | null>;
  refused: (url: string, reason: SkipReason, detail: string) => void;
}

export interface Browser {
  /**
   * Builds one page in a context of its own and reads what its scripts made of it.
   * @throws WeirError BROWSER_TIMEOUT, BROWSER_CRASHED, BROWSER_TOO_LARGE
   */
  render(request: RenderRequest): Promise<{ dom: string; screenshot: Uint8Array }>;
  /** Pages being built, pages waiting, and browser contexts open; all 0 when every slot has come back. */
  readonly load: { running: number; waiting: number; contexts: number };
  readonly proxy: EgressProxy | null;
  /** Ends the browser at once; the next page starts a new one. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface BrowserOptions {
  executablePath: string;
  args: string[];
  egress: Egress;
  /** Pages at the same time. */
  slots?: number;
  /** For one page, in milliseconds; kept outside the page, which may be hostile. */
  deadlineMilliseconds?: number;
}

const MAX_NODES = 200_000;
const MAX_HEIGHT = 8000;
const WIDTH = 1280;
const CLOSE_GRACE = 5000;
const BLOCKED = new Set(['image', 'font', 'media', 'manifest', 'texttrack', 'ping', 'websocket', 'eventsource']);
const NOT_REPLAYED = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'set-cookie']);

const replayed = (answer: EgressResponse): Record<string, string> =>
  Object.fromEntries(
    Object.entries(answer.headers)
      .filter(([name]) => !NOT_REPLAYED.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

/** Rejects when the browser ends or the page crashes, so that nobody waits for an answer that will not come. */
const crashOf = (page: Page, browser: PlaywrightBrowser, url: string): Promise<never> =>
  new Promise((_resolve, reject) => {
    const crashed = (): void => reject(new WeirError('BROWSER_CRASHED', `The browser page for ${url} crashed.`));
    page.once('crash', crashed);
    browser.once('disconnected', crashed);
  });

/** Headless Chromium behind the egress proxy: one context per page, nothing kept, a fixed number of slots. */
export const createBrowser = (options: BrowserOptions): Browser => {
  const limit = options.slots ?? 2;
  const deadline = options.deadlineMilliseconds ?? 45_000;
  const queue: (() => void)[] = [];
  const contexts = new Set<BrowserContext>();
  let running = 0;
  let proxy: EgressProxy | null = null;
  let starting: Promise<{ server: BrowserServer; browser: PlaywrightBrowser }> | null = null;

  const launch = async (): Promise<{ server: BrowserServer; browser: PlaywrightBrowser }> => {
    proxy ??= await startEgressProxy(options.egress.guard);
    const server = await chromium.launchServer({
      executablePath: options.executablePath,
      headless: true,
      chromiumSandbox: !options.args.includes('--no-sandbox'),
      args: [
        ...options.args,
        `--proxy-server=${proxy.url}`,
        // Chromium would go to loopback without the proxy.
        '--proxy-bypass-list=<-loopback>',
        '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
        '--dns-prefetch-disable',
      ],
    });
    const browser = await chromium.connect(server.wsEndpoint());
    const forget = (): void => {
      starting = null;
    };
    browser.once('disconnected', forget);
    return { server, browser };
  };

  const started = (): Promise<{ server: BrowserServer; browser: PlaywrightBrowser }> => {
    if (starting === null) {
      starting = launch();
      starting.catch(() => {
        starting = null;
      });
    }
    return starting;
  };

  const takeSlot = async (): Promise<void> => {
    if (running >= limit) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
  };
  const giveSlot = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  const answerRoute = async (
    route: Route,
    page: Page,
    request: RenderRequest,
    state: { shown: boolean },
  ): Promise<void> => {
    const asked = route.request();
    const url = asked.url();
    const { answer } = request;
    if (asked.isNavigationRequest() && asked.frame() === page.mainFrame()) {
      if (state.shown || url !== answer.url) {
        request.refused(url, 'not_allowed', `${answer.url} tried to leave for another page`);
        // "No content" keeps the page where it is; an error would put the browser's own page in its place.
        return route.fulfill({ status: 204 });
      }
      state.shown = true;
      return route.fulfill({ status: answer.status, headers: replayed(answer), body: Buffer.from(answer.body) });
    }
    if (BLOCKED.has(asked.resourceType())) return route.abort('blockedbyclient');
    let why: string | null;
    let reason: SkipReason = 'robots';
    try {
      why = await request.allows(url);
    } catch (error) {
      why = isWeirError(error) ? error.message : String(error);
      reason = 'not_allowed';
    }
    if (why === null) return route.continue();
    request.refused(url, reason, why);
    return route.abort('blockedbyclient');
  };

  const read = async (page: Page, request: RenderRequest): Promise<{ dom: string; screenshot: Uint8Array }> => {
    await page.goto(request.answer.url, { waitUntil: request.waitFor === undefined ? 'load' : 'commit', timeout: 0 });
    if (request.waitFor !== undefined) {
      await page.waitForSelector(request.waitFor, { state: 'attached', timeout: 0 });
    }
    const size = await page.evaluate(() => ({
      nodes: document.getElementsByTagName('*').length,
      height: document.documentElement.scrollHeight,
    }));
    if (size.nodes > MAX_NODES) {
      throw new WeirError('BROWSER_TOO_LARGE', `${request.answer.url} has more than ${MAX_NODES} nodes.`);
    }
    const dom = await page.content();
    const height = Math.max(1, Math.min(size.height, MAX_HEIGHT));
    const screenshot = await page.screenshot({
      type: 'png',
      fullPage: true,
      clip: { x: 0, y: 0, width: WIDTH, height },
      animations: 'disabled',
      timeout: 0,
    });
    return { dom, screenshot };
  };

  const build = async (
    request: RenderRequest,
    opened: (context: BrowserContext) => void,
  ): Promise<{ dom: string; screenshot: Uint8Array }> => {
    const { browser } = await started();
    const context = await browser.newContext({
      userAgent: request.userAgent,
      serviceWorkers: 'block',
      acceptDownloads: false,
      viewport: { width: WIDTH, height: 1024 },
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    contexts.add(context);
    context.once('close', () => contexts.delete(context));
    opened(context);
    const page = await context.newPage();
    const crash = crashOf(page, browser, request.answer.url);
    const state = { shown: false };
    await context.routeWebSocket(/.*/, (socket) => socket.close());
    await context.route(/.*/, (route) =>
      answerRoute(route, page, request, state).catch(() => {
        // The page has gone while its request was looked at; there is nobody left to answer.
      }),
    );
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
    page.on('popup', (popup) => void popup.close().catch(() => {}));
    return await Promise.race([read(page, request), crash]);
  };

  /** Gives the slot back whatever the page does: the context first, the whole browser if that does not help. */
  const put = async (context: BrowserContext | null): Promise<void> => {
    if (context === null) return;
    const closed = context.close().then(
      () => true,
      () => true,
    );
    if (await Promise.race([closed, sleep(CLOSE_GRACE, false)])) return;
    await kill();
  };

  const kill = async (): Promise<void> => {
    const current = starting;
    starting = null;
    if (current === null) return;
    const { server } = await current;
    await server.kill();
  };

  const render = async (request: RenderRequest): Promise<{ dom: string; screenshot: Uint8Array }> => {
    await takeSlot();
    let context: BrowserContext | null = null;
    const stop = new AbortController();
    try {
      const late = sleep(deadline, undefined, { signal: stop.signal }).then(() => {
        throw new WeirError('BROWSER_TIMEOUT', `${request.answer.url} was not built within ${deadline} ms.`, {
          retry: true,
        });
      });
      const off = new Promise<never>((_resolve, reject) => {
        const abort = (): void => reject(new DOMException('called off', 'AbortError'));
        if (request.signal?.aborted) abort();
        request.signal?.addEventListener('abort', abort, { once: true, signal: stop.signal });
      });
      const work = build(request, (opened) => {
        context = opened;
        // The deadline passed while the context was being made: nobody else will close it.
        if (stop.signal.aborted) void put(opened);
      });
      for (const promise of [late, off, work]) promise.catch(() => {});
      return await Promise.race([work, late, off]);
    } catch (error) {
      if (isWeirError(error) || (error instanceof Error && error.name === 'AbortError')) throw error;
      throw new WeirError('BROWSER_CRASHED', `The browser could not build ${request.answer.url}.`, {
        retry: true,
        cause: error,
      });
    } finally {
      stop.abort();
      await put(context);
      giveSlot();
    }
  };

  return {
    render,
    kill,
    get load() {
      return { running, waiting: queue.length, contexts: contexts.size };
    },
    get proxy() {
      return proxy;
    },
    close: async () => {
      const current = starting;
      starting = null;
      if (current !== null) {
        const { server, browser } = await current;
        await browser.close();
        await server.close();
      }
      await proxy?.close();
      proxy = null;
    },
  };
};
