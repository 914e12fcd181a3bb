import type { Client } from '@elastic/elasticsearch';
import { totalOf } from '#store/elasticsearch.ts';
import type { Question } from './search-archive.ts';

/** The same question and the same facets as in store/post-search.ts, in one request. @returns how many were found */
export const searchStandard = async (
  client: Client,
  index: string,
  { phrase, word }: Question,
  size: number,
): Promise<number> => {
  const answer = await client.search({
    index,
    size,
    query: {
      // The word as a phrase too: the analyzer cuts a Chinese word into characters, which belong next to one another.
      bool: { must: [{ match_phrase: { text: word } }, { match_phrase: { text: phrase } }] },
    },
    sort: [{ _score: { order: 'desc' } }, { publishedAt: 'desc' }, { id: 'asc' }],
    track_total_hits: true,
    track_scores: true,
    highlight: { fields: { text: { number_of_fragments: 0 } } },
    aggregations: {
      languages: { terms: { field: 'lang', size: 100 } },
      operators: { terms: { field: 'operatorId', size: 200 } },
      sources: { terms: { field: 'sourceId', size: 200 } },
      categories: { filter: { term: { flagged: true } }, aggs: { leading: { terms: { field: 'leading', size: 6 } } } },
      flagged: { terms: { field: 'flagged' } },
      status: { terms: { field: 'status' } },
      timeline: { date_histogram: { field: 'publishedAt', calendar_interval: 'day', min_doc_count: 1 } },
    },
  });
  return totalOf(answer.hits);
};
