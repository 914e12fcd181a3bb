import type { Client } from '@elastic/elasticsearch';
import { hashOf } from '#core/hash.ts';
import type { SourceStatus } from '#core/source.ts';
import { everyDocument, isMissing } from './elasticsearch.ts';
import type { Journal } from './evidence/journal.ts';

/** What a source is doing: written by the machine, so it is not in the ledger. Losing the last of it costs one visit. */
export interface SourceStatusRepository {
  get(sourceId: string): Promise<SourceStatus | null>;
  put(status: SourceStatus): Promise<void>;
  list(): Promise<SourceStatus[]>;
}

export interface SourceStatusDocument {
  id: string;
  status: SourceStatus;
}

export const openSourceStatus = (client: Client, index: string, journal: Journal): SourceStatusRepository => {
  /** What was journaled last; the times of visits that found nothing are not worth a file each. */
  const journaled = new Map<string, string>();
  return {
    get: async (sourceId) => {
      try {
        return (await client.get<SourceStatusDocument>({ index, id: sourceId }))._source?.status ?? null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    put: async (status) => {
      const gist = hashOf({ cursor: status.cursor, posts: status.posts });
      if (journaled.get(status.sourceId) !== gist) {
        await journal.append('source-status', [status]);
        journaled.set(status.sourceId, gist);
      }
      await client.index({ index, id: status.sourceId, document: { id: status.sourceId, status } });
    },
    list: async () => {
      const all: SourceStatus[] = [];
      for await (const { source } of everyDocument<SourceStatusDocument>(client, index)) all.push(source.status);
      return all;
    },
  };
};
