/**
 * The figures of the work over time. Every figure is one filter, named once: the counts and the lists of the records behind them
 * are asked with the same one.
 */
import type { Client, estypes } from '@elastic/elasticsearch';
import { DECIDED } from '#core/case-state.ts';
import { BINS } from '#core/drift.ts';
import { type CaseFigure, type FigureName, ORDER_FIGURES, type OrderFigure } from '#core/figure-names.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { OF_A_DRILL, type Query, totalOf } from './elasticsearch.ts';

/** What a figure is counted of: records of these weeks, of one language or category where that is named. */
export interface FigureSlice {
  /** From and before, RFC 3339. */
  from: string;
  to: string;
  lang?: string | undefined;
  /** Of the model: what leads. */
  category?: string | undefined;
}

/** Seconds that something took; null where nothing was measured. */
export interface Took {
  median: number | null;
  p90: number | null;
}
export interface CaseCounts {
  answered: number;
  judged: number;
  confirmed: number;
  falseAlarms: number;
  overturned: number;
  /** How many people gave those answers: who has to be told less where they are few. */
  people: number;
  review: Took;
}
export interface OrderCounts {
  hours: number;
  broken: number;
  removed: number;
  removal: Took;
}
export interface Sliced<T> {
  all: T;
  /** By the Monday (UTC) of the week, RFC 3339; weeks without a record are left out. */
  weeks: Map<string, T>;
  categories: Map<string, T>;
  languages: Map<string, T>;
}
export interface ScoreTenth {
  scored: number;
  confirmed: number;
}
export interface Figures {
  cases: Sliced<CaseCounts>;
  orders: Sliced<OrderCounts>;
  /** By tenths of the score that the model gave when the case was opened. */
  tenths: ScoreTenth[];
  /** Decided cases of which the index does not know when: written before that was kept. `weir rebuild` brings them in. */
  uncounted: number;
  /** As Elasticsearch was asked. */
  queries: { cases: string; orders: string };
}
export interface FigureRecords {
  kind: 'case' | 'order';
  ids: string[];
  total: number;
  next: string | null;
}

const not = (query: Query): Query => ({ bool: { must_not: [query] } });
const both = (...filter: Query[]): Query => ({ bool: { filter } });

/** What the policy showed people because it flagged it: a case of before there were samples has no purpose. */
const FLAGGED = not({ terms: { purpose: ['quality_sample', 'uncertain', 'novel'] } });
/** Flagged, or drawn by chance of what was not: what was shown for its score or its novelty says nothing of the rest. */
const DRAWN = not({ terms: { purpose: ['uncertain', 'novel'] } });
const JUDGED: Query = { exists: { field: 'answer' } };
const CONFIRMED: Query = { term: { answer: 'violating' } };
const UNFOUNDED: Query = { term: { answer: 'not_violating' } };
const EVERY: Query = { match_all: {} };

/** `overruled`: cases of orders that a scrutiny or a court found wrong. */
const caseFilters = (overruled: readonly string[]): Record<CaseFigure, Query> => ({
  answered: EVERY,
  judged: both(FLAGGED, JUDGED),
  confirmed: both(FLAGGED, CONFIRMED),
  falseAlarms: both(FLAGGED, UNFOUNDED),
  overturned: {
    bool: {
      should: [{ exists: { field: 'overturned' } }, { terms: { id: [...overruled] } }],
      minimum_should_match: 1,
    },
  },
  scored: both(DRAWN, JUDGED),
  scoredConfirmed: both(DRAWN, CONFIRMED),
});
const ORDER_FILTERS: Record<OrderFigure, Query> = {
  hours: EVERY,
  broken: { term: { breached: true } },
  removed: { exists: { field: 'removalSeconds' } },
};

const sliceOf = (time: 'answeredAt' | 'receivedAt', { from, to, lang, category }: FigureSlice): Query => ({
  bool: {
    filter: [
      { range: { [time]: { gte: from, lt: to } } },
      ...(lang === undefined ? [] : [{ term: { lang } }]),
      ...(category === undefined ? [] : [{ term: { category } }]),
    ],
    must_not: [OF_A_DRILL],
  },
});

type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

