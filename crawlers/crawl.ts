import type { Capture } from '#core/capture.ts';
import type { Clock } from '#core/clock.ts';
import { WeirError } from '#core/errors.ts';
import type { Source } from '#core/source.ts';
import { blueskyAdapter, liveStream, tellsOfPost } from './adapters/bluesky.ts';
import { type Browser, type BrowserOptions, createBrowser } from './adapters/browser.ts';
import { discourseAdapter } from './adapters/discourse.ts';
import { lemmyAdapter } from './adapters/lemmy.ts';
import { mastodonAdapter } from './adapters/mastodon.ts';
import { streamMastodon } from './adapters/mastodon-stream.ts';
import { nodebbAdapter } from './adapters/nodebb.ts';
import { pageAdapter } from './adapters/page.ts';
import { probe } from './adapters/probe.ts';
import { sitemapAdapter } from './adapters/sitemap.ts';
import { telegramAdapter } from './adapters/telegram.ts';
import type { Adapter, Cursor, KeepCapture, PollResult, SkipReason, VisitedPage, VisitOptions } from './contract.ts';
import type { Egress } from './egress/egress.ts';
import { followLine, listenOnce } from './listen.ts';
import type { DayCounter } from './politeness/day-counter.ts';
import type { HostClock } from './politeness/host-clock.ts';
import type { ValidatorStore, Validators } from './politeness/validators.ts';
import { createBatch } from './result.ts';
import { createRobotsGate, type RobotsCache } from './robots/robots-gate.ts';
import { createVisitor, type HouseRules, type Visitor } from './visit.ts';

export type { Cursor, KeepCapture, PollResult, Skip, SkipReason } from './contract.ts';
export { SKIP_REASONS } from './contract.ts';
export { createEgress, type Egress, type EgressRequest, type EgressResponse } from './egress/egress.ts';
export { createGuard } from './egress/guard.ts';
export { hostPorts } from './egress/url.ts';
export { createRedisDayCounter, type DayCounter } from './politeness/day-counter.ts';
export { createRedisHostClock, type HostClock } from './politeness/host-clock.ts';
export { createRedisValidatorStore, type ValidatorStore, type Validators } from './politeness/validators.ts';
export { createRedisRobotsCache, type RobotsCache } from './robots/robots-gate.ts';

/** The product token that robots.txt files name us by. */
export const PRODUCT_TOKEN = 'Weir';

export interface CollectorOptions {
  hostClock: HostClock;
  dayCounter: DayCounter;
  egress: Egress;
  /** Needed for recipes with `render: 'browser'` only. */
  chromium?: Omit<BrowserOptions, 'egress'> | undefined;
  clock: Clock;
  /** The page that explains the bot; part of the User-Agent. */
  contactUrl: string;
  version: string;
  /** For the From header (RFC 9110 section 10.1.2). */
  userAgentEmail?: string | undefined;
  validators: ValidatorStore;
  robotsCache: RobotsCache;
  /** A longer wait for a host's turn ends the poll with `notBefore`; 5 s where left out. */
  maxWaitMilliseconds?: number | undefined;
  /** A poll that takes longer ends after the visit it is at, and goes on from its cursor; 20 s where left out. */
  maxPollMilliseconds?: number | undefined;
  /** After this long without a message a WebSocket is asked whether that was all; 1 s where left out. */
  quietMilliseconds?: number | undefined;
}

export interface Check {
  status: number | null;
  verdict: 'up' | 'gone' | 'unknown';
  detail: string;
  /** Who took it away, where the answer says so. */
  by?: 'author' | 'operator';
  /** Not shown where we stand (451, or 403 that speaks of a country). */
  geoBlocked?: true;
  /** The page that is up, where it is text. */
  text?: string;
}

/** Why an address did not come. `later`: its host is held back until then. */
type NotCome =
  | { kind: 'refused'; reason: SkipReason; detail: string }
  | { kind: 'later'; notBefore: string | null; detail: string };

/** An image that was fetched, with its capture; or why not. */
export type FetchedImage = { kind: 'fetched'; bytes: Uint8Array; capture: Capture } | NotCome;

/** One page that was only looked at: nothing of it is kept. */
export type SeenPage =
  | { kind: 'page'; url: string; status: number; html: string; requests: number; bytes: number }
  | NotCome;

/** The types of images that are read; nothing that is a document, as SVG is. */
const IMAGE_TYPES = /^image\/(jpe?g|png|gif|webp)\s*(;|$)/i;

