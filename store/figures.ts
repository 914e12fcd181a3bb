/**
 * The figures of the work over time. Every figure is one filter, named once: the counts and the lists of the records behind them
 * are asked with the same one.
 */
import type { Client } from '@elastic/elasticsearch';
import { DECIDED } from '#core/case-state.ts';
import { BINS } from '#core/drift.ts';
import {
  type CaseFigure,
  type FigureName,
  NOTICE_FIGURES,
  type NoticeFigure,
  type NoticeInstrument,
  ORDER_FIGURES,
  type OrderFigure,
} from '#core/figure-names.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { OF_A_DRILL, type Query, totalOf } from './elasticsearch.ts';
import {
  both,
  type Counted,
  EVERY,
  type FigureSlice,
  not,
  type Percentiles,
  type Sliced,
  sliced,
  slicedOf,
  sliceOf,
  type Took,
  took,
  tookOf,
} from './figure-slices.ts';
import { NOTICE_FILTERS, noticeSlice, noticesQuery, type SlicedNotices, slicedNotices } from './notice-figures.ts';

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
export interface ScoreTenth {
  scored: number;
  confirmed: number;
}
export interface Figures {
  cases: Sliced<CaseCounts>;
  orders: Sliced<OrderCounts>;
  notices: SlicedNotices;
  /** By tenths of the score that the model gave when the case was opened. */
  tenths: ScoreTenth[];
  /** Decided cases of which the index does not know when: written before that was kept. `weir rebuild` brings them in. */
  uncounted: number;
  /** As Elasticsearch was asked. */
  queries: { cases: string; orders: string; notices: string };
}
export interface FigureRecords {
  kind: 'case' | 'order' | 'notice';
  ids: string[];
  total: number;
  next: string | null;
}

/** What the policy showed people because it flagged it: a case of before there were samples has no purpose. */
const FLAGGED = not({ terms: { purpose: ['quality_sample', 'uncertain', 'novel'] } });
/** Flagged, or drawn by chance of what was not: what was shown for its score or its novelty says nothing of the rest. */
const DRAWN = not({ terms: { purpose: ['uncertain', 'novel'] } });
const JUDGED: Query = { exists: { field: 'answer' } };
const CONFIRMED: Query = { term: { answer: 'violating' } };
const UNFOUNDED: Query = { term: { answer: 'not_violating' } };

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

type CaseBucket = Counted &
  Record<'judged' | 'confirmed' | 'falseAlarms' | 'overturned', Counted> & {
    people: { value: number };
    review: Percentiles;
  };
type OrderBucket = Counted & Record<'broken' | 'removed', Counted> & { removal: Percentiles };

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

const MOST_OVERRULED = 10_000;

export interface FigureIndices {
  cases: string;
  orders: string;
  notices: string;
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
  await client.indices.refresh({ index: [indices.cases, indices.orders, indices.notices] });
  const overruled = await overruledCases(client, indices.orders);
  const questions = {
    cases: casesQuery(slice, overruled),
    orders: ordersQuery(slice),
    notices: noticesQuery(slice),
  };
  const [cases, orders, notices, uncounted] = await Promise.all([
    client.search({ index: indices.cases, ...questions.cases }),
    client.search({ index: indices.orders, ...questions.orders }),
    client.search({ index: indices.notices, ...questions.notices }),
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
    notices: slicedNotices(notices),
    tenths: scored.tenths.buckets.map(({ doc_count, confirmed }) => ({
      ...{ scored: doc_count, confirmed: confirmed.doc_count },
    })),
    uncounted: uncounted.count,
    queries: {
      cases: JSON.stringify(questions.cases, null, 2),
      orders: JSON.stringify(questions.orders, null, 2),
      notices: JSON.stringify(questions.notices, null, 2),
    },
  };
};

const isOfOrders = (figure: FigureName): figure is OrderFigure => ORDER_FIGURES.some((one) => one === figure);
const isOfNotices = (figure: FigureName): figure is NoticeFigure => NOTICE_FIGURES.some((one) => one === figure);

export interface RecordsAsked extends FigureSlice {
  figure: FigureName;
  /** Of the score, 0 to 9. */
  tenth?: number | undefined;
  instrument?: NoticeInstrument | undefined;
  size: number;
  after?: string | undefined;
}

interface Found {
  kind: FigureRecords['kind'];
  index: string;
  time: 'answeredAt' | 'receivedAt' | 'leftAt';
  query: Query;
}

/** Where the records of a figure are found, with the filter that counts it. */
const foundIn = async (client: Client, indices: FigureIndices, asked: RecordsAsked): Promise<Found> => {
  const { figure, tenth, instrument } = asked;
  if (isOfNotices(figure))
    return {
      ...{ kind: 'notice', index: indices.notices, time: 'leftAt' },
      query: both(noticeSlice(asked, instrument), NOTICE_FILTERS[figure]),
    };
  if (isOfOrders(figure))
    return {
      ...{ kind: 'order', index: indices.orders, time: 'receivedAt' },
      query: both(sliceOf('receivedAt', asked), ORDER_FILTERS[figure]),
    };
  const overruled = figure === 'overturned' ? await overruledCases(client, indices.orders) : [];
  const { from, to } = tenth === undefined ? { from: undefined, to: undefined } : tenthOf(tenth);
  return {
    ...{ kind: 'case', index: indices.cases, time: 'answeredAt' },
    query: both(
      sliceOf('answeredAt', asked),
      caseFilters(overruled)[figure],
      ...(from === undefined ? [] : [{ range: { violating: { gte: from, ...(to === undefined ? {} : { lt: to }) } } }]),
    ),
  };
};

/** The records that a figure was counted from, oldest first. Sees every acknowledged write. */
export const figureRecords = async (
  client: Client,
  indices: FigureIndices,
  asked: RecordsAsked,
): Promise<FigureRecords> => {
  const { size, after } = asked;
  await client.indices.refresh({ index: [indices.cases, indices.orders, indices.notices] });
  const { kind, index, time, query } = await foundIn(client, indices, asked);
  const answer = await client.search<{ id: string }>({
    ...{ index, size, track_total_hits: true, _source: ['id'], query },
    sort: [{ [time]: 'asc' }, { id: 'asc' }],
    ...(after === undefined ? {} : { search_after: decodeCursor(after, 2) }),
  });
  const { hits } = answer.hits;
  const last = hits.at(-1)?.sort;
  return {
    kind,
    ids: hits.flatMap(({ _source }) => (_source === undefined ? [] : [_source.id])),
    total: totalOf(answer.hits),
    next: hits.length < size || last === undefined ? null : encodeCursor(last),
  };
};
