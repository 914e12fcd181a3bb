/**
 * The life of an entry of the operators' directory: as that of a source (`source-record.ts`), somebody proposes what decides where orders
 * go and whose answers count, and somebody else approves it. Commands give events or refuse; `evolveOperator` folds an event. Pure.
 */
import { type Static, Type } from 'typebox';
import { type DraftOf, type EventOf, requireNext } from './event.ts';
import { canonicalJson } from './hash.ts';
import { Operator } from './operator.ts';
import {
  authorsWith,
  type EntryChange,
  historyOf,
  proposalOf,
  refuse,
  remember,
  requireOtherAuthor,
  requireVersion,
} from './proposal.ts';
import { Id, Strict } from './schema.ts';

const { priorInformationSentAt: _sent, publicKeyPem: _pem, keyId: _keyId, ...written } = Operator.properties;

/** What a person writes of an operator. When it was informed the house writes itself. */
export const OperatorEntry = Strict({
  ...written,
  contactPoint: Type.String({ minLength: 3, maxLength: 300 }),
  /** What it signs its answers with; null: it answers by code, by letter, or not at all. */
  key: Type.Union([
    Strict({
      id: Type.String({ minLength: 1, maxLength: 128 }),
      publicKeyPem: Type.String({ minLength: 1, maxLength: 2000 }),
    }),
    Type.Null(),
  ]),
});
export type OperatorEntry = Static<typeof OperatorEntry>;
export type OperatorField = keyof OperatorEntry;

/** Where orders go, whose signature counts, and which State is told: two people see to that. The rest is daily work. */
export const SECOND_PERSON_FIELDS: readonly OperatorField[] = [
  'channel',
  'contactPoint',
  'establishedIn',
  'key',
  'legalRepresentative',
];

/** An operator without a key has no key id that a signature could name. */
export const operatorFrom = (entry: OperatorEntry, priorInformationSentAt: string | null): Operator => {
  const { key, ...rest } = entry;
  return {
    ...rest,
    publicKeyPem: key?.publicKeyPem ?? '',
    keyId: key?.id ?? `${entry.id}:none`,
    priorInformationSentAt,
  };
};
export const entryOf = (operator: Operator): OperatorEntry => {
  const { priorInformationSentAt: _at, publicKeyPem, keyId, ...rest } = operator;
  return { ...rest, key: publicKeyPem === '' ? null : { id: keyId, publicKeyPem } };
};

export const OPERATOR_ACTS = ['set', 'proposed', 'approved', 'refused', 'edited', 'informed', 'not_informed'] as const;
type Act = (typeof OPERATOR_ACTS)[number];

export const OperatorProposal = proposalOf(OperatorEntry);
export type OperatorProposal = Static<typeof OperatorProposal>;

export const OperatorRecord = Strict({
  id: Id,
  /** Number of events folded into this state: the version that a change names. */
  seq: Type.Integer({ minimum: 1 }),
  /** What is in force; null while nobody has approved it. */
  record: Type.Union([Operator, Type.Null()]),
  proposal: Type.Union([OperatorProposal, Type.Null()]),
  history: historyOf(Type.Enum(OPERATOR_ACTS)),
});
export type OperatorRecord = Static<typeof OperatorRecord>;

export interface OperatorEvents {
  /** The house itself (the demo, a test, an older version) wrote an entry as it stands. */
  'operator.set': Operator;
  'operator.proposed': { entry: OperatorEntry; reason: string };
  'operator.approved': { entry: OperatorEntry; reason: string | null };
  'operator.refused': { reason: string };
  /** Only what needs no second person. */
  'operator.edited': { entry: OperatorEntry; reason: string };
  /** Procedures and deadlines were explained (art. 3(2)). */
  'operator.informed': { sentAt: string };
  /** What was sent then came back. */
  'operator.not_informed': { sentAt: string };
}
export type OperatorEvent = EventOf<OperatorEvents>;
export type OperatorDraft = DraftOf<OperatorEvents>;

/** A record whatever its age: those from before there were proposals hold the entry and nothing else. */
export const wholeOperator = (id: string, stored: Partial<OperatorRecord> & { seq: number }): OperatorRecord => ({
  ...{ record: null, proposal: null, history: [] },
  id,
  ...stored,
});

