/**
 * The one way in which people's questions reach the posts: whoever asks sees no further than their sight. A reader of posts is given
 * a window and never the client, so there is no question without the filter.
 */
import type { Client, estypes } from '@elastic/elasticsearch';
import { asLost, type Query } from './elasticsearch.ts';

/** What of the archive somebody may see; null: all of it. */
export type PostSight = { sourceIds: readonly string[] } | null;

export interface PostWindow {
  search<T>(request: Omit<estypes.SearchRequest, 'index' | 'pit'>): Promise<estypes.SearchResponse<T>>;
  /** Every hit of a question at one point in time, page by page, in the order of `sort`, which must end with `id`. */
  stream<T>(request: Pick<estypes.SearchRequest, 'query' | 'sort' | 'size' | '_source'>): AsyncGenerator<T[]>;
  count(query: Query): Promise<number>;
}

const filterOf = (sight: PostSight): Query[] => (sight === null ? [] : [{ terms: { sourceId: [...sight.sourceIds] } }]);

type Knn = NonNullable<estypes.SearchRequest['knn']>;
type OneKnn = Exclude<Knn, unknown[]>;

/** A question with the filter in it, wherever it looks: its query and each search by vector. */
export const seenThrough = <R extends Pick<estypes.SearchRequest, 'query' | 'knn'>>(
  request: R,
  sight: PostSight,
): R => {
  const filter = filterOf(sight);
  const near = (knn: OneKnn): OneKnn => ({ ...knn, filter: [...filter, ...[knn.filter ?? []].flat()] });
  const knn =
    request.knn === undefined ? {} : { knn: Array.isArray(request.knn) ? request.knn.map(near) : near(request.knn) };
  // A search by vector alone has no query: with one it would find everything else besides.
  if (request.query === undefined && request.knn !== undefined) return { ...request, ...knn };
  return { ...request, ...knn, query: { bool: { filter, must: [request.query ?? { match_all: {} }] } } };
};

/** How long a point in time is kept between two pages. */
const KEEP_ALIVE = '5m';

export const openPostWindow = (client: Client, index: string, sight: PostSight): PostWindow => ({
  search: (request) => client.search({ index, ...seenThrough(request, sight) }),
  count: async (query) => (await client.count({ index, query: seenThrough({ query }, sight).query })).count,
  async *stream<T>(request: Pick<estypes.SearchRequest, 'query' | 'sort' | 'size' | '_source'>) {
    let pit = (await client.openPointInTime({ index, keep_alive: KEEP_ALIVE })).id;
    try {
      let after: estypes.SortResults | undefined;
      while (true) {
        const answer: estypes.SearchResponse<T> = await client.search<T>({
          ...seenThrough(request, sight),
          pit: { id: pit, keep_alive: KEEP_ALIVE },
          track_total_hits: false,
          ...(after === undefined ? {} : { search_after: after }),
        });
        pit = answer.pit_id ?? pit;
        const last = answer.hits.hits.at(-1);
        if (last?.sort === undefined) return;
        yield answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source]));
        after = last.sort;
      }
    } catch (error) {
      throw asLost(error);
    } finally {
      // It ends by itself; failing to end it sooner must not hide what went wrong before.
      await client.closePointInTime({ id: pit }).catch(() => {});
    }
  },
});
