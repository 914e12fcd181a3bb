import type { Client } from '@elastic/elasticsearch';
import type { Clock } from '#core/clock.ts';
import type { Operator } from '#core/operator.ts';
import {
  evolveOperator,
  type OperatorDraft,
  type OperatorEvent,
  type OperatorRecord,
  wholeOperator,
} from '#core/operator-record.ts';
import { openRecords, type RecordRepository } from './records.ts';
import type { EventSink, OpenedRepository, SubjectKind } from './subject-repository.ts';

/** The directory. `get`, `list` and `set` know only what is in force; the records know proposals too. */
export type OperatorRepository = RecordRepository<Operator, OperatorRecord, OperatorDraft>;

export const operatorKind = (index: string): SubjectKind<OperatorRecord> => ({
  type: 'operator',
  index,
  evolve: (before, event) => evolveOperator(before, event as OperatorEvent),
  fields: () => ({}),
});

export const openOperators = (
  index: string,
  deps: { client: Client; ledger: EventSink; clock: Clock; newId: () => string },
): { registry: OperatorRepository; subjects: OpenedRepository<OperatorRecord, OperatorDraft> } =>
  openRecords<Operator, OperatorRecord, OperatorDraft>(
    operatorKind(index),
    { whole: wholeOperator, setting: (record) => ({ type: 'operator.set', data: record }) },
    deps,
  );
