/** Content-addressed files: the name of an object is the SHA-256 of its bytes, so a changed byte cannot hide. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Capture, CaptureManifest, captureIdOf, filesOf, WARC_PATH } from '#core/capture.ts';
import type { Clock } from '#core/clock.ts';
import { isWeirError, WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { canonicalJson, sha256 } from '#core/hash.ts';
import { checker } from '#core/schema.ts';
import { makeFolder, syncFolder, writeFileDurably } from '../durable-file.ts';
import { openCustody } from './custody.ts';
import { type Journal, openJournal } from './journal.ts';
import { readWarcFile } from './warc-file.ts';

export interface EvidenceStore {
  /**
   * Keeps the bytes and gives their SHA-256. On disk and synced when it resolves. The same bytes are kept once: what is there
   * is read and compared first, and written anew where it is not what its name says.
   */
  put(bytes: Uint8Array, actor?: Actor): Promise<string>;
  /** @throws WeirError EVIDENCE_UNKNOWN (404) · EVIDENCE_CORRUPT when the bytes are not what their name says */
  get(hash: string, actor?: Actor): Promise<Buffer>;
  /** Whether the very bytes are there: read and compared. */
  has(hash: string): Promise<boolean>;
  /** Keeps every file of a capture, then its manifest. @returns the capture id. @throws CAPTURE_BROKEN */
  putCapture(capture: Capture, actor?: Actor): Promise<string>;
  /** The manifest of a capture; its files are read with `captureFile`. */
  getCapture(id: string, actor?: Actor): Promise<CaptureManifest>;
  /**
   * One file of a capture, an object of the store or a record within its WARC.
   * @throws EVIDENCE_UNKNOWN · EVIDENCE_CORRUPT when the bytes are not what the manifest says
   */
  captureFile(manifest: CaptureManifest, path: string, actor?: Actor): Promise<Buffer>;
  /** Whether the body with this hash is stored, in this capture, and sound: only then may a later visit refer to it. */
  holdsBody(sha256: string, captureId: string): Promise<boolean>;
  journal: Journal;
  close(): Promise<void>;
}

const THE_HOUSE: Actor = { kind: 'system', id: 'store' };
const HASH = /^[0-9a-f]{64}$/;
const checkManifest = checker(CaptureManifest, 'EVIDENCE_CORRUPT', 'The manifest');

const isSound = async (path: string, hash: string): Promise<boolean> => {
  try {
    return sha256(await readFile(path)) === hash;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
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
    const folder = await folderOf(hash);
    if (await isSound(path, hash)) {
      // Whoever wrote it may still be about to sync the name.
      await syncFolder(folder);
      return hash;
    }
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

  const getCapture: EvidenceStore['getCapture'] = async (id, actor) => {
    const manifest: unknown = JSON.parse((await get(id, actor)).toString('utf8'));
    return checkManifest(manifest) as CaptureManifest;
  };

  const captureFile: EvidenceStore['captureFile'] = async (manifest, path, actor) => {
    const file = filesOf(manifest).find((one) => one.path === path);
    const warc = filesOf(manifest).find((one) => one.path === WARC_PATH);
    if (file === undefined)
      throw new WeirError('EVIDENCE_UNKNOWN', `The capture has no file ${path}.`, { status: 404 });
    if (file.record === undefined || warc === undefined) return get(file.sha256, actor);
    return readWarcFile(await get(warc.sha256, actor), { ...file, record: file.record });
  };

  return {
    put,
    get,
    has: (hash) => isSound(pathOf(hash), hash),
    putCapture: async ({ id, manifest, files }, actor) => {
      if (captureIdOf(manifest) !== id)
        throw new WeirError('CAPTURE_BROKEN', 'The id of a capture is not the hash of its manifest.');
      for (const file of manifest.files) {
        const bytes = files.get(file.path);
        if (bytes === undefined || sha256(bytes) !== file.sha256 || bytes.byteLength !== file.bytes)
          throw new WeirError('CAPTURE_BROKEN', `${file.path} of capture ${id} is missing or is not what it says.`);
      }
      const objects = filesOf(manifest).filter((file) => file.record === undefined);
      await Promise.all(objects.map(({ path }) => put(files.get(path) as Uint8Array, actor)));
      return put(Buffer.from(canonicalJson(manifest), 'utf8'), actor);
    },
    getCapture,
    captureFile,
    holdsBody: async (hash, captureId) => {
      try {
        const manifest = await getCapture(captureId);
        const body = manifest.files.find((file) => file.path === 'body');
        if (body?.sha256 !== hash) return false;
        await captureFile(manifest, 'body');
        return true;
      } catch (error) {
        if (isWeirError(error)) return false;
        throw error;
      }
    },
    journal: await openJournal(join(dir, 'journal'), { put, get }, clock, newId),
    close: () => custody.close(),
  };
};
