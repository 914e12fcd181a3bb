import { addMilliseconds } from '#core/clock.ts';
import type { Store } from '#store/store.ts';
import type { Upkeep } from '../schemas/upkeep.ts';

const SHOWN_MILLISECONDS = 90 * 86_400_000;

export const readUpkeep = async (store: Pick<Store, 'clock' | 'history' | 'sources'>): Promise<Upkeep> => {
  const now = store.clock.now().toISOString();
  const from = addMilliseconds(now, -SHOWN_MILLISECONDS);
  const sources = await store.sources.list();
  const days = new Map<string, number>();
  for await (const { at, actor } of store.history.entries({
    ...{ prefix: 'evidence:purge-', from, to: addMilliseconds(now, 1) },
  })) {
    // What a person purged is an act of that person, and no run.
    if (actor.kind !== 'system') continue;
    const day = at.slice(0, 10);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return {
    overdue: sources
      .filter((source) => source.reviewBy <= now)
      .sort((a, b) => a.reviewBy.localeCompare(b.reviewBy) || a.id.localeCompare(b.id))
      .map(({ id, name, owner, reviewBy }) => ({ id, name, owner, reviewBy })),
    from,
    runs: [...days].sort(([a], [b]) => b.localeCompare(a)).map(([day, captures]) => ({ day, captures })),
    kept: sources.flatMap(({ id, name, retentionDays }) =>
      retentionDays === undefined ? [] : [{ id, name, days: retentionDays }],
    ),
  };
};
