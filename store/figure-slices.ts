/** What every figure of the work is counted with: records of some weeks, by week, category and language. */
import type { estypes } from '@elastic/elasticsearch';
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
export interface Sliced<T> {
  all: T;
  /** By the Monday (UTC) of the week, RFC 3339; weeks without a record are left out. */
  weeks: Map<string, T>;
  categories: Map<string, T>;
  languages: Map<string, T>;
}

export const not = (query: Query): Query => ({ bool: { must_not: [query] } });
export const both = (...filter: Query[]): Query => ({ bool: { filter } });
export const EVERY: Query = { match_all: {} };

/** `time`: the field that says in which week a record counts. */
export const sliceOf = (
  time: 'answeredAt' | 'receivedAt' | 'leftAt',
  { from, to, lang, category }: FigureSlice,
): Query => ({
  bool: {
    filter: [
      { range: { [time]: { gte: from, lt: to } } },
      ...(lang === undefined ? [] : [{ term: { lang } }]),
      ...(category === undefined ? [] : [{ term: { category } }]),
    ],
    must_not: [OF_A_DRILL],
  },
});

export type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

export const took = (field: string): estypes.AggregationsAggregationContainer => ({
  percentiles: { field, percents: [50, 90], keyed: false },
});
/** The same counts for all of it, and by week, category and language. */
export const sliced = (time: string, counts: Aggregations): Aggregations => ({
  ...counts,
  weeks: { date_histogram: { field: time, calendar_interval: 'week', min_doc_count: 1 }, aggregations: counts },
  categories: { terms: { field: 'category', size: 20 }, aggregations: counts },
  languages: { terms: { field: 'lang', size: 200 }, aggregations: counts },
});

export interface Percentiles {
  values: { key: number; value: number | null }[];
}
export interface Counted {
  doc_count: number;
}

export const tookOf = ({ values }: Percentiles): Took => {
  const at = (key: number): number | null => values.find((one) => one.key === key)?.value ?? null;
  return { median: at(50), p90: at(90) };
};

/** The client types aggregations by kind only; a search that succeeded has every one that it asked for. */
export const bucketsBy = <B extends Counted, T>(
  answer: estypes.SearchResponse<unknown>,
  name: string,
  countsOf: (bucket: B) => T,
): Map<string, T> => {
  const found = answer.aggregations as unknown as Record<string, { buckets: (B & { key: string | number })[] }>;
  return new Map((found[name]?.buckets ?? []).map((bucket) => [String(bucket.key), countsOf(bucket)]));
};

export const slicedOf = <B extends Counted, T>(
  answer: estypes.SearchResponse<unknown>,
  countsOf: (bucket: B) => T,
): Sliced<T> => ({
  all: countsOf({ ...(answer.aggregations as unknown as B), doc_count: totalOf(answer.hits) }),
  weeks: new Map(
    [...bucketsBy(answer, 'weeks', countsOf)].map(([monday, counts]) => [
      new Date(Number(monday)).toISOString(),
      counts,
    ]),
  ),
  categories: bucketsBy(answer, 'categories', countsOf),
  languages: bucketsBy(answer, 'languages', countsOf),
});
