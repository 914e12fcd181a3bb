/** What stands beside a case for comparison: what the model has learned from, and what people decided before. */
import { LEAST_NEARNESS } from '#classifiers/examples/codes.ts';
import type { Case } from '#core/case.ts';
import { currentDecision, DECIDED } from '#core/case-state.ts';
import { NEAR } from '#core/nearness.ts';
import type { Account } from '#core/roles.ts';
import { caseIdOf } from '#pipeline/analyse.ts';
import type { Store } from '#store/store.ts';
import type { House } from '../dependencies.ts';
import type { CaseExamples, SimilarCases } from '../schemas/cases.ts';
import { readableBy } from './readable.ts';
import { excerptOf } from './view.ts';

const EXAMPLES = 5;
const CASES = 5;
const EXCERPT = 280;

/** The labelled examples nearest to the part of the text that the score comes from. */
export const examplesOf = async ({ store, examples }: House, subject: Case): Promise<CaseExamples> => {
  const [first] = subject.locations;
  const post = first === undefined ? null : await store.posts.get(first.postId);
  const found = await examples.nearestTo(post?.analysis?.assessment.codes, EXAMPLES);
  if (found.status !== 'ready') return { status: found.status, near: false, items: [] };
  return {
    status: 'ready',
    near: (found.items[0]?.similarity ?? 0) >= LEAST_NEARNESS,
    items: found.items.map(({ example: { id, text, lang, categories, context }, similarity }) => ({
      ...{ id, text, lang, categories, context, similarity },
    })),
  };
};

/** Of these clusters the cases whose texts mean nearly the same, nearest first, as they are now; never the case itself. */
export const nearestTo = async (
  store: Store,
  subject: Case,
  clusterIds: readonly string[],
  most: number,
): Promise<{ other: Case; similarity: number }[]> => {
  const [first] = subject.locations;
  const [vector] = first === undefined ? [] : await store.posts.vectors([first.postId]);
  if (vector === undefined) return [];
  const others = clusterIds.filter((clusterId) => clusterId !== subject.clusterId);
  const near = await store.posts.nearestClusters(vector, others, most);
  const found = await Promise.all(
    near
      .filter(({ similarity }) => similarity >= NEAR)
      .map(async ({ clusterId, similarity }) => ({ similarity, other: await store.cases.get(caseIdOf(clusterId)) })),
  );
  return found.flatMap(({ other, similarity }) => (other === null ? [] : [{ other, similarity }]));
};

/**
 * Decided cases whose texts mean nearly the same, nearest first. They are found by what was said, never by who said it, and those
 * that the person may not read are as if they were not there.
 */
export const similarCasesOf = async ({ store }: House, subject: Case, person: Account): Promise<SimilarCases> => {
  // More than are shown: some may have been taken up again since the index was written.
  const near = await nearestTo(store, subject, await store.cases.decidedClusters(), 2 * CASES);
  return {
    items: near
      .filter(({ other }) => readableBy(person, [other]).length === 1)
      .flatMap(({ other, similarity }) => {
        const decision = currentDecision(other);
        if (decision === null || other.holdUntil !== null || !DECIDED.includes(other.state)) return [];
        return [
          {
            caseId: other.id,
            state: other.state,
            outcome: decision.outcome,
            categories: decision.categories,
            decidedAt: decision.at,
            lang: other.lang,
            excerpt: excerptOf(other.text, EXCERPT),
            similarity,
          },
        ];
      })
      .slice(0, CASES),
  };
};
