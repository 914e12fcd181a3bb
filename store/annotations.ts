import type { Client } from '@elastic/elasticsearch';
import { type Annotation, type AnnotationDraft, type AnnotationEvent, evolveAnnotation } from '#core/annotation.ts';
import { everyPage, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const annotationKind = (index: string): SubjectKind<Annotation> => ({
  type: 'annotation',
  index,
  evolve: (before, event) => evolveAnnotation(before, event as AnnotationEvent),
  fields: ({ postId, at }) => ({ postId, at }),
});

export interface AnnotationQueries {
  /** Oldest first. Sees every acknowledged write. */
  ofPost(postId: string): Promise<Annotation[]>;
}
export type AnnotationRepository = SubjectRepository<Annotation, AnnotationDraft> & AnnotationQueries;

export const annotationQueries = (client: Client, index: string): AnnotationQueries => ({
  ofPost: async (postId) => {
    await client.indices.refresh({ index });
    return everyPage((after) =>
      pageOfStates<Annotation>(client, {
        ...{ index, size: 100, after, query: { term: { postId } }, sort: [{ at: 'asc' }, { id: 'asc' }] },
      }),
    );
  },
});