const took = (field: string): estypes.AggregationsAggregationContainer => ({
  percentiles: { field, percents: [50, 90], keyed: false },
});
/** The same counts for all of it, and by week, category and language. */
const sliced = (time: string, counts: Aggregations): Aggregations => ({
  ...counts,
  weeks: { date_histogram: { field: time, calendar_interval: 'week', min_doc_count: 1 }, aggregations: counts },
  categories: { terms: { field: 'category', size: 20 }, aggregations: counts },
  languages: { terms: { field: 'lang', size: 200 }, aggregations: counts },
});

const tenthOf = (tenth: number): { from: number; to?: number } => ({
  from: tenth / BINS,
  // The last one has no end: a score of 1 belongs to it.
  ...(tenth === BINS - 1 ? {} : { to: (tenth + 1) / BINS }),
});

const casesQuery = (slice: FigureSlice, overruled: readonly string[]) => {
  const filters = caseFilters(overruled);
  return {
    size: 0,
    track_total_hits: true,
    query: sliceOf('answeredAt', slice),
    aggregations: {
      ...sliced('answeredAt', {
        judged: { filter: filters.judged },
        confirmed: { filter: filters.confirmed },
        falseAlarms: { filter: filters.falseAlarms },
        overturned: { filter: filters.overturned },
        people: { cardinality: { field: 'answeredBy', precision_threshold: 100 } },
        review: took('reviewSeconds'),
      }),
      scored: {
        filter: filters.scored,
        aggregations: {
          tenths: {
            range: {
              field: 'violating',
              ranges: Array.from({ length: BINS }, (_, tenth) => ({ key: String(tenth), ...tenthOf(tenth) })),
            },
            aggregations: { confirmed: { filter: filters.scoredConfirmed } },
          },
        },
      },
    },
  };
};

const ordersQuery = (slice: FigureSlice) => ({
  size: 0,
  track_total_hits: true,
  query: sliceOf('receivedAt', slice),
  aggregations: sliced('receivedAt', {
    broken: { filter: ORDER_FILTERS.broken },
    removed: { filter: ORDER_FILTERS.removed },
    removal: took('removalSeconds'),
  }),
});

interface Percentiles {
  values: { key: number; value: number | null }[];
}
interface Counted {
  doc_count: number;
}
type CaseBucket = Counted &
  Record<'judged' | 'confirmed' | 'falseAlarms' | 'overturned', Counted> & {
    people: { value: number };
    review: Percentiles;
  };
type OrderBucket = Counted & Record<'broken' | 'removed', Counted> & { removal: Percentiles };

const tookOf = ({ values }: Percentiles): Took => {
  const at = (key: number): number | null => values.find((one) => one.key === key)?.value ?? null;
  return { median: at(50), p90: at(90) };
};
const caseCounts = (bucket: CaseBucket): CaseCounts => ({
  answered: bucket.doc_count,
  judged: bucket.judged.doc_count,
  confirmed: bucket.confirmed.doc_count,
  falseAlarms: bucket.falseAlarms.doc_count,
  overturned: bucket.overturned.doc_count,
  people: bucket.people.value,
  review: tookOf(bucket.review),
});
const orderCounts = (bucket: OrderBucket): OrderCounts => ({
  hours: bucket.doc_count,
  broken: bucket.broken.doc_count,
  removed: bucket.removed.doc_count,
  removal: tookOf(bucket.removal),
});

/** The client types aggregations by kind only; a search that succeeded has every one that it asked for. */
const slicedOf = <B extends Counted, T>(
  answer: estypes.SearchResponse<unknown>,
  countsOf: (bucket: B) => T,
): Sliced<T> => {
  const found = answer.aggregations as unknown as B &
    Record<'weeks' | 'categories' | 'languages', { buckets: (B & { key: string | number })[] }>;
  const by = (name: 'categories' | 'languages'): Map<string, T> =>
    new Map(found[name].buckets.map((bucket) => [String(bucket.key), countsOf(bucket)]));
  return {
    all: countsOf({ ...found, doc_count: totalOf(answer.hits) }),
    weeks: new Map(found.weeks.buckets.map((bucket) => [new Date(Number(bucket.key)).toISOString(), countsOf(bucket)])),
    categories: by('categories'),
    languages: by('languages'),
  };
};

