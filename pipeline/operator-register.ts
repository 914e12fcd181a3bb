import { isWeirError, WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { operatorFaults } from '#core/operator-faults.ts';
import {
  approveOperator,
  changedOperatorFields,
  editOperator,
  entryOf,
  kindOfEdit,
  type OperatorChange,
  type OperatorEntry,
  type OperatorRecord,
  refuseOperator,
} from '#core/operator-record.ts';
import type { Store } from '#store/store.ts';
import { type OperatorRow, readOperators } from './operator-csv.ts';

/** What a row of a file comes to. */
export interface ImportedRow extends Omit<OperatorRow, 'entry'> {
  /** `proposed`: it waits for a second person. */
  effect: 'new' | 'proposed' | 'edited' | 'unchanged' | 'refused';
  /** Fields that say something else than what is in force. */
  changes: string[];
}

/**
 * What people do to the operators' directory, for the API and the command line alike. Whoever calls has checked that the person may.
 * `root` is where the entry stands in what was sent, for the places of faults.
 */
export interface OperatorRegister {
  /** @throws OPERATOR_INVALID (422) · OPERATOR_EXISTS (409) */
  propose(entry: OperatorEntry, by: Omit<OperatorChange, 'version'>, root?: string): Promise<OperatorRecord>;
  /** @throws OPERATOR_INVALID (422) · OPERATOR_UNKNOWN (404) · OPERATOR_CHANGED · OPERATOR_UNCHANGED (409) */
  edit(id: string, entry: OperatorEntry, change: OperatorChange, root?: string): Promise<OperatorRecord>;
  /** @throws OPERATOR_UNKNOWN · SECOND_PERSON_REQUIRED (403) · OPERATOR_NOT_PROPOSED · OPERATOR_CHANGED (409) · OPERATOR_INVALID */
  approve(id: string, change: Omit<OperatorChange, 'reason'> & { reason: string | null }): Promise<OperatorRecord>;
  /** @throws OPERATOR_UNKNOWN · OPERATOR_NOT_PROPOSED · OPERATOR_CHANGED */
  refuse(id: string, change: OperatorChange): Promise<OperatorRecord>;
  /**
   * A whole file, or nothing where one row has a fault; with `dryRun` nothing in any case. The same file again changes nothing.
   * @throws OPERATORS_FILE_INVALID (422)
   */
  importCsv(csv: string, by: { actor: Actor; reason: string; dryRun: boolean }): Promise<ImportedRow[]>;
}

export const createOperatorRegister = (store: Pick<Store, 'operators'>): OperatorRegister => {
  const { operators } = store;
  const check = async (entry: OperatorEntry, root: string): Promise<void> => {
    const details = operatorFaults(entry, await operators.list(), root);
    if (details.length > 0)
      throw new WeirError('OPERATOR_INVALID', 'The entry cannot be put into the directory as it stands.', {
        status: 422,
        fix: 'Correct the fields listed in details and send it again.',
        details,
      });
  };
  /** Of an entry that was held against the directory before. */
  const add = async (
    entry: OperatorEntry,
    { actor, reason }: Omit<OperatorChange, 'version'>,
    root = '',
  ): Promise<OperatorRecord> => {
    try {
      const draft = { type: 'operator.proposed' as const, data: { entry, reason } };
      return (await operators.create(entry.id, draft, actor)).state;
    } catch (error) {
      if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
      throw new WeirError('OPERATOR_EXISTS', `There is an operator ${entry.id} already, or one was proposed.`, {
        status: 409,
        fix: 'Choose another id, or change that operator. An id names one operator for ever.',
        details: [{ location: `${root}/id`, rule: 'taken', message: 'is taken' }],
      });
    }
  };
  const weigh = (row: OperatorRow, records: ReadonlyMap<string, OperatorRecord>): ImportedRow => {
    const { entry, ...shown } = row;
    if (entry === null) return { ...shown, effect: 'refused', changes: [] };
    const subject = records.get(entry.id);
    if (subject === undefined) return { ...shown, effect: 'new', changes: changedOperatorFields(null, entry) };
    const inForce = subject.record === null ? null : entryOf(subject.record);
    const effect = kindOfEdit(subject, entry);
    return { ...shown, effect, changes: changedOperatorFields(inForce, entry) };
  };
  return {
    propose: async (entry, change, root = '') => {
      await check(entry, root);
      return add(entry, change, root);
    },
    edit: async (id, entry, change, root = '') => {
      if (entry.id !== id)
        throw new WeirError('OPERATOR_INVALID', 'The id of an operator never changes.', {
          status: 422,
          fix: 'Leave the id as it is, or propose a new operator.',
          details: [{ location: `${root}/id`, message: `is not ${id}` }],
        });
      await check(entry, root);
      return (await operators.change(id, change.actor, (subject) => editOperator(subject, change, entry))).state;
    },
    approve: async (id, change) => {
      const waiting = (await operators.record(id))?.proposal ?? null;
      // The directory may have changed since it was proposed.
      if (waiting !== null) await check(waiting.entry, '/proposal');
      return (await operators.change(id, change.actor, (subject) => approveOperator(subject, change))).state;
    },
    refuse: async (id, change) =>
      (await operators.change(id, change.actor, (subject) => refuseOperator(subject, change))).state,
    importCsv: async (csv, { actor, reason, dryRun }) => {
      const records = new Map((await operators.records()).map((one) => [one.id, one]));
      const rows = readOperators(
        csv,
        [...records.values()].flatMap(({ record }) => record ?? []),
      );
      const weighed = rows.map((row) => weigh(row, records));
      if (dryRun || weighed.some(({ effect }) => effect === 'refused')) return weighed;
      for (const { entry } of rows) {
        const subject = entry === null ? undefined : records.get(entry.id);
        if (entry === null) continue;
        // Every row was held against the directory above, and is once more when it is approved.
        if (subject === undefined) await add(entry, { actor, reason });
        else if (kindOfEdit(subject, entry) !== 'unchanged')
          await operators.change(entry.id, actor, (current) =>
            editOperator(current, { actor, reason, version: subject.seq }, entry),
          );
      }
      return weighed;
    },
  };
};
