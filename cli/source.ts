import { TrySource } from '#api/schemas/sources.ts';
import { AllowListEntry } from '#core/allow-list-entry.ts';
import { WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { checker } from '#core/schema.ts';
import { type SourceRecord, stateOf } from '#core/source-record.ts';
import { createSourceRegister } from '#pipeline/source-register.ts';
import { runTrial } from '#pipeline/source-trial.ts';
import { loadConfig } from '#services/config.ts';
import { runningServices } from '#services/services.ts';
import type { Store } from '#store/store.ts';
import { type Answer, type Approval, seenVersion, supervisor } from './answerable.ts';
import { readInput } from './input-file.ts';
import { withStore } from './open.ts';
import { openTrials } from './trials.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const checkEntry = checker(AllowListEntry, 'BODY_INVALID', 'The entry');
const checkQuestion = checker(TrySource, 'BODY_INVALID', 'The question');

export interface TryOptions {
  by: string;
  host: string;
  adapter: string;
  recipe?: string;
}

/** Reads a file of JSON. `-`: from standard input. @throws SOURCE_FILE */
const readJson = (file: string): unknown => {
  const text = readInput(file, 'SOURCE_FILE');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WeirError('SOURCE_FILE', `${file} is not JSON: ${cause instanceof Error ? cause.message : cause}.`, {
      status: 400,
      fix: 'Correct it at the place that the message names.',
      cause,
    });
  }
};

/** @throws SOURCE_FILE · BODY_INVALID, with the place of every wrong field */
const readEntry = (file: string): AllowListEntry => checkEntry(readJson(file)) as AllowListEntry;

/** The version that a person named, or the present one. @throws SOURCE_UNKNOWN */
const versionOf = async (store: Store, id: string, given: string | undefined): Promise<number> =>
  seenVersion(given) ?? (await recordOf(store, id)).seq;

const recordOf = async (store: Store, id: string): Promise<SourceRecord> => {
  const record = await store.sources.record(id);
  if (record === null)
    throw new WeirError('SOURCE_UNKNOWN', `There is no source ${id}.`, {
      status: 404,
      fix: 'weir source list names them all.',
    });
  return record;
};

const told = (store: Store, subject: SourceRecord): string => {
  const state = stateOf(subject, store.clock.now().toISOString());
  const waits = subject.proposal !== null && state !== 'proposed' ? ', a change waits for a second person' : '';
  return `${subject.id}: ${state}, version ${subject.seq}${waits}`;
};

/** Does one act on the register, and says how the source stands after it. */
const act = (
  login: string,
  work: (register: ReturnType<typeof createSourceRegister>, actor: Actor, store: Store) => Promise<SourceRecord>,
): Promise<void> =>
  withStore(async (store) => {
    await store.migrate();
    const actor = await supervisor(store, login, 'source:write');
    say(told(store, await work(createSourceRegister(store), actor, store)));
  });

export const listSources = (): Promise<void> =>
  withStore(async (store) => {
    await store.migrate();
    const [records, statuses] = await Promise.all([store.sources.records(), store.sourceStatus.list()]);
    if (records.length === 0) say('No source is on the list. weir source add FILE proposes one.');
    for (const subject of records) {
      const status = statuses.find(({ sourceId }) => sourceId === subject.id);
      const { record, proposal } = subject;
      say(`${told(store, subject)} - ${record?.name ?? proposal?.entry.name ?? ''}`);
      if (record !== null) {
        say(`  ${record.adapter} ${record.addresses.join(' ')}; review by ${record.reviewBy.slice(0, 10)}`);
        say(`  last visit ${status?.lastPollAt ?? 'none yet'}, ${status?.posts ?? 0} posts`);
      }
      if (status?.lastReason != null) say(`  ${status.lastReason}`);
      const mark = subject.retirement ?? subject.pause;
      if (mark !== null) say(`  by ${mark.by} at ${mark.at}: ${mark.reason}`);
    }
  });

export const showSource = (id: string): Promise<void> =>
  withStore(async (store) => {
    await store.migrate();
    const subject = await recordOf(store, id);
    const status = await store.sourceStatus.get(id);
    const state = stateOf(subject, store.clock.now().toISOString());
    // What an adapter keeps between two visits is nobody's reading.
    const { cursor: _cursor, ...shown } = status ?? { cursor: {} };
    say(JSON.stringify({ state, ...subject, status: status === null ? null : shown }, null, 2));
  });

export const addSource = async (file: string, { by, reason }: Answer): Promise<void> => {
  const entry = readEntry(file);
  await act(by, (register, actor) => register.propose(entry, { actor, reason }));
};

export const editSource = async (file: string, options: Answer & { seen?: string }): Promise<void> => {
  const entry = readEntry(file);
  const { by, reason } = options;
  await act(by, async (register, actor, store) =>
    register.edit(entry.id, entry, { actor, reason, version: await versionOf(store, entry.id, options.seen) }),
  );
};

export const approve = (id: string, options: Approval): Promise<void> =>
  act(options.by, async (register, actor, store) =>
    register.approve(id, {
      actor,
      reason: options.reason ?? null,
      version: await versionOf(store, id, options.seen),
    }),
  );

export const actOnSource = (
  name: 'refuse' | 'pause' | 'resume' | 'retire',
  id: string,
  { by, reason }: Answer,
): Promise<void> =>
  act(by, async (register, actor, store) => {
    if (name === 'pause' || name === 'resume') return register[name](id, { actor, reason });
    return register[name](id, { actor, reason, version: await versionOf(store, id, undefined) });
  });

/** The same look that the page offers before a proposal; prints what it found as JSON. */
export const lookAt = async (address: string, { by, host, adapter, recipe }: TryOptions): Promise<void> => {
  const given = recipe === undefined ? {} : { recipe: readJson(recipe) };
  const asked = checkQuestion({ address, adapter, confirmedHost: host, ...given }) as TrySource;
  const config = await runningServices(loadConfig());
  await withStore(async (store) => {
    await store.migrate();
    const actor = await supervisor(store, by, 'source:write');
    say(JSON.stringify(await runTrial(store, openTrials(config, store), asked, actor), null, 2));
  });
};
