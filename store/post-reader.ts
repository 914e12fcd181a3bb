/** What people who look into the archive can ask; each question goes through their window. */
import type { Client } from '@elastic/elasticsearch';
import { type Nearness, nearnessOf } from '#core/nearness.ts';
import { OF_A_DRILL } from './elasticsearch.ts';
import { type PostSearch, type PostSearchResult, queryOf, searchPosts } from './post-search.ts';
import { openPostWindow, type PostSight, type PostWindow } from './post-window.ts';
import { type PostDocument, type StoredPost, storedPost } from './stored-post.ts';

export interface PostReader {
  search(query: PostSearch): Promise<PostSearchResult>;
  /** As of the last refresh, at most a second ago. Null also where it is out of sight. */
  get(id: string): Promise<StoredPost | null>;
  getMany(ids: readonly string[]): Promise<StoredPost[]>;
  /** All versions of an item that are in sight, oldest first. */
  byItem(itemId: string): Promise<StoredPost[]>;
  /** Posts that mean nearly the same as this one, nearest first; `score` is in 0..1. */
  similarTo(id: string, most: number): Promise<{ post: StoredPost; score: number }[]>;
  /** How near two posts are in meaning; null where one is out of sight or has no vector. */
  nearness(a: string, b: string): Promise<Nearness | null>;
  count(query: PostSearch): Promise<number>;
  /** Everything that a question finds, oldest first, however much it is: page by page, at one point in time. */
  stream(query: Omit<PostSearch, 'size' | 'after' | 'sort'>, pageSize?: number): AsyncGenerator<StoredPost[]>;
}

const SOURCE = { excludes: ['vector'] };
const MOST_VERSIONS = 1000;

export const postReader = (window: PostWindow): PostReader => {
  const find = async (query: Parameters<PostWindow['count']>[0], size: number): Promise<StoredPost[]> => {
    const answer = await window.search<PostDocument>({
      ...{ query, size, _source: SOURCE, track_total_hits: false },
      sort: [{ publishedAt: 'asc' }, { collectedAt: 'asc' }, { id: 'asc' }],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [storedPost(hit._source)]));
  };
  const vectorOf = async (id: string): Promise<number[] | null> => {
    const own = await window.search<{ vector?: number[] }>({
      ...{ query: { term: { id } }, size: 1, _source: ['vector'], track_total_hits: false },
    });
    return own.hits.hits[0]?._source?.vector ?? null;
  };
  return {
    search: (query) => searchPosts(window, query),
    get: async (id) => (await find({ term: { id } }, 1))[0] ?? null,
    getMany: async (ids) => {
      const found = new Map((await find({ terms: { id: [...ids] } }, ids.length)).map((post) => [post.id, post]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    byItem: (itemId) => find({ term: { itemId } }, MOST_VERSIONS),
    similarTo: async (id, most) => {
      const vector = await vectorOf(id);
      if (vector === null) return [];
      const k = most + 1;
      const answer = await window.search<PostDocument>({
        ...{ size: k, _source: SOURCE, track_total_hits: false },
        knn: {
          ...{ field: 'vector', query_vector: vector, k, num_candidates: Math.max(100, 2 * k) },
          filter: { bool: { must_not: [OF_A_DRILL] } },
        },
      });
      return answer.hits.hits
        .flatMap((hit) =>
          hit._source === undefined || hit._source.id === id
            ? []
            : [{ post: storedPost(hit._source), score: hit._score ?? 0 }],
        )
        .slice(0, most);
    },
    nearness: async (a, b) => nearnessOf(...(await Promise.all([vectorOf(a), vectorOf(b)]))),
    count: (query) => window.count(queryOf(query)),
    async *stream(query, pageSize = 500) {
      const pages = window.stream<PostDocument>({
        ...{ query: queryOf({ ...query, size: pageSize }), size: pageSize, _source: SOURCE },
        sort: [{ publishedAt: 'asc' }, { id: 'asc' }],
      });
      for await (const page of pages) yield page.map(storedPost);
    },
  };
};

export const openPostReader = (client: Client, index: string, sight: PostSight): PostReader =>
  postReader(openPostWindow(client, index, sight));
