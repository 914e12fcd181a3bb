import type { BrowserContext, BrowserContextOptions, Page, Route } from 'playwright-core';
import { isWeirError, WeirError } from '#core/errors.ts';
import type { SkipReason } from '../contract.ts';
import type { Egress, EgressResponse } from '../egress/egress.ts';
import { type EgressProxy, startEgressProxy } from '../egress/proxy.ts';
import { BrowserLost, type House, type HouseOptions, openHouse, type Room } from './browser-house.ts';
import { type BuiltPage, HEIGHT, readBuiltPage, WIDTH } from './built-page.ts';

export interface RenderRequest {
  /** The page as the egress fetched it: the browser gets exactly these bytes, so that evidence and picture agree. */
  answer: EgressResponse;
  waitFor: string | undefined;
  userAgent: string;
  signal: AbortSignal | undefined;
  /** Load its images, because they are evidence; fonts and media are never loaded. */
  images?: boolean;
  /** What was fetched for the page a moment ago, by address: it is given to it in place of a second request. */
  fresh?: ReadonlyMap<string, EgressResponse> | undefined;
  /** Null when the page may load this address, else why not. */
  allows: (url: string) => Promise<string | null>;
  refused: (url: string, reason: SkipReason, detail: string) => void;
}

export interface Browser {
  /**
   * Builds one page in a context of its own and reads what its scripts made of it.
   * @throws WeirError BROWSER_TIMEOUT, BROWSER_CRASHED, BROWSER_TOO_LARGE
   */
  render(request: RenderRequest): Promise<BuiltPage>;
  /** The contexts of the pages that were built so far are closed; `render` does not wait for that, and their slots do. */
  settled(): Promise<void>;
  /** Pages being built, pages waiting, and browser contexts open; all 0 when every slot has come back. */
  readonly load: { running: number; waiting: number; contexts: number };
  readonly counts: House['counts'];
  /** Process ids of the browsers that run. */
  readonly pids: number[];
  readonly proxy: EgressProxy | null;
  /** Ends the browser at once; the next page starts a new one. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface BrowserOptions extends HouseOptions {
  egress: Egress;
  /** Pages at the same time. */
  slots?: number;
  /** For one page, in milliseconds; kept outside the page, which may be hostile. */
  deadlineMilliseconds?: number;
}

const BLOCKED = new Set(['font', 'media', 'manifest', 'texttrack', 'ping', 'websocket', 'eventsource']);
const NOT_REPLAYED = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'set-cookie']);

/** An answer as the browser gets it. */
const fulfilled = ({ status, headers, body }: EgressResponse) => ({
  status,
  headers: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !NOT_REPLAYED.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  ),
  body: Buffer.from(body),
});

const crashed = (url: string, cause?: unknown): WeirError =>
  new WeirError('BROWSER_CRASHED', `The browser could not build ${url}.`, { retry: true, cause });

/** Rejects when the page crashes, so that nobody waits for an answer that will not come. */
const crashOf = (page: Page, url: string): Promise<never> =>
  new Promise((_resolve, reject) => {
    page.once('crash', () => reject(new WeirError('BROWSER_CRASHED', `The browser page for ${url} crashed.`)));
  });

/** What a page asks for: itself once, the rest where the house allows it. */
const answerRoute = async (route: Route, request: RenderRequest, state: { shown: boolean }) => {
  const asked = route.request();
  const url = asked.url();
  const { answer } = request;
  if (asked.isNavigationRequest() && asked.frame().parentFrame() === null) {
    if (state.shown || url !== answer.url) {
      request.refused(url, 'not_allowed', `${answer.url} tried to leave for another page`);
      // "No content" keeps the page where it is; an error would put the browser's own page in its place.
      return route.fulfill({ status: 204 });
    }
    state.shown = true;
    return route.fulfill(fulfilled(answer));
  }
  const type = asked.resourceType();
  if (BLOCKED.has(type) || (type === 'image' && request.images !== true)) return route.abort('blockedbyclient');
  let why: string | null;
  let reason: SkipReason = 'robots';
  try {
    why = await request.allows(url);
  } catch (error) {
    why = isWeirError(error) ? error.message : String(error);
    reason = 'not_allowed';
  }
  if (why === null) {
    const fresh = asked.method() === 'GET' ? request.fresh?.get(url) : undefined;
    return fresh === undefined ? route.continue() : route.fulfill(fulfilled(fresh));
  }
  request.refused(url, reason, why);
  return route.abort('blockedbyclient');
};

const openPage = async (context: BrowserContext, request: RenderRequest): Promise<Page> => {
  const state = { shown: false };
  // Before there is a page: one that is open would have to be told of each.
  await context.routeWebSocket(/.*/, (socket) => socket.close());
  await context.route(/.*/, (route) =>
    answerRoute(route, request, state).catch(() => {
      // The page has gone while its request was looked at; there is nobody left to answer.
    }),
  );
  const page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
  context.on('page', (popup) => void popup.close().catch(() => {}));
  return page;
};

