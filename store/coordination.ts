import type { Client } from '@elastic/elasticsearch';
import { addressHash } from '#core/address.ts';
import { type CoordinationDraft, type CoordinationRecord, evolveCoordination } from '#core/deconfliction.ts';
import type { Query } from './elasticsearch.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const coordinationKind = (index: string): SubjectKind<CoordinationRecord> => ({
  type: 'coordination',
  index,
  evolve: (before, event) => evolveCoordination(before, event as Parameters<typeof evolveCoordination>[1]),
  fields: (state) => ({ addresses: [...new Set(state.entries.map(({ url }) => addressHash(url)))] }),
});

/** Every query sees every acknowledged write. */
export interface CoordinationQueries {
  list(): Promise<CoordinationRecord[]>;
  /** Lists that name one of these addresses, by their hashes. */
  naming(addresses: readonly string[]): Promise<CoordinationRecord[]>;
}
export type CoordinationRepository = SubjectRepository<CoordinationRecord, CoordinationDraft> & CoordinationQueries;

/** Lists are few: one for each authority that gives one. */
const MOST_LISTS = 500;

export const coordinationQueries = (client: Client, index: string): CoordinationQueries => {
  const find = async (query: Query): Promise<CoordinationRecord[]> => {
    await client.indices.refresh({ index });
    const answer = await client.search<{ state: CoordinationRecord }>({
      ...{ index, size: MOST_LISTS, query, sort: [{ id: 'asc' }], _source: ['state'] },
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.state]));
  };
  return {
    list: () => find({ match_all: {} }),
    naming: (addresses) => find({ terms: { addresses: [...addresses] } }),
  };
};
