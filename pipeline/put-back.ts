import { checkLocation } from '#core/case-state.ts';
import type { StoredPost } from '#store/posts.ts';
import { caseIdOf, leaveOldCases, placeInCase } from './analyse.ts';
import { fullText } from './cluster.ts';
import { type PipelineContext, systemActor } from './context.ts';
import { publishCaseEvents } from './publish.ts';

/**
 * A text that had been edited away or was gone is up again: its address returns to its case, and leaves the case of the text
 * that stood there meanwhile. Doing it twice changes nothing.
 */
export const putBack = async (post: StoredPost, context: PipelineContext): Promise<void> => {
  const { analysis } = post;
  // Without an analysis it has not left a case yet: the one that is to come places it. And it may be gone again.
  if (analysis === null || post.status !== 'live') return;
  if (analysis.flagged || analysis.sample !== undefined) {
    await placeInCase(post, fullText(post), analysis, context);
    const checkedAt = context.clock.now().toISOString();
    const { state, events } = await context.store.cases.change(
      caseIdOf(analysis.clusterId),
      systemActor('collect'),
      (subject) =>
        // Another version of nearly the same words may stand for the address; an order must not name it twice.
        subject.locations.some((location) => location.url === post.url && location.status === 'up')
          ? []
          : checkLocation(subject, { postId: post.id, status: 'up', checkedAt }),
    );
    if (events.length > 0) {
      await publishCaseEvents(context, state, events);
    }
  }
  await leaveOldCases(post, analysis, context);
};
