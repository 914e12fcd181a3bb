import type { Client } from '@elastic/elasticsearch';
import { TIP_STATES, type Tip, type TipDraft, type TipEvent, type TipState } from '#core/tip.ts';
import { evolveTip } from '#core/tip-state.ts';
import { type Bucket, bucketsOf } from './buckets.ts';
import { OF_A_DRILL } from './elasticsearch.ts';
import { type Page, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const tipKind = (index: string): SubjectKind<Tip> => ({
  type: 'tip',
  index,
  evolve: (before, event) => evolveTip(before, event as TipEvent),
  fields: (state) => ({
    tipState: state.state,
    receiptHash: state.receiptHash,
    lookAt: state.lookAt,
    receivedAt: state.receivedAt,
  }),
});

export interface TipQueries {
  /** Oldest first. Sees every acknowledged write. */
  list(query: {
    states?: readonly TipState[] | undefined;
    size: number;
    after?: string | undefined;
  }): Promise<Page<Tip>>;
  states(): Promise<Bucket[]>;
  /** Sees every acknowledged write. */
  byReceipt(receiptHash: string): Promise<Tip | null>;
  /** Ids of tips that the house is to look after, longest overdue first. */
  due(now: string, limit: number): Promise<string[]>;
  /** The clusters of the posts that are or were at one of these addresses, newest first; null where a post is not scored yet. */
  clustersAt(urls: readonly string[]): Promise<(string | null)[]>;
}
export type TipRepository = SubjectRepository<Tip, TipDraft> & TipQueries;

export const tipQueries = (client: Client, indices: { tips: string; posts: string }): TipQueries => {
  const index = indices.tips;
  return {
    list: async ({ size, after, states }) => {
      await client.indices.refresh({ index });
      return pageOfStates<Tip>(client, {
        index,
        size,
        after,
        query: { bool: { filter: states === undefined ? [] : [{ terms: { tipState: [...states] } }] } },
        sort: [{ receivedAt: 'asc' }, { id: 'asc' }],
      });
    },
    states: async () => {
      const answer = await client.search({
        index,
        size: 0,
        aggregations: { states: { terms: { field: 'tipState', size: TIP_STATES.length } } },
      });
      return bucketsOf(answer.aggregations?.states);
    },
    byReceipt: async (receiptHash) => {
      await client.indices.refresh({ index });
      const answer = await client.search<{ state: Tip }>({
        index,
        size: 1,
        query: { term: { receiptHash } },
        _source: ['state'],
      });
      return answer.hits.hits[0]?._source?.state ?? null;
    },
    due: async (now, limit) => {
      const answer = await client.search<{ id: string }>({
        index,
        size: limit,
        query: { range: { lookAt: { lte: now } } },
        sort: [{ lookAt: 'asc' }, { id: 'asc' }],
        _source: ['id'],
      });
      return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
    },
    clustersAt: async (urls) => {
      await client.indices.refresh({ index: indices.posts });
      const answer = await client.search<{ clusterId?: string }>({
        index: indices.posts,
        size: 20,
        query: { bool: { filter: [{ terms: { url: [...urls] } }], must_not: [OF_A_DRILL] } },
        sort: [{ collectedAt: 'desc' }, { id: 'asc' }],
        _source: ['clusterId'],
      });
      return answer.hits.hits.map((hit) => hit._source?.clusterId ?? null);
    },
  };
};
