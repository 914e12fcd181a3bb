import type { Client, estypes } from '@elastic/elasticsearch';
import type { Query } from './elasticsearch.ts';

/** Where the tails of what was not flagged begin, and how many posts that is known from. */
export interface Tails {
  posts: number;
  /** The share of posts that was asked for has a margin of this or less. */
  margin: number | null;
  /** The share of posts that was asked for has a novelty of this or more. */
  novelty: number | null;
}

const percentileOf = (aggregation: estypes.AggregationsAggregate | undefined): number | null => {
  const { values } = (aggregation ?? {}) as { values?: Record<string, number | null> };
  const value = Object.values(values ?? {})[0];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** Over unflagged posts that were scored since `since` under one policy: its margins mean something only among themselves. */
export const tailsOfUnflagged = async (
  client: Client,
  index: string,
  question: { policyVersion: string; since: string; uncertainShare: number; novelShare: number },
): Promise<Tails> => {
  const query: Query = {
    bool: {
      filter: [
        { term: { flagged: false } },
        { term: { policyVersion: question.policyVersion } },
        { exists: { field: 'margin' } },
        { range: { collectedAt: { gte: question.since } } },
      ],
    },
  };
  const answer = await client.search({
    index,
    size: 0,
    query,
    aggregations: {
      posts: { value_count: { field: 'margin' } },
      margin: { percentiles: { field: 'margin', percents: [100 * question.uncertainShare] } },
      novelty: { percentiles: { field: 'novelty', percents: [100 * (1 - question.novelShare)] } },
    },
  });
  const posts = (answer.aggregations?.posts as estypes.AggregationsValueCountAggregate | undefined)?.value ?? 0;
  return {
    posts,
    margin: percentileOf(answer.aggregations?.margin),
    novelty: percentileOf(answer.aggregations?.novelty),
  };
};
