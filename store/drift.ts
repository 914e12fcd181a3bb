import type { Client, estypes } from '@elastic/elasticsearch';
import { BINS } from '#core/drift.ts';
import { OF_A_DRILL } from './elasticsearch.ts';

export const DRIFT_MEASURES = ['violating', 'novelty'] as const;
export type DriftMeasure = (typeof DRIFT_MEASURES)[number];

/** Posts of one source in one ISO week (Monday to Sunday, UTC) by tenths of a measure. */
export interface WeekOfSource {
  sourceId: string;
  /** The Monday, RFC 3339. */
  week: string;
  posts: number;
  bins: Record<DriftMeasure, number[]>;
}

const bins = (field: DriftMeasure) => ({
  range: {
    field,
    keyed: false,
    // The last one has no end: a score of 1 belongs to it.
    ranges: Array.from({ length: BINS }, (_, bin) => ({
      key: String(bin),
      from: bin / BINS,
      ...(bin === BINS - 1 ? {} : { to: (bin + 1) / BINS }),
    })),
  },
});

/** The question as Elasticsearch is asked it; the page shows it, so that anybody can ask again. */
export const driftQuery = (since: string) => ({
  size: 0,
  query: {
    bool: {
      filter: [{ term: { analysed: true } }, { range: { collectedAt: { gte: since } } }],
      must_not: [OF_A_DRILL],
    },
  },
  aggregations: {
    sources: {
      terms: { field: 'sourceId', size: 500 },
      aggs: {
        weeks: {
          date_histogram: { field: 'collectedAt', calendar_interval: 'week' as const, min_doc_count: 1 },
          aggs: { violating: bins('violating'), novelty: bins('novelty') },
        },
      },
    },
  },
});

interface Binned {
  buckets: { doc_count: number }[];
}
interface Week {
  key: number;
  doc_count: number;
  violating: Binned;
  novelty: Binned;
}

export const weeksOfSources = async (client: Client, index: string, since: string): Promise<WeekOfSource[]> => {
  const answer = await client.search({ index, ...driftQuery(since) });
  const sources = answer.aggregations?.sources as
    | (estypes.AggregationsStringTermsAggregate & { buckets: { key: string; weeks: { buckets: Week[] } }[] })
    | undefined;
  const counts = ({ buckets }: Binned): number[] => buckets.map((bucket) => bucket.doc_count);
  return (sources?.buckets ?? []).flatMap(({ key, weeks }) =>
    weeks.buckets.map((week) => ({
      sourceId: key,
      week: new Date(week.key).toISOString(),
      posts: week.doc_count,
      bins: { violating: counts(week.violating), novelty: counts(week.novelty) },
    })),
  );
};
