import type { Clock } from '#core/clock.ts';
import { WeirError } from '#core/errors.ts';
import { readImport } from '#crawlers/import/import-file.ts';
import type { Store } from '#store/store.ts';
import { isOverdue, postOf } from './collect.ts';
import type { PipelineContext } from './context.ts';

/** Posts that are written together. */
const BATCH = 500;

export interface ImportReport {
  /** Rows in the file. */
  read: number;
  /** Posts that were not there before. */
  created: number;
  captureId: string;
}

/**
 * Takes a file of posts in for a source of the allow-list. The whole file is read before the first write; then the file itself
 * is kept as evidence, then the posts. To import it again is harmless: the id of a post is made of what it says. The sweeper
 * finds the new posts and has them read.
 * @throws WeirError IMPORT_SOURCE, and what `readImport` throws
 */
export const importFile = async (
  file: { name: string; bytes: Uint8Array },
  sourceId: string,
  context: { store: Store; clock: Clock; collector: string } & Pick<PipelineContext, 'pseudonymOf'>,
): Promise<ImportReport> => {
  const { store, clock, collector } = context;
  const at = clock.now().toISOString();
  const source = await store.sources.get(sourceId);
  if (source === null || source.paused || isOverdue(source, at))
    throw new WeirError('IMPORT_SOURCE', `${sourceId} is not a source in force.`, {
      status: 409,
      fix: 'Name a source of the allow-list that is neither paused nor due for review.',
    });
  const { items, capture } = await readImport(source, file.name, file.bytes, { at, collector });
  await store.evidence.putCapture(capture);
  let created = 0;
  for (let start = 0; start < items.length; start += BATCH) {
    const posts = items.slice(start, start + BATCH).map((item) => postOf(item, source, at, context));
    created += (await store.posts.indexBatch(posts)).created.length;
  }
  return { read: items.length, created, captureId: capture.id };
};
