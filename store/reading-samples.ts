import type { Client } from '@elastic/elasticsearch';
import {
  evolveReadingSample,
  type ReadingSample,
  type ReadingSampleDraft,
  type ReadingSampleEvent,
} from '#core/reading-sample.ts';
import { type Page, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const readingSampleKind = (index: string): SubjectKind<ReadingSample> => ({
  type: 'reading_sample',
  index,
  evolve: (before, event) => evolveReadingSample(before, event as ReadingSampleEvent),
  fields: ({ at }) => ({ at }),
});

export interface ReadingSampleQueries {
  /** Newest first. Sees every acknowledged write. */
  list(query: { size: number; after?: string | undefined }): Promise<Page<ReadingSample>>;
}
export type ReadingSampleRepository = SubjectRepository<ReadingSample, ReadingSampleDraft> & ReadingSampleQueries;

export const readingSampleQueries = (client: Client, index: string): ReadingSampleQueries => ({
  list: async ({ size, after }) => {
    await client.indices.refresh({ index });
    return pageOfStates<ReadingSample>(client, {
      ...{ index, size, after, query: { match_all: {} } },
      sort: [{ at: 'desc' }, { id: 'asc' }],
    });
  },
});
