/** Registers whose entries take two people: what is in force, and the record around it with its proposal and history. */
import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '#core/clock.ts';
import { isWeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { hashOf } from '#core/hash.ts';
import { everyDocument } from './elasticsearch.ts';
import type { RegistryRepository } from './registries.ts';
import {
  type Changed,
  type Draft,
  type EventSink,
  type OpenedRepository,
  openSubjectRepository,
  type SubjectDocument,
  type SubjectKind,
} from './subject-repository.ts';

export interface RecordRepository<T, R, D> extends Omit<RegistryRepository<T>, 'revise'> {
  record(id: string): Promise<R | null>;
  /** Every record, by id. Sees every acknowledged write. */
  records(): Promise<R[]>;
  /** @throws WeirError ALREADY_EXISTS (409) */
  create(id: string, draft: D, actor: Actor): Promise<Changed<R>>;
  /** @throws WeirError `<TYPE>_UNKNOWN` (404) · CONFLICT (409, retry) · whatever `decide` throws */
  change(id: string, actor: Actor, decide: (state: R) => D[]): Promise<Changed<R>>;
}

export const openRecords = <T extends { id: string }, R extends { seq: number; record: T | null }, D extends Draft>(
  kind: SubjectKind<R>,
  /** `whole`: a record whatever its age. `setting`: the house itself writes an entry as it stands. */
  { whole, setting }: { whole(id: string, stored: R): R; setting(record: T): D },
  deps: { client: Client; ledger: EventSink; clock: Clock; newId: () => string },
): { registry: RecordRepository<T, R, D>; subjects: OpenedRepository<R, D> } => {
  const subjects = openSubjectRepository<R, D>(kind, deps);
  const record = async (id: string): Promise<R | null> => {
    const state = await subjects.get(id);
    return state === null ? null : whole(id, state);
  };
  const records = async (): Promise<R[]> => {
    const all: R[] = [];
    for await (const { source } of everyDocument<SubjectDocument<R>>(deps.client, kind.index))
      all.push(whole(source.id, source.state));
    return all;
  };
  const change: RecordRepository<T, R, D>['change'] = (id, actor, decide) =>
    subjects.change(id, actor, (state) => decide(whole(id, state)));
  const set = async (entry: T, actor: Actor): Promise<T> => {
    const draft = setting(entry);
    if ((await subjects.get(entry.id)) === null) {
      try {
        await subjects.create(entry.id, draft, actor);
        return entry;
      } catch (error) {
        // Somebody created it in the meantime: then it is a change.
        if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
      }
    }
    await change(entry.id, actor, (state) => (hashOf(state.record) === hashOf(entry) ? [] : [draft]));
    return entry;
  };
  return {
    subjects,
    registry: {
      record,
      records,
      create: subjects.create,
      change,
      get: async (id) => (await record(id))?.record ?? null,
      list: async () => (await records()).flatMap((one) => one.record ?? []),
      set,
      pendingOutbox: subjects.pendingOutbox,
      drain: subjects.drain,
      refresh: subjects.refresh,
    },
  };
};
