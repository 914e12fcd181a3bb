import type { Sample } from '#core/case.ts';
import type { CategoryScores } from '#core/labels.ts';
import { leadingCategory } from '#core/policy.ts';
import type { Analysis, Post } from '#core/post.ts';
import { verdictKey } from './dry-runs.ts';
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
  scores?: CategoryScores;
  leading?: string;
  known?: boolean;
  policyVersion?: string;
  dryRun?: string[];
  novelty?: number | null;
  margin?: number | null;
  sample?: Sample | null;
} & Partial<Omit<Analysis, 'novelty' | 'margin' | 'sample'>>;

/** Six digits are what a float32 holds; so the number in the journal, in the index and in an answer is the same. */
export const rounded = (vector: readonly number[]): number[] => vector.map((value) => Number(value.toPrecision(6)));

/** Only a vector of the right length that points somewhere can be searched by. */
export const isSearchable = (vector: readonly number[]): boolean =>
  vector.length === VECTOR_DIMENSIONS && vector.some((value) => value !== 0);

/** What an analysis becomes when it is kept. A vector that cannot be searched by (wrong length, zero) is left out. */
export const analysisFields = (analysis: Analysis, entry: number): Partial<PostDocument> => {
  const { vector, ...rest } = analysis;
  return {
    ...rest,
    ...(isSearchable(vector) ? { vector } : {}),
    analysed: true,
    analysisEntry: entry,
    violating: analysis.assessment.violating,
    scores: analysis.assessment.categories,
    known: (analysis.assessment.known?.length ?? 0) > 0,
    policyVersion: analysis.assessment.policyVersion,
    // An earlier analysis of the same post must leave nothing behind.
    ...{ novelty: analysis.novelty ?? null, margin: analysis.margin ?? null, sample: analysis.sample ?? null },
    dryRuns: analysis.dryRuns ?? [],
    dryRun: (analysis.dryRuns ?? []).map(verdictKey),
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
    scores: _scores,
    known: _known,
    policyVersion: _policyVersion,
    dryRun: _dryRun,
    leading: _leading,
    vector: _vector,
    clusterId,
    tokens,
    exact,
    bands,
    signature,
    assessment,
    flagged,
    novelty,
    margin,
    sample,
    dryRuns,
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
  if (!complete) return { ...post, analysis: null };
  const analysis = {
    ...{ clusterId, tokens, exact, bands, signature, assessment, flagged },
    ...(novelty == null ? {} : { novelty }),
    ...(margin == null ? {} : { margin }),
    ...(sample == null ? {} : { sample }),
    ...(dryRuns === undefined || dryRuns.length === 0 ? {} : { dryRuns }),
  };
  return { ...post, analysis };
};