const MOST_OVERRULED = 10_000;

export interface FigureIndices {
  cases: string;
  orders: string;
}

/** Cases of orders that a scrutiny or a court found wrong. There are few. */
const overruledCases = async (client: Client, index: string): Promise<string[]> => {
  const answer = await client.search<{ caseId: string }>({
    ...{ index, size: MOST_OVERRULED, track_total_hits: false, _source: ['caseId'] },
    query: { bool: { filter: [{ exists: { field: 'overruled' } }], must_not: [OF_A_DRILL] } },
    sort: [{ id: 'asc' }],
  });
  return [...new Set(answer.hits.hits.flatMap(({ _source }) => (_source === undefined ? [] : [_source.caseId])))];
};

/** Sees every acknowledged write. */
export const countFigures = async (client: Client, indices: FigureIndices, slice: FigureSlice): Promise<Figures> => {
  await client.indices.refresh({ index: [indices.cases, indices.orders] });
  const overruled = await overruledCases(client, indices.orders);
  const questions = { cases: casesQuery(slice, overruled), orders: ordersQuery(slice) };
  const [cases, orders, uncounted] = await Promise.all([
    client.search({ index: indices.cases, ...questions.cases }),
    client.search({ index: indices.orders, ...questions.orders }),
    client.count({
      index: indices.cases,
      query: {
        bool: {
          filter: [{ terms: { caseState: [...DECIDED] } }],
          must_not: [OF_A_DRILL, { exists: { field: 'holdUntil' } }, { exists: { field: 'answeredAt' } }],
        },
      },
    }),
  ]);
  const scored = cases.aggregations?.scored as unknown as {
    tenths: { buckets: (Counted & { confirmed: Counted })[] };
  };
  return {
    cases: slicedOf<CaseBucket, CaseCounts>(cases, caseCounts),
    orders: slicedOf<OrderBucket, OrderCounts>(orders, orderCounts),
    tenths: scored.tenths.buckets.map(({ doc_count, confirmed }) => ({
      ...{ scored: doc_count, confirmed: confirmed.doc_count },
    })),
    uncounted: uncounted.count,
    queries: {
      cases: JSON.stringify(questions.cases, null, 2),
      orders: JSON.stringify(questions.orders, null, 2),
    },
  };
};

const isOfOrders = (figure: FigureName): figure is OrderFigure => ORDER_FIGURES.some((one) => one === figure);

/** The records that a figure was counted from, oldest first. Sees every acknowledged write. */
export const figureRecords = async (
  client: Client,
  indices: FigureIndices,
  asked: FigureSlice & { figure: FigureName; tenth?: number | undefined; size: number; after?: string | undefined },
): Promise<FigureRecords> => {
  const { figure, tenth, size, after, ...slice } = asked;
  await client.indices.refresh({ index: [indices.cases, indices.orders] });
  const isOrders = isOfOrders(figure);
  const time = isOrders ? 'receivedAt' : 'answeredAt';
  const filter = isOrders
    ? ORDER_FILTERS[figure]
    : caseFilters(figure === 'overturned' ? await overruledCases(client, indices.orders) : [])[figure];
  const { from, to } = tenth === undefined ? { from: undefined, to: undefined } : tenthOf(tenth);
  const answer = await client.search<{ id: string }>({
    ...{ index: isOrders ? indices.orders : indices.cases, size, track_total_hits: true, _source: ['id'] },
    query: both(
      sliceOf(time, slice),
      filter,
      ...(from === undefined ? [] : [{ range: { violating: { gte: from, ...(to === undefined ? {} : { lt: to }) } } }]),
    ),
    sort: [{ [time]: 'asc' }, { id: 'asc' }],
    ...(after === undefined ? {} : { search_after: decodeCursor(after, 2) }),
  });
  const { hits } = answer.hits;
  const last = hits.at(-1)?.sort;
  return {
    kind: isOrders ? 'order' : 'case',
    ids: hits.flatMap(({ _source }) => (_source === undefined ? [] : [_source.id])),
    total: totalOf(answer.hits),
    next: hits.length < size || last === undefined ? null : encodeCursor(last),
  };
};
