import type { Client, estypes } from '@elastic/elasticsearch';
import type { Category } from '#core/labels.ts';
import { CATEGORIES } from '#core/labels.ts';
import type { Post } from '#core/post.ts';
import { type Bucket, bucketsOf } from './buckets.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { OF_A_DRILL, type Query, totalOf } from './elasticsearch.ts';
import { type PostDocument, type StoredPost, storedPost } from './stored-post.ts';

/** What a post must hold, all of it. The caller has cut the words as it cuts posts. */
export interface PostQuery {
  text: string;
  /** Words, as in `Analysis.tokens`. */
  tokens: readonly string[];
  /** Exact phrases, as in `Analysis.exact`: these words, next to one another. */
  phrases: readonly (readonly string[])[];
  /** Stretches of a script without blanks: their words (`tokens`) anywhere, or the stretch as it stands (`exact`). */
  runs?: readonly { tokens: readonly string[]; exact: readonly string[] }[];
}

/** A question to the archive. */
export interface PostSearch {
  query?: PostQuery | undefined;
  /** Published at or after / before (RFC 3339). */
  from?: string | undefined;
  to?: string | undefined;
  lang?: string | undefined;
  operatorId?: string | undefined;
  sourceId?: string | undefined;
  category?: Category | undefined;
  flagged?: boolean | undefined;
  /** Only those that people see: flagged ones, and samples of the others. */
  isShown?: true | undefined;
  status?: Post['status'] | undefined;
  clusterId?: string | undefined;
  /** Default: relevance with a query, newest without. */
  sort?: 'relevance' | 'newest' | 'oldest' | undefined;
  size: number;
  after?: string | undefined;
}

export interface PostHit {
  post: StoredPost;
  /** Tokens of the post that matched the query, those of words before those of phrases. */
  matched: string[];
}
export type TimelineInterval = 'hour' | 'day' | 'month';
export interface PostSearchResult {
  items: PostHit[];
  total: number;
  next: string | null;
  facets: {
    languages: Bucket[];
    operators: Bucket[];
    sources: Bucket[];
    categories: Bucket[];
    flagged: Bucket[];
    status: Bucket[];
  };
  /** `key` is the start of the interval, RFC 3339. */
  timeline: { interval: TimelineInterval; buckets: Bucket[] };
}

// Characters of the private use area: they occur in no token.
const OPEN = '\uE000';
const CLOSE = '\uE001';

const DAY = 86_400_000;

/** Hours within three days, days within two years, else months. */
const intervalOf = (from: number | null, to: number | null): TimelineInterval => {
  if (from === null || to === null) return 'day';
  if (to - from <= 3 * DAY) return 'hour';
  return to - from <= 730 * DAY ? 'day' : 'month';
};

const allOf = (tokens: readonly string[]): Query => ({
  match: { tokens: { query: tokens.join(' '), operator: 'and' } },
});
const phraseOf = (exact: readonly string[]): Query => ({ match_phrase: { exact: { query: exact.join(' ') } } });

const queryOf = (search: PostSearch): Query => {
  const filter: Query[] = [];
  const must: Query[] = [];
  const terms: Record<string, string | boolean | undefined> = {
    lang: search.lang,
    operatorId: search.operatorId,
    sourceId: search.sourceId,
    leading: search.category,
    flagged: search.flagged,
    status: search.status,
    clusterId: search.clusterId,
  };
  for (const [field, value] of Object.entries(terms))
    if (value !== undefined) filter.push({ term: { [field]: value } });
  if (search.isShown === true)
    filter.push({ bool: { should: [{ term: { flagged: true } }, { exists: { field: 'sample' } }] } });
  if (search.from !== undefined) filter.push({ range: { publishedAt: { gte: search.from } } });
  if (search.to !== undefined) filter.push({ range: { publishedAt: { lt: search.to } } });
  const { tokens = [], phrases = [], runs = [] } = search.query ?? {};
  if (tokens.length > 0) must.push(allOf(tokens));
  for (const phrase of phrases) if (phrase.length > 0) must.push(phraseOf(phrase));
  // Where the dictionary cuts the text otherwise than the query, the words do not meet, and the characters do.
  for (const run of runs)
    must.push({ bool: { should: [allOf(run.tokens), phraseOf(run.exact)], minimum_should_match: 1 } });
  return { bool: { filter, must, must_not: [OF_A_DRILL] } };
};

