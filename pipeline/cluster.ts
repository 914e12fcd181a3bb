import type { AssessmentResult } from '#classifiers/assessor.ts';
import { pdqDistance } from '#classifiers/known/pdq-distance.ts';
import { Fingerprint } from '#classifiers/near-duplicates/fingerprint.ts';
import { bands, decodeSignature, minhash } from '#classifiers/near-duplicates/minhash.ts';
import { nearContent } from '#classifiers/near-duplicates/near-content.ts';
import { sameFingerprint } from '#classifiers/near-duplicates/same-content.ts';
import type { Assessment } from '#core/assessment.ts';
import { PDQ_LEAST_QUALITY, PDQ_SAME_IMAGE } from '#core/known-list.ts';
import type { CategoryScores } from '#core/labels.ts';
import { type Picture, saidBy } from '#core/picture.ts';
import { leadingCategory, type Policy, route } from '#core/policy.ts';
import type { Post } from '#core/post.ts';
import type { Store } from '#store/store.ts';

/** What is said, with its title and what its pictures say: what the model reads and what a decision is about. */
export const fullText = (post: Pick<Post, 'title' | 'text' | 'pictures'>): string => saidBy(post).text;

/** A post on its way through analysis. `body` has no title, because copies often change only that. */
export interface Candidate {
  post: Post;
  full: string;
  /** Of the full text: what copies are told by. */
  print: Fingerprint;
  body: string;
  pictures: readonly Picture[];
  signature: Uint32Array;
  bands: string[];
}

/** A text that already has its cluster and its scores. */
export interface Placed {
  postId: string;
  clusterId: string;
  /** Of the full text: what copies are told by. */
  print: Fingerprint;
  body: string;
  pictures: readonly Picture[];
  signature: Uint32Array;
  scores: Scores;
  /** Where it was assessed before: a near-duplicate takes this over. */
  assessment: Assessment | null;
}
export type Scores = Pick<AssessmentResult, 'violating' | 'categories' | 'lang'>;

export const candidateOf = (post: Post): Candidate => {
  const { pictures = [] } = post;
  const body = saidBy({ text: post.text, pictures }).text;
  const signature = minhash(body);
  const full = fullText(post);
  return { post, full, print: new Fingerprint(full), body, pictures, signature, bands: bands(signature) };
};

export const knownAround = async (store: Store, candidates: readonly Candidate[]): Promise<Placed[]> => {
  const keys = [...new Set(candidates.flatMap((candidate) => candidate.bands))];
  return (await store.posts.candidates(keys, 500)).map((one) => {
    const { text, pictures } = one;
    const full = saidBy({ text, pictures, ...(one.title === null ? {} : { title: one.title }) }).text;
    return {
      postId: one.id,
      clusterId: one.clusterId,
      print: new Fingerprint(full),
      body: saidBy({ text, pictures }).text,
      pictures,
      signature: decodeSignature(one.signature),
      scores: one.assessment,
      assessment: one.assessment,
    };
  });
};

const samePicture = (a: Picture, b: Picture): boolean =>
  (a.sha256 !== null && a.sha256 === b.sha256) ||
  (a.pdq !== null &&
    b.pdq !== null &&
    Math.min(a.pdqQuality ?? 0, b.pdqQuality ?? 0) >= PDQ_LEAST_QUALITY &&
    pdqDistance(a.pdq, b.pdq) <= PDQ_SAME_IMAGE);

/** "Look at this" under two pictures is two things. A picture that nobody could read is like no other. */
const samePictures = (a: readonly Picture[], b: readonly Picture[]): boolean =>
  a.length === b.length && a.every((one, index) => b[index] !== undefined && samePicture(one, b[index]));

interface Shown {
  print: Fingerprint;
  pictures: readonly Picture[];
}
/** The same words and the same pictures: one decision closes both, and the model is not asked again. */
export const sameAs = (candidate: Shown, placed: Shown): boolean =>
  samePictures(candidate.pictures, placed.pictures) && sameFingerprint(candidate.print, placed.print);

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
      samePictures(candidate.pictures, one.pictures) &&
      nearContent(
        { text: candidate.body, signature: candidate.signature },
        { text: one.body, signature: one.signature },
      ) &&
      agree(scores, one.scores, policy),
  );
