import type { Client } from '@elastic/elasticsearch';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type Query, totalOf } from './elasticsearch.ts';

export interface Page<T> {
  items: T[];
  total: number;
  /** Opaque; null at the end. */
  next: string | null;
}

/** One page of subjects in a fixed order, continued where the last one ended. `sort` ends with a field that no two share. */
export const pageOfStates = async <S>(
  client: Client,
  search: {
    index: string;
    query: Query;
    sort: Record<string, 'asc' | 'desc'>[];
    size: number;
    after: string | undefined;
  },
): Promise<Page<S>> => {
  const { after, ...body } = search;
  const answer = await client.search<{ state: S }>({
    ...body,
    track_total_hits: true,
    _source: ['state'],
    ...(after === undefined ? {} : { search_after: decodeCursor(after, search.sort.length) }),
  });
  const hits = answer.hits.hits;
  const last = hits.at(-1)?.sort;
  return {
    items: hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.state])),
    total: totalOf(answer.hits),
    next: hits.length < search.size || last === undefined ? null : encodeCursor(last),
  };
};

/** The items of every page, read one after the other. */
export const everyPage = async <T>(read: (after: string | undefined) => Promise<Page<T>>): Promise<T[]> => {
  const all: T[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page: Page<T> = await read(after);
    all.push(...page.items);
    after = page.next;
  }
  return all;
};
