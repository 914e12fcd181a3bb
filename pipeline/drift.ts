/** Whether scores and novelty of a source have shifted, and that people are told of it once for each source and week. */
import { addMilliseconds } from '#core/clock.ts';
import { BINS, stabilityIndex } from '#core/drift.ts';
import { type DomainEvent, eventId } from '#core/event.ts';
import { mondayOf, WEEK } from '#core/week.ts';
import { DRIFT_MEASURES, type DriftMeasure, driftQuery, type WeekOfSource } from '#store/drift.ts';
import type { Store } from '#store/store.ts';
import { BULLETIN_WAYS, type BulletinWay, sendBulletin } from '#takedowns/bulletin.ts';
import { driftBulletin } from '#takedowns/drift-bulletin.ts';
import { publishChange } from './changes.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { DriftLimits } from './drift-limits.ts';
import type { Outcome } from './jobs.ts';

const COMPARED_WEEKS = 4;
const SHOWN_WEEKS = 8;
/** The week that runs and the one before: what lies further back was told, or is no news. */
const TOLD_WEEKS = 2;

interface DriftWeek extends Pick<WeekOfSource, 'week' | 'posts' | 'bins'> {
  before: Record<DriftMeasure, number[]>;
  index: Record<DriftMeasure, number | null>;
  alarms: DriftMeasure[];
}
export interface SourceDrift {
  sourceId: string;
  weeks: DriftWeek[];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const added = (weeks: readonly WeekOfSource[], measure: DriftMeasure): number[] =>
  Array.from({ length: BINS }, (_, bin) => sum(weeks.map(({ bins }) => bins[measure][bin] ?? 0)));

/** Every week of one source against the four before it. */
const weeksOf = (all: readonly WeekOfSource[], shownFrom: string, limits: DriftLimits): DriftWeek[] =>
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
export const sourceDrift = async (
  store: Pick<Store, 'clock' | 'history'>,
  limits: DriftLimits,
): Promise<{ sources: SourceDrift[]; query: string }> => {
  const thisWeek = mondayOf(store.clock.now().toISOString());
  const shownFrom = addMilliseconds(thisWeek, -(SHOWN_WEEKS - 1) * WEEK);
  const since = addMilliseconds(shownFrom, -COMPARED_WEEKS * WEEK);
  const weeks = await store.history.weeks(since);
  const ids = [...new Set(weeks.map(({ sourceId }) => sourceId))].sort();
  return {
    sources: ids.map((sourceId) => ({
      sourceId,
      weeks: weeksOf(
        weeks.filter((one) => one.sourceId === sourceId),
        shownFrom,
        limits,
      ),
    })),
    query: JSON.stringify(driftQuery(since), null, 2),
  };
};

/** The first week of which people are told. */
export const toldSince = (now: string): string => addMilliseconds(mondayOf(now), -(TOLD_WEEKS - 1) * WEEK);

/** An alarm by its source and week; with a way, that it was told on it. It enters the ledger once, whoever finds it how often. */
const alarmId = (sourceId: string, week: string, way?: BulletinWay): string =>
  `drift-${sourceId}-${week.slice(0, 10)}${way === undefined ? '' : `-${way}`}`;

const tell = async (
  context: PipelineContext,
  { sourceId, week: { week, alarms, index } }: { sourceId: string; week: DriftWeek },
): Promise<boolean> => {
  const { store, clock, escalation, log } = context;
  /** @returns whether it is news */
  const enter = async (type: string, id: string, data: object): Promise<boolean> => {
    const subject = { type: 'model' as const, id };
    const event: DomainEvent = {
      ...{ v: 1, id: eventId(subject, 1), type, subject, seq: 1, at: clock.now().toISOString() },
      ...{ actor: systemActor('drift'), data },
    };
    if (await store.history.hasEntry(event.id)) return false;
    await store.ledger.append([event]);
    return true;
  };
  const id = alarmId(sourceId, week);
  const isNews = await enter('model.drifted', id, { sourceId, week, measures: alarms, index });
  if (isNews)
    await publishChange(store.redis, store.namespace, { topic: 'drift', id: sourceId, state: 'alarm', seq: 1 });
  const ways = BULLETIN_WAYS.filter((way) =>
    way === 'webhook' ? escalation?.webhookUrl != null : (escalation?.emails.length ?? 0) > 0,
  );
  let told = 0;
  for (const way of ways) {
    const noted = alarmId(sourceId, week, way);
    if (await store.history.hasEntry(eventId({ type: 'model', id: noted }, 1))) continue;
    const publicUrl = escalation?.publicUrl ?? '';
    const error = await sendBulletin(driftBulletin(id, { sourceId, week, measures: alarms }, publicUrl), way, {
      ...{ emails: escalation?.emails ?? [], webhookUrl: escalation?.webhookUrl ?? null, publicUrl },
      ...{ key: context.requestKey, send: context.send, mail: context.mail },
      ...{ now: () => clock.now(), newNonce: context.newNonce },
    });
    if (error === null) {
      await enter('model.drift_told', noted, { sourceId, week, way });
      told += 1;
    } else log.warn({ source: sourceId, week, way, error }, 'a shift could not be told and will be told again');
  }
  return isNews || told > 0;
};

/** Looks whether something has shifted. What could not be told is told when it looks again. */
export const watchDrift = async (context: PipelineContext): Promise<Outcome> => {
  const { store, clock, drift } = context;
  if (drift === undefined) return 'skipped';
  const since = toldSince(clock.now().toISOString());
  let isNews = false;
  for (const { sourceId, weeks } of (await sourceDrift(store, drift)).sources)
    for (const week of weeks)
      if (week.week >= since && week.alarms.length > 0) isNews = (await tell(context, { sourceId, week })) || isNews;
  return isNews ? 'done' : 'skipped';
};

const LOOK_MILLISECONDS = 600_000;
/** When each store was last looked at: that is a question over all posts of twelve weeks. */
const looked = new WeakMap<object, number>();

export const isDriftDue = ({ store, clock, drift }: Pick<PipelineContext, 'store' | 'clock' | 'drift'>): boolean => {
  const now = clock.now().getTime();
  if (drift === undefined || now - (looked.get(store) ?? Number.NEGATIVE_INFINITY) < LOOK_MILLISECONDS) return false;
  looked.set(store, now);
  return true;
};
