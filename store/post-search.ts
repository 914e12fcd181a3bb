import type { estypes } from '@elastic/elasticsearch';
import type { Category } from '#core/labels.ts';
import { CATEGORIES } from '#core/labels.ts';
import type { Post } from '#core/post.ts';
import { type Bucket, bucketsOf } from './buckets.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { OF_A_DRILL, type Query, totalOf } from './elasticsearch.ts';
import type { PostWindow } from './post-window.ts';
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

/** A question with AND, OR, NOT and fields, as it was read. Fields are those of the index. */
export type PostNode =
  | { kind: 'and' | 'or'; of: readonly PostNode[] }
  | { kind: 'not'; of: PostNode }
  | { kind: 'match'; query: PostQuery }
  /** Words that begin so, as they stand. */
  | { kind: 'prefix'; prefix: string }
  | { kind: 'term'; field: string; value: string | boolean }
  | { kind: 'starts'; field: string; value: string }
  | { kind: 'range'; field: string; bounds: { gte?: Bound; gt?: Bound; lt?: Bound; lte?: Bound } };
type Bound = string | number;

/** A question to the archive. */
export interface PostSearch {
  query?: PostQuery | undefined;
  where?: PostNode | undefined;
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
  /** Of these and no others. */
  ids?: readonly string[] | undefined;
  /** Collected after the journal's entry `first`, and collected or scored after its entry `since`. */
  entered?: { first: number; since: number } | undefined;
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
const intervalOf = (from: number, to: number): TimelineInterval => {
  if (to - from <= 3 * DAY) return 'hour';
  return to - from <= 730 * DAY ? 'day' : 'month';
};

const histogram = (interval: 'hour' | 'day'): estypes.AggregationsAggregationContainer => ({
  date_histogram: { field: 'publishedAt', calendar_interval: interval, min_doc_count: 1 },
});

/** Days put together by their month (UTC), which is what Elasticsearch would have counted. */
const monthsOf = (days: readonly Bucket[]): Bucket[] => {
  const months = new Map<string, number>();
  for (const { key, count } of days) {
    const month = `${key.slice(0, 7)}-01T00:00:00.000Z`;
    months.set(month, (months.get(month) ?? 0) + count);
  }
  return [...months].map(([key, count]) => ({ key, count }));
};

const allOf = (tokens: readonly string[]): Query => ({
  match: { tokens: { query: tokens.join(' '), operator: 'and' } },
});
const phraseOf = (exact: readonly string[]): Query => ({ match_phrase: { exact: { query: exact.join(' ') } } });

const matchOf = ({ tokens, phrases, runs = [] }: PostQuery): Query[] => [
  ...(tokens.length > 0 ? [allOf(tokens)] : []),
  ...phrases.filter((phrase) => phrase.length > 0).map(phraseOf),
  // Where the dictionary cuts the text otherwise than the query, the words do not meet, and the characters do.
  ...runs.map((run) => ({ bool: { should: [allOf(run.tokens), phraseOf(run.exact)], minimum_should_match: 1 } })),
];

/** Only words count for relevance; what is yes or no is looked up without a score, and remembered by Elasticsearch. */
const nodeQuery = (node: PostNode): Query => {
  switch (node.kind) {
    case 'and': {
      const isScored = (one: PostNode): boolean => ['and', 'or', 'match'].includes(one.kind);
      return {
        bool: {
          must: node.of.filter(isScored).map(nodeQuery),
          filter: node.of.filter((one) => !isScored(one) && one.kind !== 'not').map(nodeQuery),
          must_not: node.of.flatMap((one) => (one.kind === 'not' ? [nodeQuery(one.of)] : [])),
        },
      };
    }
    case 'or':
      return { bool: { should: node.of.map(nodeQuery), minimum_should_match: 1 } };
    case 'not':
      return { bool: { must_not: [nodeQuery(node.of)] } };
    case 'match': {
      const must = matchOf(node.query);
      // Words of which nothing is left (signs alone) ask for nothing.
      return must.length === 0 ? { match_all: {} } : { bool: { must } };
    }
    case 'prefix':
      return { prefix: { exact: { value: node.prefix } } };
    case 'term':
      return { term: { [node.field]: node.value } };
    case 'starts':
      return { prefix: { [node.field]: { value: node.value } } };
    case 'range':
      return { range: { [node.field]: node.bounds } };
  }
};

export const queryOf = (search: PostSearch): Query => {
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
  if (search.ids !== undefined) filter.push({ terms: { id: [...search.ids] } });
  if (search.entered !== undefined) {
    const { first, since } = search.entered;
    const later = ['postEntry', 'analysisEntry'].map((field) => ({ range: { [field]: { gt: since } } }));
    filter.push({ range: { postEntry: { gt: first } } }, { bool: { should: later, minimum_should_match: 1 } });
  }
  if (search.from !== undefined) filter.push({ range: { publishedAt: { gte: search.from } } });
  if (search.to !== undefined) filter.push({ range: { publishedAt: { lt: search.to } } });
  if (search.query !== undefined) must.push(...matchOf(search.query));
  if (search.where !== undefined) must.push(nodeQuery(search.where));
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

/** Words count; a question of fields alone has no order of its own. */
const hasWords = (node: PostNode): boolean => {
  if (node.kind === 'and' || node.kind === 'or') return node.of.some(hasWords);
  return node.kind === 'match' || node.kind === 'prefix';
};

/** Days are counted with the first request. Only where all lies within three days hours are asked for besides. */
const timelineOf = async (
  window: PostWindow,
  query: Query,
  interval: TimelineInterval,
  areHours: boolean,
  counted: Bucket[],
): Promise<PostSearchResult['timeline']> => {
  if (interval === 'month') return { interval, buckets: monthsOf(counted) };
  if (interval === 'day' || areHours || counted.length === 0) return { interval, buckets: counted };
  const answer = await window.search({
    ...{ size: 0, query, track_total_hits: false },
    aggregations: { timeline: histogram('hour') },
  });
  return { interval, buckets: bucketsOf(answer.aggregations?.timeline) };
};

export const searchPosts = async (window: PostWindow, search: PostSearch): Promise<PostSearchResult> => {
  const query = queryOf(search);
  const hasQuery =
    (search.query !== undefined && matchOf(search.query).length > 0) ||
    (search.where !== undefined && hasWords(search.where));
  const sort = sortOf(search, hasQuery);
  const [asked, until] = [search.from, search.to].map((at) => (at === undefined ? null : Date.parse(at)));
  const isShort = asked != null && until != null && intervalOf(asked, until) === 'hour';
  const answer = await window.search<PostDocument>({
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
      timeline: histogram(isShort ? 'hour' : 'day'),
      first: { min: { field: 'publishedAt' } },
      last: { max: { field: 'publishedAt' } },
    },
  });
  const hits = answer.hits.hits;
  const last = hits.at(-1)?.sort;
  const found = answer.aggregations ?? {};
  const from = asked ?? (found.first as estypes.AggregationsMinAggregate | undefined)?.value ?? null;
  const to = until ?? (found.last as estypes.AggregationsMaxAggregate | undefined)?.value ?? null;
  const interval = from === null || to === null ? 'day' : intervalOf(from, to);
  const timeline = await timelineOf(window, query, interval, isShort, bucketsOf(found.timeline));
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
    timeline,
  };
};
