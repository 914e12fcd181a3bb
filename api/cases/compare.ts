/** What stands beside a case for comparison: what the model has learned from, and what people decided before. */
import { LEAST_NEARNESS } from '#classifiers/examples/codes.ts';
import type { Case } from '#core/case.ts';
import { currentDecision, DECIDED } from '#core/case-state.ts';
import type { Account } from '#core/roles.ts';
import { caseIdOf } from '#pipeline/analyse.ts';
import type { House } from '../dependencies.ts';
import type { CaseExamples, SimilarCases } from '../schemas/cases.ts';
import { readableBy } from './readable.ts';
import { excerptOf } from './view.ts';

const EXAMPLES = 5;
const CASES = 5;
/** Cosine under which two texts have little to do with each other (docs/explanations.md). */
const LEAST_SIMILARITY = 0.9;
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

/**
 * Decided cases whose texts mean nearly the same, nearest first. They are found by what was said, never by who said it, and those
 * that the person may not read are as if they were not there.
 */
export const similarCasesOf = async ({ store }: House, subject: Case, person: Account): Promise<SimilarCases> => {
  const [first] = subject.locations;
  const [vector] = first === undefined ? [] : await store.posts.vectors([first.postId]);
  if (vector === undefined) return { items: [] };
  const clusters = (await store.cases.decidedClusters()).filter((clusterId) => clusterId !== subject.clusterId);
  // More than are shown: some may have been taken up again since the index was written.
  const near = await store.posts.nearestClusters(vector, clusters, 2 * CASES);
  const cases = await Promise.all(
    near
      .filter(({ similarity }) => similarity >= LEAST_SIMILARITY)
      .map(async ({ clusterId, similarity }) => ({ similarity, other: await store.cases.get(caseIdOf(clusterId)) })),
  );
  const similarity = new Map(cases.map((one) => [one.other?.id, one.similarity]));
  return {
    items: readableBy(
      person,
      cases.flatMap(({ other }) => (other === null ? [] : [other])),
    )
      .flatMap((other) => {
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
            similarity: similarity.get(other.id) ?? 0,
          },
        ];
      })
      .slice(0, CASES),
  };
};
