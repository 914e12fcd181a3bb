import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '#core/clock.ts';
import { isWeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { hashOf } from '#core/hash.ts';
import type { Source } from '#core/source.ts';
import {
  evolveSource,
  type SourceDraft,
  type SourceEvent,
  type SourceRecord,
  wholeRecord,
} from '#core/source-record.ts';
import { everyDocument } from './elasticsearch.ts';
import type { RegistryRepository } from './registries.ts';
import {
  type Changed,
  type EventSink,
  type OpenedRepository,
  openSubjectRepository,
  type SubjectDocument,
  type SubjectKind,
} from './subject-repository.ts';

/** The allow-list. `get`, `list` and `set` know only what is in force; the records know proposals too. */
export interface SourceRepository extends RegistryRepository<Source> {
  record(id: string): Promise<SourceRecord | null>;
  /** Every record, by id. Sees every acknowledged write. */
  records(): Promise<SourceRecord[]>;
  /** @throws WeirError ALREADY_EXISTS (409) */
  create(id: string, draft: SourceDraft, actor: Actor): Promise<Changed<SourceRecord>>;
  /** @throws WeirError SOURCE_UNKNOWN (404) · CONFLICT (409, retry) · whatever `decide` throws */
  change(id: string, actor: Actor, decide: (state: SourceRecord) => SourceDraft[]): Promise<Changed<SourceRecord>>;
}

export const sourceKind = (index: string): SubjectKind<SourceRecord> => ({
  type: 'source',
  index,
  evolve: (before, event) => evolveSource(before, event as SourceEvent),
  fields: () => ({}),
});

export const openSources = (
  index: string,
  deps: { client: Client; ledger: EventSink; clock: Clock; newId: () => string },
): { registry: SourceRepository; subjects: OpenedRepository<SourceRecord, SourceDraft> } => {
  const subjects = openSubjectRepository<SourceRecord, SourceDraft>(sourceKind(index), deps);
  const record = async (id: string): Promise<SourceRecord | null> => {
    const state = await subjects.get(id);
    return state === null ? null : wholeRecord(id, state);
  };
  const records = async (): Promise<SourceRecord[]> => {
    const all: SourceRecord[] = [];
    for await (const { source } of everyDocument<SubjectDocument<SourceRecord>>(deps.client, index))
      all.push(wholeRecord(source.id, source.state));
    return all;
  };
  const change: SourceRepository['change'] = (id, actor, decide) =>
    subjects.change(id, actor, (state) => decide(wholeRecord(id, state)));
  const set = async (source: Source, actor: Actor): Promise<Source> => {
    const draft = { type: 'source.set' as const, data: source };
    if ((await subjects.get(source.id)) === null) {
      try {
        await subjects.create(source.id, draft, actor);
        return source;
      } catch (error) {
        // Somebody created it in the meantime: then it is a change.
        if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
      }
    }
    await change(source.id, actor, (state) => (hashOf(state.record) === hashOf(source) ? [] : [draft]));
    return source;
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