/** Which fields say something else, by name. `null`: nothing is in force, so all of them do. */
export const changedOperatorFields = (before: OperatorEntry | null, after: OperatorEntry): OperatorField[] =>
  (Object.keys(OperatorEntry.properties) as OperatorField[])
    .filter((name) => before === null || canonicalJson(before[name]) !== canonicalJson(after[name]))
    .sort();

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveOperator = (
  stored: (Partial<OperatorRecord> & { seq: number }) | null,
  event: OperatorEvent,
): OperatorRecord => {
  requireNext(event, stored);
  const { actor, at, seq } = event;
  const before = wholeOperator(event.subject.id, stored ?? { seq });
  const inForce = before.record === null ? null : entryOf(before.record);
  const noted = (act: Act, reason: string | null, after: OperatorEntry | null = null) => ({
    seq,
    history: remember(before.history, {
      ...{ act, actor, at, reason, fields: after === null ? [] : changedOperatorFields(inForce, after) },
    }),
  });
  const informedAt = before.record?.priorInformationSentAt ?? null;
  switch (event.type) {
    case 'operator.set':
      return { ...before, ...noted('set', null, entryOf(event.data)), record: event.data };
    case 'operator.proposed': {
      const { entry, reason } = event.data;
      const authors = authorsWith(before.proposal, actor);
      return { ...before, ...noted('proposed', reason, entry), proposal: { entry, authors, at, reason } };
    }
    case 'operator.approved': {
      const { entry, reason } = event.data;
      return {
        ...before,
        ...noted('approved', reason, entry),
        record: operatorFrom(entry, informedAt),
        proposal: null,
      };
    }
    case 'operator.refused':
      return { ...before, ...noted('refused', event.data.reason), proposal: null };
    case 'operator.edited': {
      const { entry, reason } = event.data;
      return { ...before, ...noted('edited', reason, entry), record: operatorFrom(entry, informedAt) };
    }
    case 'operator.informed':
      return {
        ...before,
        ...noted('informed', null),
        record: before.record === null ? null : { ...before.record, priorInformationSentAt: event.data.sentAt },
      };
    case 'operator.not_informed':
      return {
        ...before,
        ...noted('not_informed', null),
        record: before.record === null ? null : { ...before.record, priorInformationSentAt: null },
      };
  }
};

export type OperatorChange = EntryChange;

const OPERATOR = { noun: 'operator', code: 'OPERATOR_CHANGED' };

/** What an edit would be: nothing, in force at once, or a proposal that waits for a second person. */
export const kindOfEdit = (subject: OperatorRecord, entry: OperatorEntry): 'unchanged' | 'edited' | 'proposed' => {
  const inForce = subject.record === null ? null : entryOf(subject.record);
  const current = subject.proposal?.entry ?? inForce;
  const fields = changedOperatorFields(current, entry);
  if (current !== null && fields.length === 0) return 'unchanged';
  const isDaily =
    inForce !== null && subject.proposal === null && !fields.some((field) => SECOND_PERSON_FIELDS.includes(field));
  return isDaily ? 'edited' : 'proposed';
};

/**
 * Another wording. Daily matters are in force at once; whatever `SECOND_PERSON_FIELDS` names waits for a second person, and what is in
 * force stays as it is until then. @throws OPERATOR_CHANGED · OPERATOR_UNCHANGED
 */
export const editOperator = (
  subject: OperatorRecord,
  { version, reason }: OperatorChange,
  entry: OperatorEntry,
): OperatorDraft[] => {
  requireVersion(subject, version, OPERATOR);
  const kind = kindOfEdit(subject, entry);
  if (kind === 'unchanged')
    return refuse(
      'OPERATOR_UNCHANGED',
      'The entry says the same as before.',
      'Change what is to be changed, then save.',
    );
  return [{ type: `operator.${kind}`, data: { entry, reason } }];
};

/** @throws OPERATOR_CHANGED · OPERATOR_NOT_PROPOSED · SECOND_PERSON_REQUIRED */
export const approveOperator = (
  subject: OperatorRecord,
  { actor, version, reason }: Omit<OperatorChange, 'reason'> & { reason: string | null },
): OperatorDraft[] => {
  if (subject.proposal === null)
    return refuse(
      'OPERATOR_NOT_PROPOSED',
      'Nothing of this operator waits for an approval.',
      'Propose a change first.',
    );
  requireOtherAuthor(subject.proposal, actor);
  // What is approved is what was read.
  requireVersion(subject, version, OPERATOR);
  return [{ type: 'operator.approved', data: { entry: subject.proposal.entry, reason } }];
};

/** Takes the proposal from the table; what is in force stays. @throws OPERATOR_CHANGED · OPERATOR_NOT_PROPOSED */
export const refuseOperator = (subject: OperatorRecord, { version, reason }: OperatorChange): OperatorDraft[] => {
  if (subject.proposal === null)
    refuse('OPERATOR_NOT_PROPOSED', 'Nothing of this operator waits for an approval.', 'There is nothing to refuse.');
  requireVersion(subject, version, OPERATOR);
  return [{ type: 'operator.refused', data: { reason } }];
};

/** The first time counts; from then on no order waits twelve hours again. */
export const informOperator = (subject: OperatorRecord, sentAt: string): OperatorDraft[] =>
  subject.record === null || subject.record.priorInformationSentAt !== null
    ? []
    : [{ type: 'operator.informed', data: { sentAt } }];

/** It came back. Nothing where something else counts by now. */
export const notInformed = (subject: OperatorRecord, sentAt: string): OperatorDraft[] =>
  subject.record?.priorInformationSentAt === sentAt ? [{ type: 'operator.not_informed', data: { sentAt } }] : [];

export const OPERATOR_ACTIONS = ['edit', 'approve', 'refuse'] as const;
export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];

/** What this person, who may change the directory, may do with it now. */
export const operatorActions = ({ proposal }: OperatorRecord, personId: string): OperatorAction[] => [
  'edit',
  ...(proposal !== null && !proposal.authors.includes(personId) ? (['approve'] as const) : []),
  ...(proposal !== null ? (['refuse'] as const) : []),
];
