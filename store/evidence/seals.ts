/**
 * What lies beside a capture: signature, time stamps, proof from the ledger, hold, purge. By source and day, so that what
 * has been kept long enough is found without reading everything. Files are only added; a name that is there is never replaced.
 */
import { readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureManifest } from '#core/capture.ts';
import { LegalHold, PurgeRecord } from '#core/custody.ts';
import { canonicalJson } from '#core/hash.ts';
import { checker } from '#core/schema.ts';
import { createFileDurably, makeFolder, syncFolder } from '../durable-file.ts';
import type { Seal } from './assurance.ts';

/** A capture that may still gain a stamp or an entry in the ledger. */
export interface Unsealed {
  captureId: string;
  attempts: number;
  /** Name of its file among those that wait. */
  name: string;
}

export type SealPart = 'signature.json' | 'ledger.json' | 'purge.json' | `${string}.tsr`;

export interface Seals {
  /** Opens the folder of a capture; with `waits` it is among the unsealed from now on. */
  open(id: string, manifest: CaptureManifest, waits: boolean, now: string): Promise<void>;
  /** @returns false when it was there already */
  add(id: string, manifest: CaptureManifest, part: SealPart, bytes: Uint8Array): Promise<boolean>;
  read(id: string, manifest: CaptureManifest): Promise<Seal>;
  purged(id: string, manifest: CaptureManifest): Promise<PurgeRecord | null>;
  hold(id: string, manifest: CaptureManifest): Promise<LegalHold | null>;
  setHold(id: string, manifest: CaptureManifest, hold: LegalHold | null): Promise<void>;
  /** Captures whose next attempt is due, longest waiting first. */
  unsealed(now: string, limit: number): Promise<Unsealed[]>;
  settle(one: Unsealed): Promise<void>;
  postpone(one: Unsealed, until: string): Promise<void>;
  /** Captures of a source from before that day which were not purged and are not held. */
  keptBefore(sourceId: string, day: string, limit: number): Promise<string[]>;
}

const checkHold = checker(LegalHold, 'EVIDENCE_CORRUPT', 'A legal hold');
const checkPurge = checker(PurgeRecord, 'EVIDENCE_CORRUPT', 'A record of a purge');
const WAITING = /^(\d{15})-(\d{1,6})-([0-9a-f]{64})$/;

const readIfThere = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    return null;
  }
};

const namesIn = async (path: string): Promise<string[]> => {
  try {
    return (await readdir(path)).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    return [];
  }
};

const dueName = (due: string, attempts: number, id: string): string =>
  `${String(Date.parse(due)).padStart(15, '0')}-${attempts}-${id}`;

export const openSeals = async (dir: string, newId: () => string): Promise<Seals> => {
  const captures = join(dir, 'captures');
  const waiting = join(dir, 'unsealed');
  await makeFolder(captures);
  await makeFolder(waiting);
  // An id may be two dots; a folder's name may not.
  const ofSource = (sourceId: string): string => join(captures, `source-${encodeURIComponent(sourceId)}`);
  const folderOf = (id: string, { sourceId, at }: CaptureManifest): string =>
    join(ofSource(sourceId), at.slice(0, 10), id);
  const parse = (bytes: Buffer | null): unknown => (bytes === null ? null : JSON.parse(bytes.toString('utf8')));

  const moved = async (from: string, to: string | null): Promise<void> => {
    try {
      if (to === null) await unlink(join(waiting, from));
      else await rename(join(waiting, from), join(waiting, to));
    } catch (cause) {
      // Another worker was faster.
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    }
  };

  return {
    open: async (id, manifest, waits, now) => {
      await makeFolder(folderOf(id, manifest));
      if (waits) await createFileDurably(join(waiting, dueName(now, 0, id)), Buffer.alloc(0), newId());
    },
    add: (id, manifest, part, bytes) => createFileDurably(join(folderOf(id, manifest), part), bytes, newId()),
    read: async (id, manifest) => {
      const folder = folderOf(id, manifest);
      const stamps = [];
      for (const name of await namesIn(folder)) {
        if (!name.endsWith('.tsr')) continue;
        stamps.push({ name: name.slice(0, -4), bytes: await readFile(join(folder, name)) });
      }
      return {
        signature: await readIfThere(join(folder, 'signature.json')),
        stamps,
        anchor: await readIfThere(join(folder, 'ledger.json')),
      };
    },
    purged: async (id, manifest) => {
      const value = parse(await readIfThere(join(folderOf(id, manifest), 'purge.json')));
      return value === null ? null : (checkPurge(value) as PurgeRecord);
    },
    hold: async (id, manifest) => {
      const value = parse(await readIfThere(join(folderOf(id, manifest), 'hold.json')));
      return value === null ? null : (checkHold(value) as LegalHold);
    },
    setHold: async (id, manifest, hold) => {
      const folder = folderOf(id, manifest);
      if (hold === null) {
        await rm(join(folder, 'hold.json'), { force: true });
        await syncFolder(folder);
        return;
      }
      await makeFolder(folder);
      await createFileDurably(join(folder, 'hold.json'), Buffer.from(canonicalJson(hold), 'utf8'), newId());
    },
    unsealed: async (now, limit) => {
      const found: Unsealed[] = [];
      for (const name of await namesIn(waiting)) {
        const [, due, attempts, captureId] = WAITING.exec(name) ?? [];
        if (captureId === undefined) continue;
        // Names sort by time.
        if (Number(due) > Date.parse(now) || found.length >= limit) break;
        found.push({ captureId, attempts: Number(attempts), name });
      }
      return found;
    },
    settle: (one) => moved(one.name, null),
    postpone: (one, until) => moved(one.name, dueName(until, one.attempts + 1, one.captureId)),
    keptBefore: async (sourceId, day, limit) => {
      const found: string[] = [];
      for (const folder of await namesIn(ofSource(sourceId))) {
        if (folder >= day) break;
        const inside = await namesIn(join(ofSource(sourceId), folder));
        if (inside.includes('purged')) continue;
        let left = 0;
        for (const id of inside) {
          if ((await readIfThere(join(ofSource(sourceId), folder, id, 'purge.json'))) !== null) continue;
          left += 1;
          const isHeld = (await readIfThere(join(ofSource(sourceId), folder, id, 'hold.json'))) !== null;
          if (!isHeld && found.length < limit) found.push(id);
        }
        // Nothing comes to a day that has passed; it need not be looked at again.
        if (left === 0) await createFileDurably(join(ofSource(sourceId), folder, 'purged'), Buffer.alloc(0), newId());
        if (found.length >= limit) break;
      }
      return found;
    },
  };
};
