import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '#core/clock.ts';
import { isWeirError } from '#core/errors.ts';
import type { Actor, SubjectType } from '#core/event.ts';
import { hashOf } from '#core/hash.ts';
import { everyDocument } from './elasticsearch.ts';
import {
  type EventSink,
  type OpenedRepository,
  openSubjectRepository,
  type SubjectDocument,
  type SubjectKind,
} from './subject-repository.ts';

/** A register that people keep: every entry is the after-image of its last event (`source.set` ...). */
export interface Entry<T> {
  seq: number;
  record: T;
}
export interface RegistryRepository<T> {
  get(id: string): Promise<T | null>;
  /** Every entry, by id. Sees every acknowledged write. */
  list(): Promise<T[]>;
  /** Creates or replaces; an entry that is the same already changes nothing. Acknowledged by the ledger. */
  set(record: T, actor: Actor): Promise<T>;
  /**
   * Changes what is there, on condition that nobody wrote meanwhile; asked again when somebody did. The same again writes nothing.
   * @throws WeirError `<TYPE>_UNKNOWN` (404) · whatever `next` throws
   */
  revise(id: string, actor: Actor, next: (record: T) => T): Promise<T>;
  pendingOutbox(limit: number): Promise<string[]>;
  drain(id: string): Promise<number>;
  refresh(): Promise<void>;
}

export const registryKind = <T>(type: SubjectType, index: string): SubjectKind<Entry<T>> => ({
  type,
  index,
  evolve: (_, event) => ({ seq: event.seq, record: event.data as T }),
  fields: () => ({}),
});

export const openRegistry = <T>(
  type: SubjectType,
  index: string,
  idOf: (record: T) => string,
  deps: { client: Client; ledger: EventSink; clock: Clock; newId: () => string },
): { registry: RegistryRepository<T>; subjects: OpenedRepository<Entry<T>, { type: string; data: T }> } => {
  const subjects = openSubjectRepository<Entry<T>, { type: string; data: T }>(registryKind<T>(type, index), deps);
  const set = async (record: T, actor: Actor): Promise<T> => {
    const id = idOf(record);
    const draft = { type: `${type}.set`, data: record };
    if ((await subjects.get(id)) === null) {
      try {
        return (await subjects.create(id, draft, actor)).state.record;
      } catch (error) {
        // Somebody created it in the meantime: then it is a change.
        if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
      }
    }
    const { state } = await subjects.change(id, actor, (entry) =>
      hashOf(entry.record) === hashOf(record) ? [] : [draft],
    );
    return state.record;
  };
  return {
    subjects,
    registry: {
      get: async (id) => (await subjects.get(id))?.record ?? null,
      list: async () => {
        const entries: T[] = [];
        for await (const { source } of everyDocument<SubjectDocument<Entry<T>>>(deps.client, index))
          entries.push(source.state.record);
        return entries;
      },
      set,
      revise: async (id, actor, next) => {
        const { state } = await subjects.change(id, actor, (entry) => {
          const data = next(entry.record);
          return hashOf(entry.record) === hashOf(data) ? [] : [{ type: `${type}.set`, data }];
        });
        return state.record;
      },
      pendingOutbox: subjects.pendingOutbox,
      drain: subjects.drain,
      refresh: subjects.refresh,
    },
  };
};
