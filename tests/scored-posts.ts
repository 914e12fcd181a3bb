import type { Analysis } from '#core/post.ts';
import type { Store } from '#store/store.ts';
import { anAnalysis, anAssessment, aPost } from '#store/test-records.ts';

/** Posts that a source showed on one day, a third of them Chinese, with scores on a curve. */
export const storeScored = async (
  { posts }: Pick<Store, 'posts'>,
  day: string,
  count: number,
  score: (n: number) => number,
  change: Partial<Analysis> & { sourceId?: string } = {},
): Promise<void> => {
  const { sourceId, ...analysed } = change;
  const made = Array.from({ length: count }, (_, n) =>
    aPost(`${sourceId ?? ''}${day}-${n}`, `text ${day} ${n}`, {
      ...{ lang: n % 3 === 0 ? 'zh' : 'en', collectedAt: `${day}T12:00:00.000Z` },
      ...(sourceId === undefined ? {} : { sourceId }),
    }),
  );
  await posts.indexBatch(made);
  await posts.setAnalysis(
    made.map(({ id, lang }, n) => {
      const violating = score(n);
      const assessment = anAssessment({ violating, lang, policyVersion: 'default-1' });
      const analysis = { assessment, flagged: violating >= 0.5, novelty: (n % 7) / 10, ...analysed };
      return { id, analysis: anAnalysis('x', `${day}-${n}`, analysis) };
    }),
  );
  await posts.refresh();
};
