import type { estypes } from '@elastic/elasticsearch';

export interface Bucket {
  key: string;
  count: number;
}

/** The buckets of a terms aggregation, or none when it was not computed. */
export const bucketsOf = (aggregation: estypes.AggregationsAggregate | undefined): Bucket[] => {
  const buckets = (aggregation as estypes.AggregationsStringTermsAggregate | undefined)?.buckets;
  if (!Array.isArray(buckets)) return [];
  return buckets.map((bucket) => ({
    // Booleans and dates have their readable form here.
    key: (bucket as { key_as_string?: string }).key_as_string ?? String(bucket.key),
    count: bucket.doc_count,
  }));
};
