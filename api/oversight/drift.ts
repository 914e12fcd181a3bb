import { sourceDrift, toldSince } from '#pipeline/drift.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Drift } from '../schemas/policies.ts';

/** Distributions of the score and of novelty by source and ISO week, and what has shifted. */
export const readDrift = async ({ store, config }: ApiDependencies): Promise<Drift> => {
  const [{ sources, query }, entries] = await Promise.all([sourceDrift(store, config.drift), store.sources.list()]);
  const names = new Map(entries.map(({ id, name }) => [id, name]));
  const since = toldSince(store.clock.now().toISOString());
  const alarms = sources.flatMap(({ weeks }) => weeks.flatMap((week) => week.alarms.map(() => week.week)));
  return {
    ...config.drift,
    sources: sources.map(({ sourceId, weeks }) => ({ sourceId, name: names.get(sourceId) ?? sourceId, weeks })),
    alarms: alarms.length,
    recent: alarms.filter((week) => week >= since).length,
    query,
  };
};
