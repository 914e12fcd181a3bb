import { addMilliseconds } from '#core/clock.ts';
import { BINS, stabilityIndex } from '#core/drift.ts';
import { mondayOf, WEEK } from '#core/week.ts';
import { DRIFT_MEASURES, type DriftMeasure, driftQuery, type WeekOfSource } from '#store/drift.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Drift } from '../schemas/policies.ts';

const COMPARED_WEEKS = 4;
const SHOWN_WEEKS = 8;

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const added = (weeks: readonly WeekOfSource[], measure: DriftMeasure): number[] =>
  Array.from({ length: BINS }, (_, bin) => sum(weeks.map(({ bins }) => bins[measure][bin] ?? 0)));

/** Every week of one source against the four before it. */
const weeksOf = (
  all: readonly WeekOfSource[],
  shownFrom: string,
  limits: { alarmAt: number; leastPosts: number },
): Drift['sources'][number]['weeks'] =>
  all
    .filter(({ week }) => week >= shownFrom)
    .map(({ week, posts, bins }) => {
      const earliest = addMilliseconds(week, -COMPARED_WEEKS * WEEK);
      const earlier = all.filter((one) => one.week >= earliest && one.week < week);
      const before = { violating: added(earlier, 'violating'), novelty: added(earlier, 'novelty') };
      const index = {
        violating: stabilityIndex(bins.violating, before.violating),
        novelty: stabilityIndex(bins.novelty, before.novelty),
      };
      const alarms = DRIFT_MEASURES.filter(
        (measure) =>
          (index[measure] ?? 0) > limits.alarmAt &&
          Math.min(sum(bins[measure]), sum(before[measure])) >= limits.leastPosts,
      );
      return { week, posts, bins, before, index, alarms };
    });

/** Distributions of the score and of novelty by source and ISO week, and what has shifted. */
export const readDrift = async ({ store, config }: ApiDependencies): Promise<Drift> => {
  const { alarmAt, leastPosts } = config.drift;
  const thisWeek = mondayOf(store.clock.now().toISOString());
  const shownFrom = addMilliseconds(thisWeek, -(SHOWN_WEEKS - 1) * WEEK);
  const since = addMilliseconds(shownFrom, -COMPARED_WEEKS * WEEK);
  const [weeks, sources] = await Promise.all([store.history.weeks(since), store.sources.list()]);
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  const ids = [...new Set(weeks.map(({ sourceId }) => sourceId))].sort();
  const items = ids.map((sourceId) => ({
    sourceId,
    name: names.get(sourceId) ?? sourceId,
    weeks: weeksOf(
      weeks.filter((one) => one.sourceId === sourceId),
      shownFrom,
      { alarmAt, leastPosts },
    ),
  }));
  return {
    alarmAt,
    leastPosts,
    sources: items,
    alarms: sum(items.flatMap((item) => item.weeks.map(({ alarms }) => alarms.length))),
    query: JSON.stringify(driftQuery(since), null, 2),
  };
};
