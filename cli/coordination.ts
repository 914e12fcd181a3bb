import { importCoordinationList, readCoordinationList } from '#pipeline/coordination.ts';
import { supervisor } from './answerable.ts';
import { readInput } from './input-file.ts';
import { withStore } from './open.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export const listCoordination = (): Promise<void> =>
  withStore(async (store) => {
    await store.migrate();
    const lists = await store.coordination.list();
    if (lists.length === 0) say('No list of another authority was taken in.');
    for (const { id, authority, country, entries, source, importedAt } of lists)
      say(`${id}: ${authority} (${country}), ${entries.length} addresses, ${source}, ${importedAt}`);
  });

export interface CoordinationOptions {
  id: string;
  authority: string;
  country: string;
  source: string;
  by: string;
  dryRun?: boolean;
}

/** Whole or not at all; a list of the same id takes its place. @throws COORDINATION_FILE · COORDINATION_INVALID */
export const importCoordination = async (file: string, options: CoordinationOptions): Promise<void> => {
  const text = readInput(file, 'COORDINATION_FILE');
  const { id, authority, country, source, by, dryRun = false } = options;
  const format = file.toLowerCase().endsWith('.json') ? 'json' : 'csv';
  const list = readCoordinationList({ id, authority, country, source, format, text });
  await withStore(async (store) => {
    await store.migrate();
    const actor = await supervisor(store, by, 'operator:write');
    if (!dryRun) await importCoordinationList(store, list, actor);
    say(`${id}: ${list.entries.length} addresses${dryRun ? '; a try: nothing was written' : ''}`);
  });
};
