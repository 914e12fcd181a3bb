import { leadingCategory } from '#core/policy.ts';
import type { Analysis, Post } from '#core/post.ts';
import { VECTOR_DIMENSIONS } from './indices.ts';
import type { Sighting } from './post-versions.ts';

/** Vectors are large and rarely wanted: they are read with `vectors`. */
export type StoredAnalysis = Omit<Analysis, 'vector'>;
export type StoredPost = Post & { analysis: StoredAnalysis | null };

/** A post as it lies in the index. */
export type PostDocument = Post & {
  goneAt?: string;
  returned?: Sighting;
  analysed: boolean;
  picturesDue?: boolean;
  picturesEntry?: number;
  postEntry?: number;
  analysisEntry?: number;
  violating?: number;
  leading?: string;
} & Partial<Analysis>;

/** Six digits are what a float32 holds; so the number in the journal, in the index and in an answer is the same. */
export const rounded = (vector: readonly number[]): number[] => vector.map((value) => Number(value.toPrecision(6)));

/** What an analysis becomes when it is kept. A vector that cannot be searched by (wrong length, zero) is left out. */
export const analysisFields = (analysis: Analysis, entry: number): Partial<PostDocument> => {
  const { vector, ...rest } = analysis;
  const usable = vector.length === VECTOR_DIMENSIONS && vector.some((value) => value !== 0);
  return {
    ...rest,
    ...(usable ? { vector } : {}),
    analysed: true,
    analysisEntry: entry,
    violating: analysis.assessment.violating,
    leading: leadingCategory(analysis.assessment.categories),
  };
};

/** What a post's entry in the journal says of it. Its status depends on the other versions and on later looks. */
export const collectedFields = (post: Post, postEntry: number): Partial<PostDocument> => {
  const { status: _, ...rest } = post;
  return { ...rest, postEntry };
};

/** What a post is before anybody looked at it: what is still to be done with it. */
export const freshFields = (post: Post): Pick<PostDocument, 'analysed' | 'picturesDue'> => ({
  analysed: false,
  ...((post.images?.length ?? 0) > 0 ? { picturesDue: true } : {}),
});

/** Splits a document into the post and its analysis again. */
export const storedPost = (document: PostDocument): StoredPost => {
  const {
    goneAt: _goneAt,
    returned: _returned,
    analysed: _analysed,
    picturesDue: _picturesDue,
    picturesEntry: _picturesEntry,
    postEntry: _postEntry,
    analysisEntry: _analysisEntry,
    violating: _violating,
    leading: _leading,
    vector: _vector,
    clusterId,
    tokens,
    exact,
    bands,
    signature,
    assessment,
    flagged,
    ...post
  } = document;
  const complete =
    clusterId !== undefined &&
    tokens !== undefined &&
    exact !== undefined &&
    bands !== undefined &&
    signature !== undefined &&
    assessment !== undefined &&
    flagged !== undefined;
  return { ...post, analysis: complete ? { clusterId, tokens, exact, bands, signature, assessment, flagged } : null };
};