const sortOf = (search: PostSearch, hasQuery: boolean): estypes.SortCombinations[] => {
  switch (search.sort ?? (hasQuery ? 'relevance' : 'newest')) {
    case 'relevance':
      return [{ _score: { order: 'desc' } }, { publishedAt: 'desc' }, { id: 'asc' }];
    case 'newest':
      return [{ publishedAt: 'desc' }, { id: 'asc' }];
    case 'oldest':
      return [{ publishedAt: 'asc' }, { id: 'asc' }];
  }
};

const HIGHLIGHT: estypes.SearchHighlight = {
  fields: { tokens: {}, exact: {} },
  number_of_fragments: 0,
  pre_tags: [OPEN],
  post_tags: [CLOSE],
  // Beyond this a text is not looked into; without it, one long text would fail the whole search.
  max_analyzed_offset: 999_999,
};

const matchedIn = (highlighted: Record<string, string[]> | undefined): string[] => {
  const matched = new Set<string>();
  for (const fragment of [...(highlighted?.tokens ?? []), ...(highlighted?.exact ?? [])])
    for (const [, token] of fragment.matchAll(/\uE000([^\uE001]*)\uE001/gu))
      for (const part of token?.split(/\s+/u) ?? []) if (part !== '') matched.add(part);
  return [...matched];
};

export const searchPosts = async (client: Client, index: string, search: PostSearch): Promise<PostSearchResult> => {
  const query = queryOf(search);
  const { tokens = [], phrases = [], runs = [] } = search.query ?? {};
  const hasQuery = tokens.length + phrases.length + runs.length > 0;
  const sort = sortOf(search, hasQuery);
  let from = search.from === undefined ? null : Date.parse(search.from);
  let to = search.to === undefined ? null : Date.parse(search.to);
  if (from === null || to === null) {
    const range = await client.search({
      index,
      size: 0,
      query,
      track_total_hits: false,
      aggregations: { first: { min: { field: 'publishedAt' } }, last: { max: { field: 'publishedAt' } } },
    });
    from ??= (range.aggregations?.first as estypes.AggregationsMinAggregate | undefined)?.value ?? null;
    to ??= (range.aggregations?.last as estypes.AggregationsMaxAggregate | undefined)?.value ?? null;
  }
  const interval = intervalOf(from, to);
  const answer = await client.search<PostDocument>({
    index,
    size: search.size,
    query,
    sort,
    track_total_hits: true,
    track_scores: true,
    _source: { excludes: ['vector'] },
    ...(search.after === undefined ? {} : { search_after: decodeCursor(search.after, sort.length) }),
    ...(hasQuery ? { highlight: HIGHLIGHT } : {}),
    aggregations: {
      languages: { terms: { field: 'lang', size: 100 } },
      operators: { terms: { field: 'operatorId', size: 200 } },
      sources: { terms: { field: 'sourceId', size: 200 } },
      categories: {
        filter: { term: { flagged: true } },
        aggs: { leading: { terms: { field: 'leading', size: CATEGORIES.length } } },
      },
      flagged: { terms: { field: 'flagged' } },
      status: { terms: { field: 'status' } },
      timeline: { date_histogram: { field: 'publishedAt', calendar_interval: interval, min_doc_count: 1 } },
    },
  });
  const hits = answer.hits.hits;
  const last = hits.at(-1)?.sort;
  const found = answer.aggregations ?? {};
  const flaggedOnly = found.categories as (estypes.AggregationsFilterAggregate & Record<string, unknown>) | undefined;
  return {
    items: hits.flatMap((hit) =>
      hit._source === undefined ? [] : [{ post: storedPost(hit._source), matched: matchedIn(hit.highlight) }],
    ),
    total: totalOf(answer.hits),
    next: hits.length < search.size || last === undefined ? null : encodeCursor(last),
    facets: {
      languages: bucketsOf(found.languages),
      operators: bucketsOf(found.operators),
      sources: bucketsOf(found.sources),
      categories: bucketsOf(flaggedOnly?.leading as estypes.AggregationsAggregate | undefined),
      flagged: bucketsOf(found.flagged),
      status: bucketsOf(found.status),
    },
    timeline: { interval, buckets: bucketsOf(found.timeline) },
  };
};
