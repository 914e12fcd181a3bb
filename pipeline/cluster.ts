import type { AssessmentResult } from '#classifiers/assessor.ts';
import { bands, decodeSignature, minhash } from '#classifiers/near-duplicates/minhash.ts';
import { nearContent } from '#classifiers/near-duplicates/near-content.ts';
import { sameContent } from '#classifiers/near-duplicates/same-content.ts';
import type { Assessment } from '#core/assessment.ts';
import type { CategoryScores } from '#core/labels.ts';
import { leadingCategory, type Policy, route } from '#core/policy.ts';
import type { Post } from '#core/post.ts';
import type { Store } from '#store/store.ts';

/** What is said, with its title: what the model reads and what a decision is about. */
export const fullText = (post: Pick<Post, 'title' | 'text'>): string =>
  post.title === undefined || post.text.startsWith(post.title) ? post.text : `${post.title}\n${post.text}`;

/** A post on its way through analysis. `body` has no title, because copies often change only that. */
export interface Candidate {
  post: Post;
  full: string;
  body: string;
  signature: Uint32Array;
  bands: string[];
}

/** A text that already has its cluster and its scores. */
export interface Placed {
  postId: string;
  clusterId: string;
  full: string;
  body: string;
  signature: Uint32Array;
  scores: Scores;
  /** Where it was assessed before: a near-duplicate takes this over. */
  assessment: Assessment | null;
}
export type Scores = Pick<AssessmentResult, 'violating' | 'categories' | 'lang'>;

export const candidateOf = (post: Post): Candidate => {
  const signature = minhash(post.text);
  return { post, full: fullText(post), body: post.text, signature, bands: bands(signature) };
};

export const knownAround = async (store: Store, candidates: readonly Candidate[]): Promise<Placed[]> => {
  const keys = [...new Set(candidates.flatMap((candidate) => candidate.bands))];
  return (await store.posts.candidates(keys, 500)).map((one) => ({
    postId: one.id,
    clusterId: one.clusterId,
    full: fullText({ text: one.text, ...(one.title === null ? {} : { title: one.title }) }),
    body: one.text,
    signature: decodeSignature(one.signature),
    scores: one.assessment,
    assessment: one.assessment,
  }));
};

/** The same words: one decision closes both, and the model is not asked again. */
export const sameAs = (candidate: { full: string }, placed: { full: string }): boolean =>
  sameContent({ text: candidate.full }, { text: placed.full });

/** How far the model's probabilities for two copies may differ. */
const AGREEMENT = 0.2;

const agree = (a: Scores, b: Scores, policy: Policy): boolean =>
  Math.abs(a.violating - b.violating) <= AGREEMENT &&
  route(a, policy).flagged === route(b, policy).flagged &&
  (!route(a, policy).flagged || sameLeading(a.categories, b.categories));

const sameLeading = (a: CategoryScores, b: CategoryScores): boolean => leadingCategory(a) === leadingCategory(b);

/** Nearly the same words, and the model, asked about each, says the same: one case. */
export const nearTo = (
  candidate: Candidate,
  scores: Scores,
  placed: readonly Placed[],
  policy: Policy,
): Placed | undefined =>
  placed.find(
    (one) =>
      nearContent(
        { text: candidate.body, signature: candidate.signature },
        { text: one.body, signature: one.signature },
      ) && agree(scores, one.scores, policy),
  );
