/**
 * A drill: invented cases, marked as such, that go into the real queue so that people and clocks can be tried. The mark stays on post,
 * case and order, and nothing that carries it leaves the house.
 */
import { type Static, Type } from 'typebox';
import { WeirError } from './errors.ts';
import { type DraftOf, type EventOf, requireNext } from './event.ts';
import { Category } from './labels.ts';
import { HttpUrl, Id, Language, Sha256, Strict, Timestamp } from './schema.ts';

export const DRILL_STATES = ['running', 'ended'] as const;
export const DrillState = Type.Enum(DRILL_STATES);
export type DrillState = (typeof DRILL_STATES)[number];

/** How the operator inside the house answers: in the hour, after it, or not at all. */
export const DRILL_ANSWERS = ['in_time', 'late', 'never'] as const;
export const DrillAnswers = Type.Enum(DRILL_ANSWERS);
export type DrillAnswers = (typeof DRILL_ANSWERS)[number];

/** One invented case. `expected`: what the label guide says of it; empty where it is not violating. */
export const DrillItem = Strict({
  exampleId: Id,
  postId: Sha256,
  caseId: Id,
  url: HttpUrl,
  lang: Language,
  text: Type.String({ minLength: 1, maxLength: 20_000 }),
  expected: Type.Array(Category, { uniqueItems: true }),
});
export type DrillItem = Static<typeof DrillItem>;

export const DrillEntry = Strict({
  name: Type.String({ minLength: 3, maxLength: 120 }),
  /** What it is to show. */
  purpose: Type.String({ minLength: 10, maxLength: 2000 }),
  /** The source that the cases seem to come from. */
  sourceId: Id,
  answers: DrillAnswers,
});
export type DrillEntry = Static<typeof DrillEntry>;

export const Drill = Strict({
  id: Id,
  seq: Type.Integer({ minimum: 1 }),
  ...DrillEntry.properties,
  items: Type.Array(DrillItem, { minItems: 1, maxItems: 200 }),
  state: DrillState,
  startedBy: Id,
  startedAt: Timestamp,
  /** When all its cases were in the queue. */
  placedAt: Type.Union([Timestamp, Type.Null()]),
  endedBy: Type.Union([Id, Type.Null()]),
  endedAt: Type.Union([Timestamp, Type.Null()]),
  /** When all its cases and orders were closed. */
  closedAt: Type.Union([Timestamp, Type.Null()]),
});
export type Drill = Static<typeof Drill>;

export interface DrillEvents {
  'drill.started': DrillEntry & Pick<Drill, 'items'>;
  'drill.placed': Record<string, never>;
  'drill.ended': Record<string, never>;
  'drill.closed': Record<string, never>;
}
export type DrillEvent = EventOf<DrillEvents>;
export type DrillDraft = DraftOf<DrillEvents>;

/** What carries the mark, where it is of a drill. */
export interface Marked {
  drill?: string | undefined;
}

/**
 * The guard at the edge of the house: whatever is about to leave is asked here first.
 * @throws WeirError DRILL_STAYS_INSIDE (409)
 */
export const requireReal = (subject: Marked): void => {
  if (subject.drill === undefined) return;
  throw new WeirError('DRILL_STAYS_INSIDE', 'This belongs to a drill, and nothing of a drill leaves the house.', {
    status: 409,
    fix: 'Leave it: the drill has an operator of its own inside the house.',
  });
};

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveDrill = (before: Drill | null, event: DrillEvent): Drill => {
  requireNext(event, before);
  const { seq, at } = event;
  if (event.type === 'drill.started')
    return {
      id: event.subject.id,
      ...event.data,
      ...{ seq, state: 'running', startedBy: event.actor.id, startedAt: at },
      ...{ placedAt: null, endedBy: null, endedAt: null, closedAt: null },
    };
  if (before === null) throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the drill started.`);
  switch (event.type) {
    case 'drill.placed':
      return { ...before, seq, placedAt: at };
    case 'drill.ended':
      return { ...before, seq, state: 'ended', endedBy: event.actor.id, endedAt: at };
    case 'drill.closed':
      return { ...before, seq, closedAt: at };
  }
};

/** Every case is in the queue. One that was ended meanwhile stays as it is. */
export const drillPlaced = (state: Drill): DrillDraft[] =>
  state.state === 'running' && state.placedAt === null ? [{ type: 'drill.placed', data: {} }] : [];

/** Somebody ends it; ending it again changes nothing. */
export const endDrill = (state: Drill): DrillDraft[] =>
  state.state === 'running' ? [{ type: 'drill.ended', data: {} }] : [];

export const drillClosed = (state: Drill): DrillDraft[] =>
  state.state === 'ended' && state.closedAt === null ? [{ type: 'drill.closed', data: {} }] : [];

/** Whether the house has something to do for it: put its cases into the queue, or close them. */
export const isDrillDue = (state: Drill): boolean =>
  state.state === 'running' ? state.placedAt === null : state.closedAt === null;
