import { changedFields, entryOf } from '#core/allow-list-entry.ts';
import { type Account, may } from '#core/roles.ts';
import { ADAPTERS, type SourceStatus } from '#core/source.ts';
import { isOverdue, type SourceRecord, sourceActions, stateOf } from '#core/source-record.ts';
import type { Store } from '#store/store.ts';
import { FOUND_VIOLATING } from '../oversight/figures.ts';
import type { SourceDetail, SourceItem, SourceList } from '../schemas/sources.ts';
import { publicAccount } from '../session/public-account.ts';

const NOTHING = { posts: 0, flagged: 0, cases: 0, confirmed: 0 };

interface Around {
  now: string;
  person: Account;
  yields: Awaited<ReturnType<Store['history']['yields']>>;
  returns: Awaited<ReturnType<Store['cases']['returnsBySource']>>;
}

const shownOf = ({ cursor: _cursor, ...shown }: SourceStatus): SourceItem['status'] => shown;

const itemOf = (
  subject: SourceRecord,
  status: SourceStatus | null,
  { now, person, yields, returns }: Around,
): SourceItem => {
  const { id, seq, record, proposal, pause, retirement } = subject;
  const state = stateOf(subject, now);
  const inForce = record === null ? {} : entryOf(record);
  return {
    ...{ id, version: seq, state, source: record, pause, retirement },
    status: status === null ? null : shownOf(status),
    proposal: proposal === null ? null : { ...proposal, changes: changedFields(inForce, proposal.entry) },
    nextVisitAt: state === 'active' ? (status?.nextPollAt ?? now) : null,
    overdue: record !== null && isOverdue(record, now),
    yield: { ...(yields.get(id) ?? NOTHING), returned: returns.get(id) ?? 0 },
    actions: may(person.roles, 'source:write') ? sourceActions(subject, person.id) : [],
  };
};

/** Everybody whom a record names. */
const named = (subject: SourceRecord): string[] => [
  ...(subject.record === null ? [] : [subject.record.owner, subject.record.approvedBy]),
  ...(subject.proposal === null ? [] : [subject.proposal.entry.owner, ...subject.proposal.authors]),
  ...[subject.pause, subject.retirement].flatMap((mark) => mark?.by ?? []),
  ...subject.history.map(({ actor }) => actor.id),
];

const around = async (store: Store, person: Account): Promise<Around & { accounts: Account[] }> => {
  const [yields, returns, accounts] = await Promise.all([
    store.history.yields(FOUND_VIOLATING),
    store.cases.returnsBySource(),
    store.accounts.list(),
  ]);
  return { now: store.clock.now().toISOString(), person, yields, returns, accounts };
};

const operatorsOf = async (store: Store): Promise<SourceList['operators']> =>
  (await store.operators.list()).map(({ id, name }) => ({ id, name }));

const nameOf = ({ source, proposal, id }: SourceItem): string => source?.name ?? proposal?.entry.name ?? id;

export const listSources = async (store: Store, person: Account): Promise<SourceList> => {
  const [{ accounts, ...context }, records, statuses, operators] = await Promise.all([
    around(store, person),
    store.sources.records(),
    store.sourceStatus.list(),
    operatorsOf(store),
  ]);
  const byId = new Map(statuses.map((status) => [status.sourceId, status]));
  const people = new Set(records.flatMap(named));
  return {
    items: records
      .map((record) => itemOf(record, byId.get(record.id) ?? null, context))
      .sort((a, b) => nameOf(a).localeCompare(nameOf(b)) || a.id.localeCompare(b.id)),
    adapters: [...ADAPTERS],
    owners: accounts.filter(({ roles, disabled }) => !disabled && may(roles, 'source:read')).map(publicAccount),
    people: accounts.filter(({ id }) => people.has(id)).map(publicAccount),
    operators,
  };
};

export const sourceDetail = async (store: Store, subject: SourceRecord, person: Account): Promise<SourceDetail> => {
  const [{ accounts, ...context }, status, operators] = await Promise.all([
    around(store, person),
    store.sourceStatus.get(subject.id),
    operatorsOf(store),
  ]);
  const people = new Set(named(subject));
  return {
    ...itemOf(subject, status, context),
    history: subject.history,
    people: accounts.filter(({ id }) => people.has(id)).map(publicAccount),
    operators,
  };
};
