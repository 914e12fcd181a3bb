/** Takes out of collections what has been in them for long enough. */
import { overdueIn, takeOutPosts } from '#core/collection.ts';
import type { Store } from '#store/store.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';

/** For each source how many days it has what it collected kept; null where it says nothing. */
export const retentionOfSources = async (
  store: Pick<Store, 'sources'>,
): Promise<(sourceId: string) => number | null> => {
  const days = new Map((await store.sources.list()).map(({ id, retentionDays }) => [id, retentionDays ?? null]));
  return (sourceId) => days.get(sourceId) ?? null;
};

/** Ids of collections that hold a post whose time is over. */
export const dueCollections = async (store: Pick<Store, 'sources' | 'collections'>, now: string): Promise<string[]> => {
  const sourceDays = await retentionOfSources(store);
  const open = await store.collections.openTo(null);
  return open.filter((state) => overdueIn(state, sourceDays, now).length > 0).map(({ id }) => id);
};

export const tidyCollection = async (
  { collectionId }: { collectionId: string },
  { store, clock }: Pick<PipelineContext, 'store' | 'clock'>,
): Promise<Outcome> => {
  const sourceDays = await retentionOfSources(store);
  const now = clock.now().toISOString();
  const { events } = await store.collections.change(collectionId, systemActor('retention'), (state) =>
    takeOutPosts(
      state,
      overdueIn(state, sourceDays, now).map(({ postId }) => postId),
      'retention',
    ),
  );
  return events.length === 0 ? 'skipped' : 'done';
};
