import type { Client } from '@elastic/elasticsearch';
import {
  COMPLAINT_STATES,
  type Complaint,
  type ComplaintDraft,
  type ComplaintEvent,
  type ComplaintState,
} from '#core/complaint.ts';
import { evolveComplaint } from '#core/complaint-state.ts';
import { type Bucket, bucketsOf } from './buckets.ts';
import type { Query } from './elasticsearch.ts';
import { type Page, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const complaintKind = (index: string): SubjectKind<Complaint> => ({
  type: 'complaint',
  index,
  evolve: (before, event) => evolveComplaint(before, event as ComplaintEvent),
  fields: (state) => ({
    complaintState: state.state,
    caseId: state.caseId,
    orderId: state.orderId,
    receiptHash: state.receiptHash,
    isDue: state.state === 'upheld' && state.carriedOutAt === null,
    receivedAt: state.receivedAt,
  }),
});

export interface ComplaintFilter {
  states?: readonly ComplaintState[] | undefined;
  caseId?: string | undefined;
}
/** Every query sees every acknowledged write. */
export interface ComplaintQueries {
  /** Oldest first. */
  list(query: ComplaintFilter & { size: number; after?: string | undefined }): Promise<Page<Complaint>>;
  states(): Promise<Bucket[]>;
  byReceipt(receiptHash: string): Promise<Complaint | null>;
  /** Ids of complaints that were upheld and not all of whose consequences have been set going, oldest first. */
  upheld(limit: number): Promise<string[]>;
}
export type ComplaintRepository = SubjectRepository<Complaint, ComplaintDraft> & ComplaintQueries;

export const complaintQueries = (client: Client, index: string): ComplaintQueries => {
  const find = async (query: Query, size: number): Promise<Complaint[]> => {
    await client.indices.refresh({ index });
    const answer = await client.search<{ state: Complaint }>({
      index,
      size,
      query,
      sort: [{ receivedAt: 'asc' }, { id: 'asc' }],
      _source: ['state'],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.state]));
  };
  return {
    list: async ({ size, after, states, caseId }) => {
      const filter: Query[] = [];
      if (states !== undefined) filter.push({ terms: { complaintState: [...states] } });
      if (caseId !== undefined) filter.push({ term: { caseId } });
      await client.indices.refresh({ index });
      return pageOfStates<Complaint>(client, {
        index,
        size,
        after,
        query: { bool: { filter } },
        sort: [{ receivedAt: 'asc' }, { id: 'asc' }],
      });
    },
    states: async () => {
      const answer = await client.search({
        index,
        size: 0,
        aggregations: { states: { terms: { field: 'complaintState', size: COMPLAINT_STATES.length } } },
      });
      return bucketsOf(answer.aggregations?.states);
    },
    byReceipt: async (receiptHash) => (await find({ term: { receiptHash } }, 1))[0] ?? null,
    upheld: async (limit) => {
      const answer = await client.search<{ id: string }>({
        index,
        size: limit,
        query: { term: { isDue: true } },
        sort: [{ receivedAt: 'asc' }, { id: 'asc' }],
        _source: ['id'],
      });
      return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
    },
  };
};
