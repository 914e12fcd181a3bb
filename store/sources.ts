import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '#core/clock.ts';
import type { Source } from '#core/source.ts';
import {
  evolveSource,
  type SourceDraft,
  type SourceEvent,
  type SourceRecord,
  wholeRecord,
} from '#core/source-record.ts';
import { openRecords, type RecordRepository } from './records.ts';
import type { EventSink, OpenedRepository, SubjectKind } from './subject-repository.ts';

/** The allow-list. `get`, `list` and `set` know only what is in force; the records know proposals too. */
export type SourceRepository = RecordRepository<Source, SourceRecord, SourceDraft>;

export const sourceKind = (index: string): SubjectKind<SourceRecord> => ({
  type: 'source',
  index,
  evolve: (before, event) => evolveSource(before, event as SourceEvent),
  fields: () => ({}),
});

export const openSources = (
  index: string,
  deps: { client: Client; ledger: EventSink; clock: Clock; newId: () => string },
): { registry: SourceRepository; subjects: OpenedRepository<SourceRecord, SourceDraft> } =>
  openRecords<Source, SourceRecord, SourceDraft>(
    sourceKind(index),
    { whole: wholeRecord, setting: (record) => ({ type: 'source.set', data: record }) },
    deps,
  );
