/**
 * The life of an entry of the allow-list. Somebody proposes it, somebody else approves it; from then on it is in force, may rest,
 * is changed, and is retired one day, never deleted. Commands give events or refuse; `evolveSource` folds an event. Both are pure.
 */
import { type Static, Type } from 'typebox';
import { AllowListEntry, changedFields, type EntryField, entryOf, SECOND_PERSON_FIELDS } from './allow-list-entry.ts';
import { type DraftOf, type EventOf, requireNext } from './event.ts';
import {
  authorsWith,
  type EntryChange,
  historyOf,
  proposalOf,
  Reason,
  refuse,
  remember,
  requireOtherAuthor,
  requireVersion,
} from './proposal.ts';
import { Id, Strict, Timestamp } from './schema.ts';
import { Source } from './source.ts';

export const SOURCE_STATES = ['proposed', 'active', 'paused', 'overdue', 'retired', 'refused'] as const;
export const SourceState = Type.Enum(SOURCE_STATES);
export type SourceState = (typeof SOURCE_STATES)[number];

export const SOURCE_ACTS = [
  'set',
  'proposed',
  'approved',
  'refused',
  'edited',
  'paused',
  'resumed',
  'retired',
] as const;
type Act = (typeof SOURCE_ACTS)[number];

const Marked = Type.Union([Strict({ by: Id, at: Timestamp, reason: Reason }), Type.Null()]);

export const SourceProposal = proposalOf(AllowListEntry);
export type SourceProposal = Static<typeof SourceProposal>;

export const SourceRecord = Strict({
  id: Id,
  /** Number of events folded into this state: the version that a change names. */
  seq: Type.Integer({ minimum: 1 }),
  /** What is in force; null while nobody has approved it. */
  record: Type.Union([Source, Type.Null()]),
  proposal: Type.Union([SourceProposal, Type.Null()]),
  pause: Marked,
  retirement: Marked,
  history: historyOf(Type.Enum(SOURCE_ACTS)),
});
export type SourceRecord = Static<typeof SourceRecord>;

export interface SourceEvents {
  /** The house itself (the demo, a test, an older version) wrote an entry as it stands. */
  'source.set': Source;
  'source.proposed': { entry: AllowListEntry; reason: string };
  'source.approved': { entry: AllowListEntry; reason: string | null };
  'source.refused': { reason: string };
  /** Only what needs no second person. */
  'source.edited': { entry: AllowListEntry; reason: string };
  'source.paused': { reason: string };
  'source.resumed': { reason: string };
  'source.retired': { reason: string };
}
export type SourceEvent = EventOf<SourceEvents>;
export type SourceDraft = DraftOf<SourceEvents>;

const EMPTY = { record: null, proposal: null, pause: null, retirement: null, history: [] };

/** A record whatever its age: those from before there were proposals hold the entry and nothing else. */
export const wholeRecord = (id: string, stored: Partial<SourceRecord> & { seq: number }): SourceRecord => ({
  ...EMPTY,
  id,
  ...stored,
});

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveSource = (
  stored: (Partial<SourceRecord> & { seq: number }) | null,
  event: SourceEvent,
): SourceRecord => {
  requireNext(event, stored);
  const { actor, at, seq } = event;
  const before = wholeRecord(event.subject.id, stored ?? { seq });
  const noted = (act: Act, reason: string | null, fields: string[] = []): Pick<SourceRecord, 'seq' | 'history'> => ({
    seq,
    history: remember(before.history, { act, actor, at, reason, fields }),
  });
  const inForce = before.record === null ? {} : entryOf(before.record);
  const mark = (reason: string) => ({ by: actor.id, at, reason });
  const rests = (paused: boolean): Source | null => (before.record === null ? null : { ...before.record, paused });
  switch (event.type) {
    case 'source.set':
      return {
        ...before,
        ...noted('set', null, changedFields(inForce, entryOf(event.data))),
        record: event.data,
        pause: event.data.paused ? before.pause : null,
      };
    case 'source.proposed': {
      const { entry, reason } = event.data;
      const authors = authorsWith(before.proposal, actor);
      return {
        ...before,
        ...noted('proposed', reason, changedFields(inForce, entry)),
        proposal: { entry, authors, at, reason },
      };
    }
    case 'source.approved': {
      const { entry, reason } = event.data;
      return {
        ...before,
        ...noted('approved', reason, changedFields(inForce, entry)),
        record: { ...entry, approvedBy: actor.id, approvedAt: at, paused: before.record?.paused ?? false },
        proposal: null,
      };
    }
    case 'source.refused':
      return { ...before, ...noted('refused', event.data.reason), proposal: null };
    case 'source.edited': {
      const { entry, reason } = event.data;
      return {
        ...before,
        ...noted('edited', reason, changedFields(inForce, entry)),
        record: before.record === null ? null : { ...before.record, ...entry },
      };
    }
    case 'source.paused':
      return {
        ...before,
        ...noted('paused', event.data.reason),
        record: rests(true),
        pause: mark(event.data.reason),
      };
    case 'source.resumed':
      return { ...before, ...noted('resumed', event.data.reason), record: rests(false), pause: null };
    case 'source.retired':
      return {
        ...before,
        ...noted('retired', event.data.reason),
        record: rests(true),
        proposal: null,
        retirement: mark(event.data.reason),
      };
  }
};

