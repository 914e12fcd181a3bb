import { WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { channelAddress } from '#core/operator.ts';
import type { OperatorRecord } from '#core/operator-record.ts';
import { createOperatorRegister, type ImportedRow } from '#pipeline/operator-register.ts';
import type { Store } from '#store/store.ts';
import { type Answer, type Approval, seenVersion, supervisor } from './answerable.ts';
import { readInput } from './input-file.ts';
import { withStore } from './open.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const recordOf = async (store: Store, id: string): Promise<OperatorRecord> => {
  const record = await store.operators.record(id);
  if (record === null)
    throw new WeirError('OPERATOR_UNKNOWN', `There is no operator ${id}.`, {
      status: 404,
      fix: 'weir operator list names them all.',
    });
  return record;
};

const told = ({ id, seq, record, proposal }: OperatorRecord): string => {
  const state = record !== null ? 'in force' : proposal !== null ? 'proposed' : 'refused';
  const waits = record !== null && proposal !== null ? ', a change waits for a second person' : '';
  return `${id}: ${state}, version ${seq}${waits}`;
};

export const listOperators = (): Promise<void> =>
  withStore(async (store) => {
    await store.migrate();
    const records = await store.operators.records();
    if (records.length === 0) say('No operator is in the directory. weir operator import FILE proposes some.');
    for (const subject of records) {
      const { record, proposal } = subject;
      say(`${told(subject)} - ${record?.name ?? proposal?.entry.name ?? ''}`);
      if (record !== null) say(`  ${record.establishedIn} ${record.channel.kind} ${channelAddress(record)}`);
    }
  });

export const showOperator = (id: string): Promise<void> =>
  withStore(async (store) => {
    await store.migrate();
    say(JSON.stringify(await recordOf(store, id), null, 2));
  });

const rowLines = ({ line, id, effect, changes, faults }: ImportedRow): string[] => [
  `line ${line}: ${id === '' ? '(no id)' : id}: ${effect}${changes.length === 0 ? '' : ` (${changes.join(', ')})`}`,
  ...faults.map(({ column, message, fix }) => `  ${column} ${message}. ${fix}`),
];

/** @throws OPERATORS_FILE · OPERATORS_FILE_INVALID · OPERATORS_ROWS_INVALID where a row has a fault: then nothing was written */
export const importOperators = async (file: string, options: Answer & { dryRun?: boolean }): Promise<void> => {
  const csv = readInput(file, 'OPERATORS_FILE');
  await withStore(async (store) => {
    await store.migrate();
    const actor = await supervisor(store, options.by, 'operator:write');
    const dryRun = options.dryRun === true;
    const rows = await createOperatorRegister(store).importCsv(csv, { actor, reason: options.reason, dryRun });
    for (const row of rows) for (const line of rowLines(row)) say(line);
    const refused = rows.filter(({ effect }) => effect === 'refused').length;
    if (refused > 0)
      throw new WeirError(
        'OPERATORS_ROWS_INVALID',
        `${refused} of ${rows.length} rows have faults. Nothing was written.`,
        {
          status: 422,
          fix: 'Correct the rows named above and import the file again.',
        },
      );
    if (dryRun) say('A try: nothing was written.');
  });
};

const versionOf = async (store: Store, id: string, given: string | undefined): Promise<number> =>
  seenVersion(given) ?? (await recordOf(store, id)).seq;

const act = (login: string, work: (store: Store, actor: Actor) => Promise<OperatorRecord>): Promise<void> =>
  withStore(async (store) => {
    await store.migrate();
    say(told(await work(store, await supervisor(store, login, 'operator:write'))));
  });

export const approveOperator = (id: string, options: Approval): Promise<void> =>
  act(options.by, async (store, actor) =>
    createOperatorRegister(store).approve(id, {
      actor,
      reason: options.reason ?? null,
      version: await versionOf(store, id, options.seen),
    }),
  );

export const refuseOperator = (id: string, { by, reason }: Answer): Promise<void> =>
  act(by, async (store, actor) =>
    createOperatorRegister(store).refuse(id, { actor, reason, version: await versionOf(store, id, undefined) }),
  );
