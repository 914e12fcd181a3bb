import type { Client } from '@elastic/elasticsearch';
import { compareSkips, type KeptSkip, type SkipReason, withSkips } from '#core/skip.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isMissing } from './elasticsearch.ts';
import type { Page } from './state-page.ts';

/**
 * The last addresses of each source that were not taken, and why: one document a source, so that its bounds hold exactly. It is in
 * no ledger and no journal, and a rebuild begins with an empty list. Two visits of a source at the same moment may lose some of it.
 */
export interface SourceSkipRepository {
  /** Takes in what a visit that ended at `at` did not take. */
  add(
    sourceId: string,
    skipped: readonly { url: string; reason: SkipReason; detail: string }[],
    at: string,
  ): Promise<void>;
  /**
   * Newest first; sees every acknowledged write.
   * @throws WeirError CURSOR_INVALID
   */
  list(
    sourceId: string,
    query: { now: string; reason?: SkipReason | undefined; size: number; after?: string | undefined },
  ): Promise<Page<KeptSkip>>;
}

interface SourceSkipsDocument {
  id: string;
  skips: KeptSkip[];
}

export const openSourceSkips = (client: Client, index: string): SourceSkipRepository => {
  const kept = async (sourceId: string): Promise<KeptSkip[]> => {
    try {
      return (await client.get<SourceSkipsDocument>({ index, id: sourceId }))._source?.skips ?? [];
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  };
  return {
    add: async (sourceId, skipped, at) => {
      if (skipped.length === 0) return;
      const skips = withSkips(await kept(sourceId), skipped, at);
      await client.index({ index, id: sourceId, document: { id: sourceId, skips } });
    },
    list: async (sourceId, { now, reason, size, after }) => {
      const all = withSkips(await kept(sourceId), [], now).filter(
        (skip) => reason === undefined || skip.reason === reason,
      );
      const [at = '', name = '', url = ''] = after === undefined ? [] : decodeCursor(after, 3).map(String);
      const behind =
        after === undefined
          ? all
          : all.filter((skip) => compareSkips(skip, { at, reason: name as SkipReason, url, detail: '' }) > 0);
      const items = behind.slice(0, size);
      const last = items.at(-1);
      return {
        items,
        total: all.length,
        next:
          last === undefined || behind.length === items.length ? null : encodeCursor([last.at, last.reason, last.url]),
      };
    },
  };
};
