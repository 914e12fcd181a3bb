import { readFileSync } from 'node:fs';
import { WeirError } from '#core/errors.ts';
import { LIST_FORMATS, type ListFormat } from '#core/known-list.ts';
import { importList, recall } from '#pipeline/known-lists.ts';
import type { Store } from '#store/store.ts';
import { answerable } from './answerable.ts';
import { withStore } from './open.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Whoever puts something on the lists answers for it by name, as for an entry of the allow-list. */
const listKeeper = (store: Store, login: string): Promise<string> =>
  answerable(store, login, 'source:write', 'LIST_NOT_ALLOWED');

const counted = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

export interface ImportOptions {
  format: string;
  name: string;
  id?: string;
  source: string;
  sharing: string;
  by: string;
  signalType?: string;
  only?: string;
}

/** The name in the letters that an id may have. */
const idFrom = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64);

const bytesOf = (file: string): Uint8Array => {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new WeirError('LIST_FILE', `The file ${file} cannot be read.`, {
      status: 400,
      fix: 'Give the path of the list.',
      cause,
    });
  }
};

export const importKnownList = async (file: string, options: ImportOptions): Promise<void> => {
  const { format, name, source, sharing, by, signalType, only } = options;
  if (!(LIST_FORMATS as readonly string[]).includes(format))
    throw new WeirError('LIST_FORMAT', `${format} is not a format that is read.`, {
      status: 400,
      fix: `Give --format ${LIST_FORMATS.join(' or ')}.`,
    });
  const id = options.id ?? idFrom(name);
  if (id === '')
    throw new WeirError('LIST_ID', `No id can be made of the name ${name}.`, {
      status: 400,
      fix: 'Give one with --id, in lower-case letters, digits and hyphens.',
    });
  const bytes = bytesOf(file);
  await withStore(async (store) => {
    await store.migrate();
    const report = await importList(store, {
      ...{ id, name, source, sharing, format: format as ListFormat, file: bytes },
      importedBy: await listKeeper(store, by),
      options: { signalType, only: only?.split(',').map((type) => type.trim()) },
    });
    const { list, changed, added, removed, leftOut } = report;
    say(
      changed
        ? `${list.id}: imported, ${added} new, ${removed} gone; now ${counted(list.counts)}`
        : `${list.id}: the same as before, nothing was written`,
    );
    if (Object.keys(leftOut).length > 0) say(`  left out: ${counted(leftOut)}`);
    const recalled = Object.keys(list.recalled).length;
    if (recalled > 0) say(`  ${recalled} stay recalled`);
    if (list.withdrawn !== null) say('  the list is withdrawn as a whole, and matches nothing');
  });
};

export const showKnownLists = async (): Promise<void> =>
  withStore(async (store) => {
    await store.migrate();
    const lists = await store.lists.list();
    if (lists.length === 0) say('There are no lists.');
    for (const list of lists) {
      say(`${list.id}: ${list.name}${list.withdrawn === null ? '' : ' (withdrawn)'}`);
      say(`  from ${list.source}; ${list.sharing}`);
      say(`  ${counted(list.counts)}; ${list.format}, imported by ${list.importedBy} at ${list.importedAt}`);
      for (const [entry, { by, at, reason }] of Object.entries(list.recalled))
        say(`  recalled ${entry} by ${by} at ${at}: ${reason}`);
      if (list.withdrawn !== null)
        say(`  withdrawn by ${list.withdrawn.by} at ${list.withdrawn.at}: ${list.withdrawn.reason}`);
    }
  });

export const recallKnown = async (
  id: string,
  entryId: string | undefined,
  options: { by: string; reason: string; all?: boolean },
): Promise<void> => {
  if ((entryId === undefined) !== (options.all === true))
    throw new WeirError('LIST_RECALL_WHAT', 'It is not clear what is to be recalled.', {
      status: 400,
      fix: 'Name one entry, or give --all for the whole list.',
    });
  await withStore(async (store) => {
    await store.migrate();
    const { by, reason } = options;
    await recall(store, { id, entryId, by: await listKeeper(store, by), reason });
    say(entryId === undefined ? `${id}: the whole list matches nothing from now on` : `${id}: ${entryId} is recalled`);
  });
};
