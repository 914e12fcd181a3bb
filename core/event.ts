import { type Static, Type } from 'typebox';
import { WeirError } from './errors.ts';
import { Id, Strict } from './schema.ts';

/** Who did it: a person (account id) or the house itself (name of the part). */
export const Actor = Strict({
  kind: Type.Union([Type.Literal('human'), Type.Literal('system'), Type.Literal('operator')]),
  id: Id,
});
export type Actor = Static<typeof Actor>;

export const SUBJECTS = [
  'case',
  'order',
  'notice',
  'complaint',
  'tip',
  'drill',
  'source',
  'operator',
  'account',
  'policy',
  'list',
  'model',
  'partner',
  'share',
  'handover',
  'coordination',
  'search',
  'collection',
  'annotation',
  'reading_sample',
  'export',
  'evidence',
  'access',
] as const;
export type SubjectType = (typeof SUBJECTS)[number];

/**
 * One thing that happened to one subject. `seq` counts from 1 per subject without gaps; `subject/seq` is the event's id,
 * so that the same event can never enter the ledger twice.
 */
export interface DomainEvent<T extends string = string, D = unknown> {
  v: 1;
  id: string;
  type: T;
  subject: { type: SubjectType; id: string };
  seq: number;
  at: string;
  actor: Actor;
  data: D;
}

/** What can happen to one kind of subject, given the data of each type of event. */
export type EventOf<Events> = { [T in keyof Events & string]: DomainEvent<T, Events[T]> }[keyof Events & string];
/** The same, not numbered yet. */
export type DraftOf<Events> = { [T in keyof Events]: { type: T; data: Events[T] } }[keyof Events];

export const eventId = (subject: { type: SubjectType; id: string }, seq: number): string =>
  `${subject.type}:${subject.id}:${seq}`;

/** Every fold begins with it. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap */
export const requireNext = (event: Pick<DomainEvent, 'id' | 'seq'>, before: { seq: number } | null): void => {
  const last = before?.seq ?? 0;
  if (event.seq !== last + 1)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} does not follow sequence ${last}.`);
};
