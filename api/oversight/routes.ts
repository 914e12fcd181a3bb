import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Case } from '#core/case.ts';
import type { Order } from '#core/order.ts';
import { readCounters } from '#pipeline/counters.ts';
import type { Page } from '#store/state-page.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { actorOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { FiguresQuery, RecordsQuery, WorkFigures, WorkRecords } from '../schemas/figures.ts';
import { LookReasons, Looks, LooksQuery, NamedLooks, NameLooks } from '../schemas/looks.ts';
import { Oversight } from '../schemas/oversight.ts';
import { Drift } from '../schemas/policies.ts';
import { Upkeep } from '../schemas/upkeep.ts';
import { readDrift } from './drift.ts';
import {
  CLOCK_BEGUN,
  countOf,
  FOUND_NOT_VIOLATING,
  FOUND_VIOLATING,
  median,
  precisionBy,
  removalSeconds,
  reviewSeconds,
  undoneRate,
} from './figures.ts';
import { nameLooks, readLooks, readReasons } from './looks.ts';
import { readUpkeep } from './upkeep.ts';
import { readFigures, readRecords } from './work-figures.ts';

const BATCH = 500;
/** Medians and the share of undone decisions are taken over at most so many records; counts are over all. */
const MOST = 5000;

const collect = async <T>(read: (after: string | undefined) => Promise<Page<T>>): Promise<T[]> => {
  const all: T[] = [];
  for (let after: string | null | undefined; after !== null && all.length < MOST; ) {
    const page: Page<T> = await read(after);
    all.push(...page.items);
    after = page.next;
  }
  return all;
};

const readOversight = async ({ store, queues }: ApiDependencies): Promise<Oversight> => {
  const now = store.clock.now().toISOString();
  const [counters, all, violating, cleared, missed, passed, orderCounts, sources, cases, removed] = await Promise.all([
    readCounters(store, queues),
    store.cases.facets({ realOnly: true }),
    store.cases.facets({ states: FOUND_VIOLATING, purpose: 'flagged', realOnly: true }),
    store.cases.facets({ states: FOUND_NOT_VIOLATING, purpose: 'flagged', realOnly: true }),
    store.cases.facets({ states: FOUND_VIOLATING, realOnly: true }),
    store.cases.facets({ states: FOUND_NOT_VIOLATING, realOnly: true }),
    store.orders.counts({ realOnly: true }),
    store.sources.list(),
    collect<Case>((after) => store.cases.queue({ realOnly: true, size: BATCH, after })),
    collect<Order>((after) =>
      store.orders.list({ states: ['executed', 'verified'], realOnly: true, size: BATCH, after }),
    ),
  ]);
  return {
    counters,
    casesByState: all.states,
    casesByCategory: all.categories,
    casesByLanguage: all.languages,
    ordersByState: orderCounts.states,
    precision: { numerator: violating.total, denominator: violating.total + cleared.total },
    precisionByLanguage: precisionBy(violating, cleared, 'languages'),
    precisionByCategory: precisionBy(violating, cleared, 'categories'),
    foundInSamples: precisionBy(missed, passed, 'purposes').filter(({ key }) => key !== 'flagged'),
    undone: undoneRate(cases),
    clocksBroken: { numerator: orderCounts.breached, denominator: countOf(orderCounts.states, CLOCK_BEGUN) },
    medianReviewSeconds: median(reviewSeconds(cases)),
    medianRemovalSeconds: median(removalSeconds(removed)),
    sourcesOverdue: sources.filter((source) => source.reviewBy <= now).map(({ id }) => id),
  };
};

export const oversightRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  app.get(
    '/oversight',
    {
      config: { permission: 'oversight:read', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: { tags: ['oversight'], summary: 'How well the house does its work', response: answers(Oversight) },
    },
    () => readOversight(deps),
  );

  app.get(
    '/oversight/drift',
    {
      config: { permission: 'oversight:read', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags: ['oversight'],
        summary: 'Whether scores and novelty have shifted, by source and week',
        response: answers(Drift),
      },
    },
    () => readDrift(deps),
  );

  app.get(
    '/oversight/upkeep',
    {
      config: { permission: 'oversight:read', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: { tags: ['oversight'], summary: 'Sources overdue, and runs of retention', response: answers(Upkeep) },
    },
    () => readUpkeep(deps.store),
  );

  app.get(
    '/oversight/figures',
    {
      config: { permission: 'oversight:read', rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: {
        tags: ['oversight'],
        summary: 'How the work went, by week, category and language; no figure is of a person',
        querystring: FiguresQuery,
        response: answers(WorkFigures),
      },
    },
    ({ query: { weeks = 12, ...narrowed } }) => readFigures(deps, { weeks, ...narrowed }),
  );

  app.get(
    '/oversight/figures/records',
    {
      config: { permission: 'oversight:read', rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: {
        tags: ['oversight'],
        summary: 'The cases, orders or notices that a figure was counted from',
        querystring: RecordsQuery,
        response: answers(WorkRecords),
      },
    },
    ({ query }) => readRecords(deps, query),
  );

  app.get(
    '/oversight/looks',
    {
      config: { permission: 'oversight:read', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags: ['oversight'],
        summary: 'Looks at what is sensitive, by kind and role; nobody is named',
        querystring: LooksQuery,
        response: answers(Looks),
      },
    },
    ({ query }) => readLooks(deps.store, query.days ?? 30),
  );

  app.get(
    '/oversight/looks/reasons',
    {
      config: { permission: 'oversight:read', rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags: ['oversight'],
        summary: 'The reasons that were given with them, by kind and role',
        querystring: LooksQuery,
        response: answers(LookReasons),
      },
    },
    (request) => readReasons(deps.store, request.query.days ?? 30, actorOf(request)),
  );

  app.post(
    '/oversight/looks/named',
    {
      config: { permission: 'access:name', rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags: ['oversight'],
        summary:
          'Who looked at a record, or what a person looked at; the question stands in the ledger with its reason',
        body: NameLooks,
        response: answers(NamedLooks),
      },
    },
    (request) => nameLooks(deps.store, request.body, actorOf(request)),
  );
};
