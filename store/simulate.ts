import type { Client, estypes } from '@elastic/elasticsearch';
import { CATEGORIES, type Category } from '#core/labels.ts';
import type { Policy } from '#core/policy.ts';
import { OF_A_DRILL, type Query, totalOf } from './elasticsearch.ts';
import { type Change, type CountedKey, changesByKey, shownBy } from './policy-query.ts';

export interface SimulatedPost {
  postId: string;
  clusterId: string;
  lang: string;
  leading: Category;
  violating: number;
}
export interface Judged {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
}
export interface Simulation {
  from: string | null;
  to: string;
  days: number;
  posts: number;
  /** Posts scored before scores were kept for searching; `weir rebuild` brings them in. */
  withoutScores: number;
  flaggedBefore: number;
  flaggedAfter: number;
  newlyFlagged: number;
  noLongerFlagged: number;
  /** Near-duplicates are one case: what the queue gains and loses (approximate over 40,000). */
  newCases: number;
  fewerCases: number;
  byCategory: ({ key: string } & Change)[];
  byLanguage: ({ key: string } & Change)[];
  samples: { newlyFlagged: SimulatedPost[]; noLongerFlagged: SimulatedPost[] };
  /** Over the cases that people have decided. */
  decidedBefore: Judged;
  decidedAfter: Judged;
}

const SAMPLE_SIZE = 12;
const DAY = 86_400_000;
const VIOLATING = ['confirmed', 'signed', 'in_takedown', 'resolved'];
const NOT_VIOLATING = ['cleared'];

type Buckets = estypes.AggregationsFiltersAggregate & { buckets: Record<string, Filtered> };
interface Filtered {
  doc_count: number;
  clusters?: { value: number };
  categories?: { buckets: CountedKey[] };
  languages?: { buckets: CountedKey[] };
}

/** The client types aggregations by kind only; a search that succeeded has every one that it asked for. */
const found = <T>(answer: estypes.SearchResponse<unknown>, name: string): T => answer.aggregations?.[name] as T;

const both = (yes: Query, no: Query): Query => ({ bool: { filter: [yes], must_not: [no] } });

/**
 * What would change if `after` took the place of `before`, over posts collected since `from`. Elasticsearch counts: no post is
 * read but the few that are named as samples, so the memory needed does not grow with the history.
 */
export const simulate = async (
  client: Client,
  indices: { posts: string; cases: string },
  question: { before: Policy; after: Policy; from: string | null; now: string },
): Promise<Simulation> => {
  const { from, now } = question;
  const [before, after] = [shownBy(question.before), shownBy(question.after)];
  const since: Query[] = from === null ? [] : [{ range: { collectedAt: { gte: from } } }];
  const scored: Query = { exists: { field: `scores.${CATEGORIES[0]}` } };
  const history: Query = {
    bool: { filter: [{ term: { analysed: true } }, scored, ...since], must_not: [OF_A_DRILL] },
  };
  const groups = {
    clusters: { cardinality: { field: 'clusterId', precision_threshold: 40_000 } },
    categories: { terms: { field: 'leading', size: CATEGORIES.length } },
    languages: { terms: { field: 'lang', size: 200 } },
  };
  const newlyQuery = both(after, before);
  const noLongerQuery = both(before, after);
  await client.indices.refresh({ index: [indices.posts, indices.cases] });
  const counted = await client.search({
    index: indices.posts,
    size: 0,
    track_total_hits: true,
    query: history,
    aggregations: {
      sides: { filters: { filters: { before, after } } },
      changes: { filters: { filters: { newly: newlyQuery, noLonger: noLongerQuery } }, aggs: groups },
      first: { min: { field: 'collectedAt' } },
    },
  });
  const withoutScores = await client.count({
    index: indices.posts,
    query: { bool: { filter: [{ term: { analysed: true } }, ...since], must_not: [scored, OF_A_DRILL] } },
  });
  const sampled = async (query: Query): Promise<SimulatedPost[]> => {
    const answer = await client.search<Omit<SimulatedPost, 'postId'> & { id: string }>({
      index: indices.posts,
      size: SAMPLE_SIZE,
      query: { bool: { filter: [history, query] } },
      collapse: { field: 'clusterId' },
      sort: [{ collectedAt: 'desc' }, { id: 'asc' }],
      _source: ['id', 'clusterId', 'lang', 'leading', 'violating'],
    });
    return answer.hits.hits.flatMap(({ _source }) => {
      if (_source === undefined) return [];
      const { id, clusterId, lang, leading, violating } = _source;
      return [{ postId: id, clusterId, lang, leading, violating }];
    });
  };
  const judged = async (query: Query): Promise<Judged> => {
    const is = (states: string[]): Query => ({ terms: { caseState: states } });
    const answer = await client.search({
      index: indices.cases,
      size: 0,
      // A decision that can still be undone is no truth yet.
      query: {
        bool: {
          filter: [
            is([...VIOLATING, ...NOT_VIOLATING]),
            scored,
            ...(from === null ? [] : [{ range: { openedAt: { gte: from } } }]),
          ],
          must_not: [{ exists: { field: 'holdUntil' } }, OF_A_DRILL],
        },
      },
      aggregations: {
        judged: {
          filters: {
            filters: {
              truePositives: { bool: { filter: [is(VIOLATING), query] } },
              falsePositives: { bool: { filter: [is(NOT_VIOLATING), query] } },
              falseNegatives: both(is(VIOLATING), query),
              trueNegatives: both(is(NOT_VIOLATING), query),
            },
          },
        },
      },
    });
    const { buckets } = found<Buckets>(answer, 'judged');
    const of = (name: keyof Judged): number => buckets[name]?.doc_count ?? 0;
    return {
      truePositives: of('truePositives'),
      falsePositives: of('falsePositives'),
      falseNegatives: of('falseNegatives'),
      trueNegatives: of('trueNegatives'),
    };
  };
  const [newlySamples, noLongerSamples, decidedBefore, decidedAfter] = await Promise.all([
    sampled(newlyQuery),
    sampled(noLongerQuery),
    judged(before),
    judged(after),
  ]);
  const nothing: Filtered = { doc_count: 0 };
  const sides = found<Buckets>(counted, 'sides').buckets;
  const changes = found<Buckets>(counted, 'changes').buckets;
  const [newly, noLonger] = [changes.newly ?? nothing, changes.noLonger ?? nothing];
  const first = found<estypes.AggregationsMinAggregate>(counted, 'first').value ?? null;
  const start = from ?? (first === null ? null : new Date(first).toISOString());
  return {
    from: start,
    to: now,
    days: start === null ? 0 : Math.max(1, Math.round(((Date.parse(now) - Date.parse(start)) / DAY) * 10) / 10),
    posts: totalOf(counted.hits),
    withoutScores: withoutScores.count,
    flaggedBefore: sides.before?.doc_count ?? 0,
    flaggedAfter: sides.after?.doc_count ?? 0,
    newlyFlagged: newly.doc_count,
    noLongerFlagged: noLonger.doc_count,
    newCases: newly.clusters?.value ?? 0,
    fewerCases: noLonger.clusters?.value ?? 0,
    byCategory: changesByKey(newly.categories?.buckets, noLonger.categories?.buckets),
    byLanguage: changesByKey(newly.languages?.buckets, noLonger.languages?.buckets),
    samples: { newlyFlagged: newlySamples, noLongerFlagged: noLongerSamples },
    decidedBefore,
    decidedAfter,
  };
};
