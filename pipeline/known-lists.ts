import { parseList } from '#classifiers/known/formats/parse-list.ts';
import type { SignalExchangeOptions } from '#classifiers/known/formats/signal-exchange.ts';
import { WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { canonicalJson } from '#core/hash.ts';
import { type KnownEntry, type KnownKind, KnownList, type ListFormat } from '#core/known-list.ts';
import { checker } from '#core/schema.ts';
import type { Store } from '#store/store.ts';

type Lists = Pick<Store, 'lists' | 'evidence' | 'clock'>;

export interface ListImport {
  id: string;
  name: string;
  source: string;
  sharing: string;
  format: ListFormat;
  /** Account id of whoever imports it. */
  importedBy: string;
  file: Uint8Array;
  options?: SignalExchangeOptions;
}

export interface ImportReport {
  list: KnownList;
  /** False when the same file was imported under the same name before: then nothing was written. */
  changed: boolean;
  added: number;
  /** Entries of the last import that the file has no more. */
  removed: number;
  leftOut: Record<string, number>;
}

const checkList = checker(KnownList, 'LIST_RECORD_INVALID', 'The list');

const entriesOf = async (store: Lists, list: KnownList): Promise<KnownEntry[]> =>
  JSON.parse((await store.evidence.get(list.entriesHash)).toString('utf8')) as KnownEntry[];

/**
 * Imports a list, whole or not at all: the file is checked to its end before anything is written. Under a name that is there
 * already it takes the place of what was there; entries that a person recalled stay recalled.
 * @throws WeirError LIST_INVALID, LIST_TOO_LARGE, LIST_ENCODING, LIST_RECORD_INVALID (400)
 */
export const importList = async (store: Lists, given: ListImport): Promise<ImportReport> => {
  const { file, options = {}, ...about } = given;
  const { entries, leftOut } = parseList(file, given.format, options);
  const before = await store.lists.get(given.id);
  const counts: Partial<Record<KnownKind, number>> = {};
  for (const { kind } of entries) counts[kind] = (counts[kind] ?? 0) + 1;
  const fileHash = await store.evidence.put(file);
  const entriesHash = await store.evidence.put(Buffer.from(canonicalJson(entries), 'utf8'));
  const old = before === null ? [] : await entriesOf(store, before);
  const [oldIds, newIds] = [new Set(old.map(({ id }) => id)), new Set(entries.map(({ id }) => id))];
  const report = {
    added: entries.filter(({ id }) => !oldIds.has(id)).length,
    removed: old.filter(({ id }) => !newIds.has(id)).length,
    leftOut,
  };
  const same: (keyof ListImport & keyof KnownList)[] = ['name', 'source', 'sharing', 'format'];
  if (
    before?.entriesHash === entriesHash &&
    before.fileHash === fileHash &&
    same.every((key) => before[key] === about[key])
  )
    return { list: before, changed: false, ...report };
  const list = checkList({
    ...about,
    ...{ fileHash, entriesHash, counts, importedAt: store.clock.now().toISOString() },
    ...{ recalled: before?.recalled ?? {}, withdrawn: before?.withdrawn ?? null },
  }) as KnownList;
  const actor: Actor = { kind: 'human', id: given.importedBy };
  return { list: await store.lists.set(list, actor), changed: true, ...report };
};

/**
 * Takes an entry back, or the whole list where no entry is named: from the next post on it matches nothing. What was decided
 * stays decided, for people decided it. Doing it twice changes nothing.
 * @throws WeirError LIST_UNKNOWN, ENTRY_UNKNOWN (404), LIST_RECORD_INVALID (400)
 */
export const recall = async (
  store: Lists,
  what: { id: string; entryId?: string | undefined; by: string; reason: string },
): Promise<KnownList> => {
  const { id, entryId, by, reason } = what;
  const list = await store.lists.get(id);
  if (list === null)
    throw new WeirError('LIST_UNKNOWN', `There is no list ${id}.`, {
      status: 404,
      fix: 'weir lists shows what there is.',
    });
  const act = { by, at: store.clock.now().toISOString(), reason };
  const actor: Actor = { kind: 'human', id: by };
  if (entryId === undefined) {
    if (list.withdrawn !== null) return list;
    return store.lists.set(checkList({ ...list, withdrawn: act }) as KnownList, actor);
  }
  if (Object.hasOwn(list.recalled, entryId)) return list;
  if (!(await entriesOf(store, list)).some((entry) => entry.id === entryId))
    throw new WeirError('ENTRY_UNKNOWN', `The list ${id} has no entry ${entryId}.`, {
      status: 404,
      fix: 'Take the id that stands beside the match on the case.',
    });
  return store.lists.set(checkList({ ...list, recalled: { ...list.recalled, [entryId]: act } }) as KnownList, actor);
};
