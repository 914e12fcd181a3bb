import type { CheerioAPI } from 'cheerio';
import type { Capture } from '#core/capture.ts';
import type { DayLeft } from '#core/day-budget.ts';
import type { CollectedItem, Disappearance } from '#core/post.ts';
import type { SkipReason } from '#core/skip.ts';
import type { Source } from '#core/source.ts';
import type { EgressHeaders } from './egress/egress.ts';

export { SKIP_REASONS, type SkipReason } from '#core/skip.ts';

export interface Skip {
  url: string;
  reason: SkipReason;
  detail: string;
}

/** What an adapter keeps between two visits. It is stored with the items; replaying an old one is harmless. */
export type Cursor = Record<string, string>;

/** An item before the collector has checked it: fields that were not found may be undefined, `lang` may be any tag. */
export type FoundItem = { [Field in keyof CollectedItem]: CollectedItem[Field] | undefined };

export interface VisitOptions {
  /** For the Accept header. */
  accept: string;
  /** Which Content-Types are read; others are skipped as `type` before the body is read. */
  types: RegExp;
  /** An answer that does not say its Content-Type is refused too. */
  typeRequired?: boolean;
  /** Most bytes of body, before and after decompression. */
  maxBytes?: number;
  /** Send validators, so that an unchanged page costs a 304. */
  conditional?: boolean;
  /** Builds the page in Chromium: the DOM takes the place of the body's text. */
  render?: RenderOptions;
}

export interface RenderOptions {
  waitFor: string | undefined;
  /** Load images too, where they are evidence. */
  images?: boolean;
}

export interface VisitedPage {
  kind: 'page';
  /** After redirects. */
  url: string;
  status: number;
  headers: EgressHeaders;
  body: Uint8Array;
  /** The body (or the DOM that the browser built) as text. */
  text: string;
  /** That text as a tree, parsed once. @throws RangeError where elements are nested far deeper than a browser would */
  tree(): CheerioAPI;
  /** Makes the capture and takes it into the result, once, and gives its id: to be called when the page yields items. */
  capture(): Promise<string>;
}

/**
 * How a visit ended. `unchanged`: 304. `skipped`: not taken, the reason is already recorded. `held`: the poll is over for
 * now (delay, back-off, budget, called off); what is left belongs into the cursor.
 */
export type Visit =
  | VisitedPage
  | { kind: 'unchanged' }
  | {
      kind: 'skipped';
      skip: Skip;
      status: number | null;
      /** What the server answered instead, where it answered. */
      answer?: { headers: EgressHeaders; text: string };
    }
  | { kind: 'held' };

/** What an adapter works with: it asks for pages and hands in what it found. It knows no socket, no delay and no robots. */
export interface AdapterContext {
  source: Source;
  now(): string;
  visit(url: string, options: VisitOptions): Promise<Visit>;
  /**
   * Listens to a WebSocket until `hear` says false or all that it had to say about the past has arrived. What is heard is no
   * evidence: the records that it names are to be visited.
   */
  listen(url: string, hear: (text: string) => boolean): Promise<'heard' | 'skipped' | 'held'>;
  /** Hands in an item; one that does not have the right shape is recorded as a skip of type `type`. */
  item(item: FoundItem): void;
  gone(disappearance: Disappearance): void;
  skip(url: string, reason: SkipReason, detail: string): void;
  /** Asks not to be called before this time. */
  notBefore(at: string): void;
  /** There is more that is new: the next poll need not wait for the schedule. */
  unfinished(): void;
}

/** How a platform says that a post is gone, where the status of its page does not say it. */
export interface Probe {
  /** What to ask instead of the address of the post; the address itself where left out. */
  where?(url: string, source: Source): string;
  /** Does this answer still show the post? Every answer of a 2xx status does where left out. */
  shows?(page: VisitedPage): boolean;
}

/** One kind of source. The contract has one conformance suite. */
export interface Adapter {
  poll(context: AdapterContext, cursor: Cursor): Promise<Cursor>;
  /** How to tell that a post is gone, where its page does not say it with its status. */
  probe?: Probe;
}

/** Stores a capture; what it has taken, a crash no longer loses. */
export type KeepCapture = (capture: Capture) => Promise<void>;

export interface PollResult {
  items: CollectedItem[];
  gone: Disappearance[];
  /** Without their files where the poll was given somebody who keeps them. */
  captures: Capture[];
  skipped: Skip[];
  nextCursor: Cursor;
  /** The earliest useful next visit, when that is later than the schedule says. */
  notBefore: string | null;
  /**
   * The poll ended (budget, delay, time) before all that is new was fetched. The next one goes on from `nextCursor` and may
   * begin at once, or at `notBefore`, without waiting for the schedule.
   */
  unfinished: boolean;
  requests: number;
  /** Bytes read from the network, headers included; what Chromium loads beside the page is not counted. */
  bytes: number;
  notModified: number;
  /** What is left of the day's budget; not there for a source without one. */
  leftToday?: DayLeft;
}
