import { type Static, Type } from 'typebox';
import { DayBudget } from './day-budget.ts';
import { HttpUrl, Id, Language, Strict, Timestamp } from './schema.ts';
import { Pace, VISIT_REASONS, VisitYield } from './visit-pace.ts';

/** How to read items out of a page: CSS selectors, as data. `attr` takes an attribute instead of the text. */
const Field = Strict({ selector: Type.String(), attr: Type.Optional(Type.String()) });

export const PageRecipe = Strict({
  item: Type.String({ description: 'selector of one item' }),
  id: Field,
  url: Field,
  text: Field,
  title: Type.Optional(Field),
  author: Type.Optional(Field),
  time: Type.Optional(Field),
  /** The zone of times that name none, as the IANA names it (`Europe/Berlin`); UTC where left out. */
  timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  thread: Type.Optional(Field),
  /** Links from a list page to the pages that hold items (one level). */
  follow: Type.Optional(Type.String()),
  next: Type.Optional(Field),
  /** The images of an item, every match: their address in `attr` (`src` where left out), their description in `alt`. */
  images: Type.Optional(Field),
  /** `http`: plain fetch. `browser`: headless Chromium, because scripts build the page. */
  render: Type.Union([Type.Literal('http'), Type.Literal('browser')]),
  /** In a browser: wait for this selector before reading. */
  waitFor: Type.Optional(Type.String()),
  maxPages: Type.Integer({ minimum: 1, maximum: 1000 }),
  /**
   * Pages that a list leads to are looked at again, for edits and removals, no sooner than this after the last round; what is
   * new on the list is always followed at once. Every visit looks again where this is left out.
   */
  revisitSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
});
export type PageRecipe = Static<typeof PageRecipe>;

export const ADAPTERS = [
  'mastodon',
  'feed',
  'page',
  'sitemap',
  'telegram',
  'discourse',
  'nodebb',
  'lemmy',
  'bluesky',
  'import',
] as const;

/** Adapters that visit pages and read them by a recipe. */
export const readsByRecipe = (adapter: (typeof ADAPTERS)[number]): boolean =>
  adapter === 'page' || adapter === 'sitemap';

/** An entry of the allow-list: a person put it there, with a legal basis, a purpose, an owner and a review date. */
export const Source = Strict({
  id: Id,
  name: Type.String({ minLength: 1, maxLength: 120 }),
  adapter: Type.Enum(ADAPTERS),
  /** Start addresses; every one must lie on an allow-listed host (host:port). */
  addresses: Type.Array(HttpUrl, { minItems: 1, maxItems: 50 }),
  hosts: Type.Array(Type.String({ pattern: '^[a-z0-9.-]+(:\\d+)?$' }), { minItems: 1, maxItems: 50 }),
  operatorId: Id,
  languages: Type.Array(Language, { minItems: 1 }),
  recipes: Type.Optional(
    Type.Array(PageRecipe, {
      maxItems: 50,
      description: 'for the adapters page and sitemap: one for all addresses, or one for each',
    }),
  ),
  everySeconds: Type.Integer({ minimum: 1 }),
  /** Bounds within which the house moves the pause between two visits by itself; not there: `everySeconds` holds. */
  pace: Type.Optional(Pace),
  /** The floor between two requests to one host, in milliseconds. */
  delayMilliseconds: Type.Integer({ minimum: 0 }),
  maxRequestsPerPoll: Type.Integer({ minimum: 1, maximum: 10_000 }),
  /** What it may cost in a day of UTC; not there: as much as its schedule asks for. */
  budget: Type.Optional(DayBudget),
  legalBasis: Type.String({ minLength: 3 }),
  purpose: Type.String({ minLength: 3 }),
  owner: Type.String({ minLength: 1 }),
  approvedBy: Type.String({ minLength: 1 }),
  approvedAt: Timestamp,
  /** After this time the source stops until a person has looked at it again. */
  reviewBy: Timestamp,
  /** Days that posts and captures are kept where nothing asks for them longer; sources from before have none. */
  retentionDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  paused: Type.Boolean(),
});
export type Source = Static<typeof Source>;

/** What the visits of a source have cost, since they are counted. */
export const SourceCost = Strict({
  since: Timestamp,
  visits: Type.Integer({ minimum: 0 }),
  requests: Type.Integer({ minimum: 0 }),
  /** Bytes over the line. */
  bytes: Type.Integer({ minimum: 0 }),
  /** Answers that said that nothing had changed. */
  notModified: Type.Integer({ minimum: 0 }),
  /** Captures, and how many of them a browser had to build. */
  captures: Type.Integer({ minimum: 0 }),
  browserPages: Type.Integer({ minimum: 0 }),
  /** Time that workers spent on it, waiting for the host's turn included. */
  milliseconds: Type.Integer({ minimum: 0 }),
});
export type SourceCost = Static<typeof SourceCost>;

/** What a source is doing: kept apart from the entry, because the machine writes it. */
export const SourceStatus = Strict({
  sourceId: Id,
  cursor: Type.Record(Type.String(), Type.String()),
  nextPollAt: Timestamp,
  lastPollAt: Type.Union([Timestamp, Type.Null()]),
  lastOutcome: Type.Union([Type.Literal('done'), Type.Literal('skipped'), Type.Literal('failed'), Type.Null()]),
  /** Why the last visit ended as it did, in words. */
  lastReason: Type.Union([Type.String(), Type.Null()]),
  posts: Type.Integer({ minimum: 0 }),
  failures: Type.Integer({ minimum: 0 }),
  cost: Type.Optional(SourceCost),
  /** What the last visits brought and cost, oldest first. */
  history: Type.Optional(Type.Array(VisitYield)),
  /** Why the next visit is when it is: the schedule, the pace, the host's delay, or a failure before it. */
  nextPollWhy: Type.Optional(Type.Enum([...VISIT_REASONS, 'held', 'unfinished', 'failed'] as const)),
});
export type SourceStatus = Static<typeof SourceStatus>;