export interface Collector {
  /**
   * One visit to a source. Everything that was not taken is in `skipped`. The result is to be stored together with
   * `nextCursor`; a poll with an old cursor brings the same items again and does no harm. `keep` takes each capture as it is made:
   * without it, all files of all captures stay in memory until the poll ends. @throws what `keep` throws
   */
  poll(source: Source, cursor: Cursor, options?: { signal?: AbortSignal; keep?: KeepCapture }): Promise<PollResult>;
  /** Is this address still up? Asked under the same rules as a poll; `unknown` where they or the network do not allow an answer. */
  check(url: string, source: Source, signal?: AbortSignal): Promise<Check>;
  /** Fetches an image of an item, under the same rules as a poll: from the source's own hosts only. */
  image(url: string, source: Source, options: { maxBytes: number; signal?: AbortSignal }): Promise<FetchedImage>;
  /** Fetches one page of a source to look at it, under the same rules as a poll: no capture is made of it. */
  look(url: string, source: Source, options?: { render?: { waitFor: string | undefined } }): Promise<SeenPage>;
  /** Does this source offer a stream? */
  streams(source: Source): boolean;
  /**
   * Follows a source's stream until the signal fires; returns early, with the reason in the last batch, when the source does
   * not offer one. `nextCursor` is the cursor that was given: only polls move it.
   */
  stream(
    source: Source,
    cursor: Cursor,
    onBatch: (batch: PollResult) => Promise<void> | void,
    signal: AbortSignal,
  ): Promise<void>;
  /** The browser, for those who watch its slots; null when none is configured. */
  readonly browser: Browser | null;
  /** Closes what the collector opened (the browser and its proxy). Stores and clocks belong to the caller. */
  close(): Promise<void>;
}

const ADAPTERS: Record<Exclude<Source['adapter'], 'feed'>, Adapter> = {
  mastodon: mastodonAdapter,
  page: pageAdapter,
  sitemap: sitemapAdapter,
  telegram: telegramAdapter,
  discourse: discourseAdapter,
  nodebb: nodebbAdapter,
  lemmy: lemmyAdapter,
  bluesky: blueskyAdapter,
  // Nothing is fetched: posts come in by `weir import`.
  import: { poll: async (_context, cursor) => cursor },
};

/** The reader of feeds takes 10 MB, which a house without feeds does not pay. */
const adapterOf = async (name: Source['adapter']): Promise<Adapter> =>
  name === 'feed' ? (await import('./adapters/feed.ts')).feedAdapter : ADAPTERS[name];

/** Where the cursor keeps the validators of the last poll's pages. */
const VISITED = 'visited';

/**
 * The validators of the last poll's pages travel in the cursor: that it came back proves that the pages were stored, and
 * only then may a server be asked for "nothing new since".
 */
const keepValidators = async (store: ValidatorStore, cursor: Cursor): Promise<Cursor> => {
  const { [VISITED]: visited, ...rest } = cursor;
  if (visited === undefined) return rest;
  for (const { key, validators } of JSON.parse(visited) as Partial<{ key: string; validators: Validators }>[]) {
    // A cursor of an older version names pages by their address alone: each is fetched once more in full.
    if (key !== undefined && validators !== undefined) await store.put(key, validators);
  }
  return rest;
};

/** The one visit of a series. */
const visitOne = async (visitor: Visitor, url: string, options: VisitOptions): Promise<VisitedPage | NotCome> => {
  const visit = await visitor.visit(url, options).finally(visitor.settled);
  if (visit.kind === 'page') return visit;
  const detail = visitor.skipped.map((skip) => skip.detail).join('; ');
  if (visit.kind === 'held') return { kind: 'later', notBefore: visitor.notBefore, detail };
  return { kind: 'refused', reason: visitor.skipped.at(-1)?.reason ?? 'dead', detail };
};

