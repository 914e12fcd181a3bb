/** 'Still up?': the same look for every instrument. */
import type { Case, CaseDraft } from '#core/case.ts';
import { checkLocation } from '#core/case-state.ts';
import type { Recheck } from '#core/order.ts';
import type { PipelineContext } from './context.ts';

/** Looks at the address of each post, and notes those that are gone. `seenInside`: what a drill shows, where nobody is asked. */
export const lookAtPosts = async (
  postIds: readonly string[],
  context: PipelineContext,
  seenInside?: () => { verdict: 'gone' | 'up'; detail: string },
): Promise<Recheck[]> => {
  const { store, clock, collector } = context;
  const results: Recheck[] = [];
  for (const post of await store.posts.getMany([...postIds])) {
    const source = await store.sources.get(post.sourceId);
    if (source === null) continue;
    const seen = seenInside === undefined ? await collector.check(post.url, source) : seenInside();
    results.push({
      postId: post.id,
      url: post.url,
      at: clock.now().toISOString(),
      status: seen.verdict,
      detail: seen.detail,
    });
    if (seen.verdict === 'gone') await store.posts.markGone(post.itemId, clock.now().toISOString());
  }
  return results;
};

/** What the case learns from a look; an answer that says nothing teaches nothing. */
export const locationChecks = (results: readonly Recheck[], subject: Case): CaseDraft[] =>
  results
    .filter((result) => result.status !== 'unknown')
    .flatMap((result) =>
      checkLocation(subject, {
        postId: result.postId,
        status: result.status === 'gone' ? 'gone_by_operator' : 'up',
        checkedAt: result.at,
      }),
    );
