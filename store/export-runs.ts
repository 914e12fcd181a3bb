/** Exports in the background, and their files: beside the evidence, where every process of the house sees them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Client } from '@elastic/elasticsearch';
import type { Redis } from 'ioredis';
import {
  type ExportRun,
  type ExportRunDraft,
  type ExportRunEvent,
  evolveExportRun,
  exportDueAt,
} from '#core/export-run.ts';
import { makeFolder } from './durable-file.ts';
import { everyPage, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const exportRunKind = (index: string): SubjectKind<ExportRun> => ({
  type: 'export',
  index,
  evolve: (before, event) => evolveExportRun(before, event as ExportRunEvent),
  fields: (state) => ({ ownerId: state.ownerId, askedAt: state.askedAt, dueAt: exportDueAt(state) }),
});

export interface ExportRunQueries {
  /** Newest first. Sees every acknowledged write. */
  of(ownerId: string): Promise<ExportRun[]>;
  /** Ids of those that are to be made, or whose file is to go. Sees every acknowledged write. */
  due(now: string, limit: number): Promise<string[]>;
}
export type ExportRunRepository = SubjectRepository<ExportRun, ExportRunDraft> & ExportRunQueries;

export const exportRunQueries = (client: Client, index: string): ExportRunQueries => ({
  of: async (ownerId) => {
    await client.indices.refresh({ index });
    return everyPage((after) =>
      pageOfStates<ExportRun>(client, {
        ...{ index, size: 100, after, query: { term: { ownerId } }, sort: [{ askedAt: 'desc' }, { id: 'asc' }] },
      }),
    );
  },
  due: async (now, limit) => {
    await client.indices.refresh({ index });
    const page = await pageOfStates<ExportRun>(client, {
      ...{ index, size: limit, after: undefined, query: { range: { dueAt: { lte: now } } } },
      sort: [{ dueAt: 'asc' }, { id: 'asc' }],
    });
    return page.items.map(({ id }) => id);
  },
});

export interface ExportFiles {
  /** Writes a whole file, part by part, or nothing. */
  write(id: string, parts: AsyncIterable<string | Uint8Array>): Promise<{ bytes: number; sha256: string }>;
  read(id: string): Readable;
  remove(id: string): Promise<void>;
}

export const openExportFiles = (folder: string, newId: () => string): ExportFiles => ({
  write: async (id, parts) => {
    await makeFolder(folder);
    const draft = join(folder, `.${newId()}.tmp`);
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        for await (const part of parts) {
          const piece = Buffer.from(part);
          hash.update(piece);
          bytes += piece.length;
          await file.write(piece);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, join(folder, id));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return { bytes, sha256: hash.digest('hex') };
  },
  read: (id) => createReadStream(join(folder, id)),
  remove: (id) => rm(join(folder, id), { force: true }),
});

export interface ExportProgress {
  set(id: string, read: number): Promise<void>;
  /** 0 where nothing is known. */
  get(id: string): Promise<number>;
}

const PROGRESS_SECONDS = 86_400;

export const openExportProgress = (redis: Redis, namespace: string): ExportProgress => {
  const keyOf = (id: string): string => `${namespace}:export:{${id}}`;
  return {
    set: async (id, read) => {
      await redis.set(keyOf(id), read, 'EX', PROGRESS_SECONDS);
    },
    get: async (id) => Number((await redis.get(keyOf(id))) ?? 0),
  };
};