export const createCollector = (options: CollectorOptions): Collector => {
  const { egress, clock, validators, hostClock, dayCounter } = options;
  const browser = options.chromium === undefined ? null : createBrowser({ ...options.chromium, egress });
  const rules: HouseRules = {
    egress,
    hostClock,
    dayCounter,
    validators,
    clock,
    browser,
    gate: createRobotsGate({ egress, cache: options.robotsCache, clock, agent: PRODUCT_TOKEN }),
    identity: {
      'user-agent': `${PRODUCT_TOKEN}/${options.version} (+${options.contactUrl})`,
      ...(options.userAgentEmail === undefined ? {} : { from: options.userAgentEmail }),
    },
    collector: `${PRODUCT_TOKEN}/${options.version}`,
    maxWaitMilliseconds: options.maxWaitMilliseconds ?? 5000,
    maxPollMilliseconds: options.maxPollMilliseconds ?? 20_000,
    quietMilliseconds: options.quietMilliseconds ?? 1000,
  };

  // A check is one visit that a person or a legal clock waits for, and polls of the same host may be under way.
  const checkWait = Math.max(rules.maxWaitMilliseconds, 15_000);

  return {
    browser,
    poll: async (source, cursor, { signal, keep } = {}) => {
      const adapterCursor = await keepValidators(validators, cursor);
      const visitor = createVisitor(rules, source, signal, { keep });
      const batch = createBatch(visitor.skipped);
      let unfinished = false;
      const adapter = await adapterOf(source.adapter);
      const next = await adapter
        .poll(
          {
            source,
            now: () => clock.now().toISOString(),
            visit: visitor.visit,
            listen: (url, hear) => listenOnce(rules, visitor, url, hear, signal),
            item: batch.item,
            gone: batch.gone,
            skip: batch.skip,
            notBefore: visitor.postpone,
            unfinished: () => {
              unfinished = true;
            },
          },
          adapterCursor,
        )
        .finally(visitor.settled);
      if (visitor.notKept !== null) throw visitor.notKept.error;
      const nextCursor = visitor.visited.length === 0 ? next : { ...next, [VISITED]: JSON.stringify(visitor.visited) };
      const { captures, counts, skipped, notBefore } = visitor;
      const left = await visitor.left();
      return {
        ...{ items: batch.items, gone: batch.found, captures, skipped, nextCursor, notBefore, unfinished, ...counts },
        ...(left === null ? {} : { leftToday: left }),
      };
    },
    check: async (url, source, signal) => {
      const options = { isUrgent: true };
      const visitor = createVisitor({ ...rules, maxWaitMilliseconds: checkWait }, source, signal, options);
      const { answer, status, text, ...how } = await probe(
        visitor.visit,
        url,
        source,
        (await adapterOf(source.adapter)).probe ?? {},
      ).finally(visitor.settled);
      if (answer === 'up')
        return { status, verdict: 'up', detail: `status ${status}`, ...(text === undefined ? {} : { text }) };
      if (answer === 'gone' && status !== null && status < 300)
        return {
          status,
          verdict: 'gone',
          detail: `status ${status}: the answer does not show the post any more`,
          ...how,
        };
      const detail = visitor.skipped.map((skip) => `${skip.reason}: ${skip.detail}`).join('; ') || 'no answer';
      if (answer === 'gone') return { status, verdict: 'gone', detail, ...how };
      // A body that is too large to read is there all the same.
      if (status !== null && status >= 200 && status < 300) return { status, verdict: 'up', detail };
      return { status, verdict: 'unknown', detail, ...how };
    },
    image: async (url, source, { maxBytes, signal }) => {
      const visitor = createVisitor(rules, source, signal);
      const visit = await visitOne(visitor, url, {
        accept: 'image/webp, image/png, image/jpeg, image/gif',
        types: IMAGE_TYPES,
        typeRequired: true,
        maxBytes,
      });
      if (visit.kind !== 'page') return visit;
      await visit.capture();
      const [capture] = visitor.captures;
      if (capture === undefined) return { kind: 'refused', reason: 'dead', detail: 'nothing was captured' };
      return { kind: 'fetched', bytes: visit.body, capture };
    },
    look: async (url, source, { render } = {}) => {
      const visitor = createVisitor({ ...rules, maxWaitMilliseconds: checkWait }, source, undefined);
      const visit = await visitOne(visitor, url, {
        accept: 'text/html, application/xhtml+xml;q=0.9',
        types: /^(text\/html|application\/xhtml\+xml)\b/i,
        ...(render === undefined ? {} : { render }),
      });
      if (visit.kind !== 'page') return visit;
      const { requests, bytes } = visitor.counts;
      return { kind: 'page', url: visit.url, status: visit.status, html: visit.text, requests, bytes };
    },
    streams: (source) => source.adapter === 'mastodon' || (source.adapter === 'bluesky' && liveStream(source) !== null),
    stream: async (source, cursor, onBatch, signal) => {
      const live = source.adapter === 'bluesky' ? liveStream(source) : null;
      if (live !== null) return followLine(rules, source, cursor, live, tellsOfPost, onBatch, signal);
      if (source.adapter !== 'mastodon') {
        throw new WeirError('NO_STREAM', `The adapter ${source.adapter} has no stream.`, {
          fix: 'Ask streams(source) first, and poll the source otherwise.',
        });
      }
      await streamMastodon(rules, source, cursor, onBatch, signal);
    },
    close: async () => {
      await browser?.close();
    },
  };
};
