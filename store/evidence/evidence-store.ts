/** Content-addressed files: the name of an object is the SHA-256 of its bytes, so a changed byte cannot hide. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Capture, CaptureManifest, captureIdOf } from '#core/capture.ts';
import type { Clock } from '#core/clock.ts';
import { WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { canonicalJson, sha256 } from '#core/hash.ts';
import { checker } from '#core/schema.ts';
import { makeFolder, writeFileDurably } from '../durable-file.ts';
import { openCustody } from './custody.ts';
import { type Journal, openJournal } from './journal.ts';

export interface EvidenceStore {
  /** Keeps the bytes and gives their SHA-256. On disk and synced when it resolves; the same bytes again cost nothing. */
  put(bytes: Uint8Array, actor?: Actor): Promise<string>;
  /** @throws WeirError EVIDENCE_UNKNOWN (404) · EVIDENCE_CORRUPT when the bytes are not what their name says */
  get(hash: string, actor?: Actor): Promise<Buffer>;
  has(hash: string): Promise<boolean>;
  /** Keeps every file of a capture, then its manifest. @returns the capture id. @throws CAPTURE_BROKEN */
  putCapture(capture: Capture, actor?: Actor): Promise<string>;
  /** The manifest of a capture; its files are read with `get`. */
  getCapture(id: string, actor?: Actor): Promise<CaptureManifest>;
  journal: Journal;
  close(): Promise<void>;
}

const THE_HOUSE: Actor = { kind: 'system', id: 'store' };
const HASH = /^[0-9a-f]{64}$/;
const checkManifest = checker(CaptureManifest, 'EVIDENCE_CORRUPT', 'The manifest');

const exists = async (path: string): Promise<boolean> => {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
};

export const openEvidenceStore = async (options: {
  dir: string;
  clock: Clock;
  newId: () => string;
}): Promise<EvidenceStore> => {
  const { dir, clock, newId } = options;
  const objects = join(dir, 'objects');
  await makeFolder(objects);
  const custody = openCustody(join(dir, 'custody.jsonl'), clock);
  const folders = new Map<string, Promise<void>>();
  const folderOf = async (hash: string): Promise<string> => {
    const folder = join(objects, hash.slice(0, 2));
    let made = folders.get(folder);
    if (made === undefined) {
      made = makeFolder(folder);
      folders.set(folder, made);
      made.catch(() => folders.delete(folder));
    }
    await made;
    return folder;
  };
  const pathOf = (hash: string): string => {
    if (!HASH.test(hash))
      throw new WeirError('EVIDENCE_UNKNOWN', 'That is not the name of an object.', { status: 404 });
    return join(objects, hash.slice(0, 2), hash.slice(2));
  };

  const put: EvidenceStore['put'] = async (bytes, actor = THE_HOUSE) => {
    const hash = sha256(bytes);
    const path = pathOf(hash);
    await custody.record(actor, 'write', hash);
    if (await exists(path)) return hash;
    await folderOf(hash);
    await writeFileDurably(path, bytes, newId());
    return hash;
  };

  const get: EvidenceStore['get'] = async (hash, actor = THE_HOUSE) => {
    const path = pathOf(hash);
    await custody.record(actor, 'read', hash);
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      throw new WeirError('EVIDENCE_UNKNOWN', `The evidence store has no object ${hash}.`, { status: 404, cause });
    }
    if (sha256(bytes) !== hash)
      throw new WeirError('EVIDENCE_CORRUPT', `The object ${hash} no longer holds the bytes that it was named after.`, {
        fix: 'Bring it back from a backup; until then nothing may rest on it.',
      });
    return bytes;
  };

  return {
    put,
    get,
    has: (hash) => exists(pathOf(hash)),
    putCapture: async ({ id, manifest, files }, actor) => {
      if (captureIdOf(manifest) !== id)
        throw new WeirError('CAPTURE_BROKEN', 'The id of a capture is not the hash of its manifest.');
      for (const file of manifest.files) {
        const bytes = files.get(file.path);
        if (bytes === undefined || sha256(bytes) !== file.sha256 || bytes.byteLength !== file.bytes)
          throw new WeirError('CAPTURE_BROKEN', `${file.path} of capture ${id} is missing or is not what it says.`);
      }
      await Promise.all([...files.values()].map((bytes) => put(bytes, actor)));
      return put(Buffer.from(canonicalJson(manifest), 'utf8'), actor);
    },
    getCapture: async (id, actor) => {
      const manifest: unknown = JSON.parse((await get(id, actor)).toString('utf8'));
      return checkManifest(manifest) as CaptureManifest;
    },
    journal: await openJournal(join(dir, 'journal'), { put, get }, clock, newId),
    close: () => custody.close(),
  };
};
