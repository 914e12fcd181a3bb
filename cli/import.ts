import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { systemClock } from '#core/clock.ts';
import { WeirError } from '#core/errors.ts';
import { importFile } from '#pipeline/import.ts';
import { createPseudonyms } from '#pipeline/pseudonym.ts';
import { loadConfig } from '#services/config.ts';
import { loadSecrets } from '#services/secrets.ts';
import { withStore } from './open.ts';
import { VERSION } from './version.ts';

const bytesOf = (file: string): Uint8Array => {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new WeirError('IMPORT_FILE', `The file ${file} cannot be read.`, {
      status: 400,
      fix: 'Give the path of the file.',
      cause,
    });
  }
};

export const importPosts = async (file: string, options: { source: string }): Promise<void> => {
  const bytes = bytesOf(file);
  const [authorKey] = loadSecrets(loadConfig().secretFile).authors;
  await withStore(async (store) => {
    await store.migrate();
    const { read, created, captureId } = await importFile({ name: basename(file), bytes }, options.source, {
      store,
      clock: systemClock,
      collector: `Weir/${VERSION}`,
      pseudonymOf: createPseudonyms(authorKey?.key ?? ''),
    });
    process.stdout.write(`${options.source}: ${read} posts read, ${created} new; the file is capture ${captureId}\n`);
  });
};
