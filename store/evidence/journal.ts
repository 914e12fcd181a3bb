/**
 * What the machine found out, in the order in which it did: batches that land here before they are indexed, so that the
 * posts can be built again. One numbered file for each batch; the batch itself is an object of the evidence store.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import type { Clock } from '#core/clock.ts';
import { canonicalJson } from '#core/hash.ts';
import { checker, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { createFileDurably, makeFolder } from '../durable-file.ts';

export const JOURNAL_KINDS = ['posts', 'pictures', 'analysis', 'gone', 'returned', 'source-status'] as const;
export type JournalKind = (typeof JOURNAL_KINDS)[number];

const EntryFile = Strict({ kind: Type.Enum(JOURNAL_KINDS), hash: Sha256, at: Timestamp });
const checkEntry = checker(EntryFile, 'JOURNAL_BROKEN', 'A journal entry');

export interface JournalEntry {
  /** Position: later entries have higher numbers, across all processes. */
  number: number;
  kind: JournalKind;
  /** SHA-256 of the batch (canonical JSON of an array). */
  hash: string;
  at: string;
}

export interface Journal {
  /** Keeps a batch; on disk and synced when it resolves. @returns its number */
  append(kind: JournalKind, items: readonly unknown[]): Promise<number>;
  /** Every entry in order. */
  entries(): AsyncGenerator<JournalEntry>;
  /** The items of an entry. @throws EVIDENCE_UNKNOWN · EVIDENCE_CORRUPT */
  read(entry: JournalEntry): Promise<unknown[]>;
}

interface Objects {
  put(bytes: Uint8Array): Promise<string>;
  get(hash: string): Promise<Buffer>;
}

const FILE = /^(\d{12})\.json$/;

export const openJournal = async (
  dir: string,
  objects: Objects,
  clock: Clock,
  newId: () => string,
): Promise<Journal> => {
  await makeFolder(dir);
  const numbers = async (): Promise<number[]> =>
    (await readdir(dir))
      .flatMap((name) => FILE.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  const pathOf = (number: number): string => join(dir, `${String(number).padStart(12, '0')}.json`);
  let next = ((await numbers()).at(-1) ?? 0) + 1;

  return {
    append: async (kind, items) => {
      const hash = await objects.put(Buffer.from(canonicalJson(items), 'utf8'));
      const entry = Buffer.from(canonicalJson({ kind, hash, at: clock.now().toISOString() }), 'utf8');
      while (true) {
        // A number is taken by creating its file; when another process has it, the next one is tried.
        const number = next++;
        if (await createFileDurably(pathOf(number), entry, newId())) return number;
      }
    },
    entries: async function* () {
      for (const number of await numbers()) {
        const entry = checkEntry(JSON.parse(await readFile(pathOf(number), 'utf8'))) as Static<typeof EntryFile>;
        yield { number, ...entry };
      }
    },
    read: async (entry) => JSON.parse((await objects.get(entry.hash)).toString('utf8')) as unknown[],
  };
};
