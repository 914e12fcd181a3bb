import type { Client } from '@elastic/elasticsearch';
import { type Collection, type CollectionDraft, type CollectionEvent, evolveCollection } from '#core/collection.ts';
import { everyPage, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const collectionKind = (index: string): SubjectKind<Collection> => ({
  type: 'collection',
  index,
  evolve: (before, event) => evolveCollection(before, event as CollectionEvent),
  fields: ({ ownerId, isShared, closedAt, createdAt }) => ({ ownerId, isShared, isOpen: closedAt === null, createdAt }),
});

export interface CollectionQueries {
  /** Those that are open and shared, or this person's; of everybody with null. Newest first. Sees every acknowledged write. */
  openTo(personId: string | null): Promise<Collection[]>;
}
export type CollectionRepository = SubjectRepository<Collection, CollectionDraft> & CollectionQueries;

export const collectionQueries = (client: Client, index: string): CollectionQueries => ({
  openTo: async (personId) => {
    await client.indices.refresh({ index });
    const mine = { bool: { should: [{ term: { isShared: true } }, { term: { ownerId: personId ?? '' } }] } };
    return everyPage((after) =>
      pageOfStates<Collection>(client, {
        ...{ index, size: 100, after, sort: [{ createdAt: 'desc' }, { id: 'asc' }] },
        query: { bool: { filter: [{ term: { isOpen: true } }, ...(personId === null ? [] : [mine])] } },
      }),
    );
  },
});
