/** Where the bytes of the evidence store lie, by the SHA-256 that names them. The store compares what it reads; blobs only keep. */
import { readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, syncFolder, writeFileDurably } from '../durable-file.ts';

export interface Blobs {
  /** Null where nothing has that name. */
  read(hash: string): Promise<Buffer | null>;
  /** A power cut after it has resolved loses nothing. Takes the place of what has that name. */
  write(hash: string, bytes: Uint8Array): Promise<void>;
  /** What was just read under that name, perhaps while somebody was writing it, survives a power cut when this resolves. */
  settle(hash: string): Promise<void>;
  /** Gone when it resolves, and no harm where it was gone before. */
  remove(hash: string): Promise<void>;
}

const unlessMissing = (cause: unknown): null => {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  return null;
};

/** Files in a folder. */
export const openFileBlobs = async (objects: string, newId: () => string): Promise<Blobs> => {
  await makeFolder(objects);
  const folders = new Map<string, Promise<void>>();
  const pathOf = (hash: string): string => join(objects, hash.slice(0, 2), hash.slice(2));
  const folderOf = async (hash: string): Promise<string> => {
    const folder = dirname(pathOf(hash));
    let made = folders.get(folder);
    if (made === undefined) {
      made = makeFolder(folder);
      folders.set(folder, made);
      made.catch(() => folders.delete(folder));
    }
    await made;
    return folder;
  };
  return {
    read: (hash) => readFile(pathOf(hash)).catch(unlessMissing),
    write: async (hash, bytes) => {
      await folderOf(hash);
      await writeFileDurably(pathOf(hash), bytes, newId());
    },
    settle: async (hash) => syncFolder(await folderOf(hash)),
    remove: async (hash) => {
      try {
        await unlink(pathOf(hash));
        await syncFolder(dirname(pathOf(hash)));
      } catch (cause) {
        unlessMissing(cause);
      }
    },
  };
};