const settingsOf = (request: RenderRequest): BrowserContextOptions => ({
  userAgent: request.userAgent,
  serviceWorkers: 'block',
  acceptDownloads: false,
  viewport: { width: WIDTH, height: HEIGHT },
  locale: 'en-GB',
  timezoneId: 'UTC',
});

/** A fixed number of slots; who waits and is called off leaves the queue. */
const openSlots = (limit: number) => {
  const queue: (() => void)[] = [];
  let running = 0;
  return {
    take: async (signal: AbortSignal | undefined): Promise<void> => {
      if (running < limit) {
        running += 1;
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const off = (): void => {
          const place = queue.indexOf(go);
          if (place < 0) return;
          queue.splice(place, 1);
          reject(new DOMException('called off', 'AbortError'));
        };
        const go = (): void => {
          signal?.removeEventListener('abort', off);
          resolve();
        };
        signal?.addEventListener('abort', off, { once: true });
        queue.push(go);
        if (signal?.aborted) off();
      });
    },
    give: (): void => {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    },
    get running() {
      return running;
    },
    get waiting() {
      return queue.length;
    },
  };
};

/** Rejects when the page's time is up or the caller calls it off. */
const limitOf = (request: RenderRequest, deadline: number): { halted: Promise<never>; clear(): void } => {
  const cleared = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const halted = new Promise<never>((_resolve, reject) => {
    const late = `${request.answer.url} was not built within ${deadline} ms.`;
    timer = setTimeout(() => reject(new WeirError('BROWSER_TIMEOUT', late, { retry: true })), deadline);
    const off = (): void => reject(new DOMException('called off', 'AbortError'));
    request.signal?.addEventListener('abort', off, { once: true, signal: cleared.signal });
    if (request.signal?.aborted) off();
  });
  halted.catch(() => {});
  return {
    halted,
    clear: () => {
      clearTimeout(timer);
      cleared.abort();
    },
  };
};

/** Headless Chromium behind the egress proxy: one context per page, nothing kept, a fixed number of slots. */
export const createBrowser = (options: BrowserOptions): Browser => {
  const deadline = options.deadlineMilliseconds ?? 45_000;
  const slots = openSlots(options.slots ?? 2);
  let proxy: Promise<EgressProxy> | null = null;
  let open: EgressProxy | null = null;

  const proxyUrl = async (): Promise<string> => {
    proxy ??= startEgressProxy(options.egress.guard);
    open = await proxy;
    return open.url;
  };
  const house = openHouse(options, proxyUrl);

  const leaving = new Set<Promise<void>>();
  /** Gives a page's slot back when its rooms are closed: the page itself is there before. */
  const giveAfter = (rooms: readonly Room[]): void => {
    const left: Promise<void> = Promise.all(rooms.map(({ leave }) => leave()))
      .then(() => {})
      .finally(() => {
        slots.give();
        leaving.delete(left);
      });
    leaving.add(left);
    left.catch(() => {});
  };

  const build = async (request: RenderRequest, halted: Promise<never>, rooms: Room[]): Promise<BuiltPage> => {
    const opening = house.room(settingsOf(request), request);
    const room = await Promise.race([opening, halted]).catch((error: unknown) => {
      // The time was up while the browser started: whoever opens a room late closes it.
      opening.then(({ leave }) => leave()).catch(() => {});
      throw error;
    });
    rooms.push(room);
    const work = room.context.then(async (context) => {
      const page = await openPage(context, request);
      return await Promise.race([readBuiltPage(page, request), crashOf(page, request.answer.url)]);
    });
    work.catch(() => {});
    return await Promise.race([work, room.lost, halted]);
  };

  /** Once more when the browser was ended for the sake of another page. */
  const buildOrAgain = async (request: RenderRequest, halted: Promise<never>, rooms: Room[]): Promise<BuiltPage> => {
    for (let again = true; ; again = false) {
      try {
        return await build(request, halted, rooms);
      } catch (error) {
        if (!again || !(error instanceof BrowserLost) || error.culprit === request) throw error;
      }
    }
  };

  return {
    render: async (request) => {
      await slots.take(request.signal);
      const { halted, clear } = limitOf(request, deadline);
      const rooms: Room[] = [];
      try {
        return await buildOrAgain(request, halted, rooms);
      } catch (error) {
        if (isWeirError(error) || (error instanceof Error && error.name === 'AbortError')) throw error;
        throw crashed(request.answer.url, error);
      } finally {
        clear();
        giveAfter(rooms);
      }
    },
    settled: async () => {
      await Promise.all(leaving);
    },
    kill: house.kill,
    get load() {
      return { running: slots.running, waiting: slots.waiting, contexts: house.contexts };
    },
    get counts() {
      return house.counts;
    },
    get pids() {
      return house.pids;
    },
    get proxy() {
      return open;
    },
    close: async () => {
      await Promise.all(leaving);
      await house.close();
      await open?.close();
      proxy = null;
      open = null;
    },
  };
};
