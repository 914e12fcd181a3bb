import type { Client } from '@elastic/elasticsearch';
import { OF_A_DRILL, type Query } from './elasticsearch.ts';

/** What the posts of a source came to. A case counts for every source that one of its addresses is on. */
export interface SourceYield {
  posts: number;
  flagged: number;
  cases: number;
  /** Cases that people called violating. */
  confirmed: number;
}

interface Counted {
  key: string;
  doc_count: number;
  found: { doc_count: number };
}

const bySource = async (
  client: Client,
  index: string,
  field: string,
  found: Query,
): Promise<Map<string, [all: number, found: number]>> => {
  const answer = await client.search({
    index,
    size: 0,
    query: { bool: { must_not: [OF_A_DRILL] } },
    aggregations: { sources: { terms: { field, size: 1000 }, aggs: { found: { filter: found } } } },
  });
  const sources = answer.aggregations?.sources as { buckets: Counted[] } | undefined;
  return new Map((sources?.buckets ?? []).map((bucket) => [bucket.key, [bucket.doc_count, bucket.found.doc_count]]));
};

/** By id of the source, as of the last refresh (a second ago at most). `confirmed`: the states that count as such. */
export const sourceYields = async (
  client: Client,
  indices: { posts: string; cases: string },
  confirmed: readonly string[],
): Promise<Map<string, SourceYield>> => {
  const [posts, cases] = await Promise.all([
    bySource(client, indices.posts, 'sourceId', { term: { flagged: true } }),
    bySource(client, indices.cases, 'sourceIds', { terms: { caseState: [...confirmed] } }),
  ]);
  const ids = new Set([...posts.keys(), ...cases.keys()]);
  return new Map(
    [...ids].map((id) => {
      const [all = 0, flagged = 0] = posts.get(id) ?? [];
      const [opened = 0, violating = 0] = cases.get(id) ?? [];
      return [id, { posts: all, flagged, cases: opened, confirmed: violating }];
    }),
  );
};