/** After `reviewBy` a source stops by itself until a person has looked at it again. */
export const isOverdue = (source: Pick<Source, 'reviewBy'>, now: string): boolean => source.reviewBy <= now;

export const stateOf = (subject: SourceRecord, now: string): SourceState => {
  if (subject.retirement !== null) return 'retired';
  if (subject.record === null) return subject.proposal === null ? 'refused' : 'proposed';
  if (subject.record.paused) return 'paused';
  return isOverdue(subject.record, now) ? 'overdue' : 'active';
};

export type SourceChange = EntryChange;

const SOURCE = { noun: 'source', code: 'SOURCE_CHANGED' };

const requireLiving = (subject: SourceRecord): void => {
  if (subject.retirement !== null)
    refuse('SOURCE_STATE', `The source ${subject.id} is retired.`, 'Propose a new source under another id.');
};
/** @throws SOURCE_STATE where nothing is in force */
const inForce = (subject: SourceRecord): Source =>
  subject.record ??
  refuse('SOURCE_STATE', `The source ${subject.id} is not in force.`, 'Have it approved by a second person first.');

/**
 * Another wording. Daily matters are in force at once; whatever `SECOND_PERSON_FIELDS` names waits for a second person, and the
 * entry in force stays as it is until then. @throws SOURCE_STATE · SOURCE_CHANGED · SOURCE_UNCHANGED
 */
export const editSource = (
  subject: SourceRecord,
  { version, reason }: SourceChange,
  entry: AllowListEntry,
): SourceDraft[] => {
  requireLiving(subject);
  requireVersion(subject, version, SOURCE);
  const current = subject.proposal?.entry ?? (subject.record === null ? {} : entryOf(subject.record));
  const fields = changedFields(current, entry);
  if (fields.length === 0 && (subject.record !== null || subject.proposal !== null))
    refuse('SOURCE_UNCHANGED', 'The entry says the same as before.', 'Change what is to be changed, then save.');
  const isDaily = subject.record !== null && subject.proposal === null && !fields.some(needsSecondPerson);
  return [{ type: isDaily ? 'source.edited' : 'source.proposed', data: { entry, reason } }];
};

export const needsSecondPerson = (field: EntryField): boolean => SECOND_PERSON_FIELDS.includes(field);

/** @throws SOURCE_STATE · SOURCE_CHANGED · SOURCE_NOT_PROPOSED · SECOND_PERSON_REQUIRED · SOURCE_REVIEW_PAST */
export const approveSource = (
  subject: SourceRecord,
  { actor, version, reason }: Omit<SourceChange, 'reason'> & { reason: string | null },
  now: string,
): SourceDraft[] => {
  requireLiving(subject);
  if (subject.proposal === null)
    return refuse('SOURCE_NOT_PROPOSED', 'Nothing of this source waits for an approval.', 'Propose a change first.');
  const { entry } = subject.proposal;
  requireOtherAuthor(subject.proposal, actor);
  // What is approved is what was read.
  requireVersion(subject, version, SOURCE);
  if (isOverdue(entry, now))
    refuse('SOURCE_REVIEW_PAST', 'The review date of the proposal has passed.', 'Have a later one proposed.');
  return [{ type: 'source.approved', data: { entry, reason } }];
};

/** Takes the proposal from the table; what is in force stays. @throws SOURCE_STATE · SOURCE_CHANGED · SOURCE_NOT_PROPOSED */
export const refuseSource = (subject: SourceRecord, { version, reason }: SourceChange): SourceDraft[] => {
  requireLiving(subject);
  if (subject.proposal === null)
    refuse('SOURCE_NOT_PROPOSED', 'Nothing of this source waits for an approval.', 'There is nothing to refuse.');
  requireVersion(subject, version, SOURCE);
  return [{ type: 'source.refused', data: { reason } }];
};

/** Stopping is never held up by a version. @throws SOURCE_STATE */
export const pauseSource = (subject: SourceRecord, reason: string): SourceDraft[] => {
  requireLiving(subject);
  return inForce(subject).paused ? [] : [{ type: 'source.paused', data: { reason } }];
};

/** @throws SOURCE_STATE */
export const resumeSource = (subject: SourceRecord, reason: string): SourceDraft[] => {
  requireLiving(subject);
  return inForce(subject).paused ? [{ type: 'source.resumed', data: { reason } }] : [];
};

/** For good. @throws SOURCE_STATE · SOURCE_CHANGED */
export const retireSource = (subject: SourceRecord, { version, reason }: SourceChange): SourceDraft[] => {
  requireLiving(subject);
  requireVersion(subject, version, SOURCE);
  inForce(subject);
  return [{ type: 'source.retired', data: { reason } }];
};

export const SOURCE_ACTIONS = ['edit', 'approve', 'refuse', 'pause', 'resume', 'retire'] as const;
export type SourceAction = (typeof SOURCE_ACTIONS)[number];

/** What this person, who may change sources, may do with it now. */
export const sourceActions = (subject: SourceRecord, personId: string): SourceAction[] => {
  if (subject.retirement !== null) return [];
  const { proposal, record } = subject;
  return [
    'edit',
    ...(proposal !== null && !proposal.authors.includes(personId) ? (['approve'] as const) : []),
    ...(proposal !== null ? (['refuse'] as const) : []),
    ...(record === null ? [] : ([record.paused ? 'resume' : 'pause', 'retire'] as const)),
  ];
};
