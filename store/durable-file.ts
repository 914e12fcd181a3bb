import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes a change of a folder's entries (a new, renamed or removed file) survive a power cut. */
export const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Creates a folder and its parents so that they survive a power cut. */
export const makeFolder = async (path: string): Promise<void> => {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let folder = path; folder.length >= dirname(first).length; folder = dirname(folder)) await syncFolder(folder);
};

const writeSynced = async (path: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes a whole file or nothing: temporary file, fsync, rename, fsync of the folder. `temporary` must be unique. */
export const writeFileDurably = async (path: string, bytes: Uint8Array, temporary: string): Promise<void> => {
  const folder = dirname(path);
  const draft = join(folder, `.${temporary}.tmp`);
  await writeSynced(draft, bytes);
  await rename(draft, path);
  await syncFolder(folder);
};

/** As `writeFileDurably`, but never replaces a file. @returns false when the name was taken. */
export const createFileDurably = async (path: string, bytes: Uint8Array, temporary: string): Promise<boolean> => {
  const folder = dirname(path);
  const draft = join(folder, `.${temporary}.tmp`);
  await writeSynced(draft, bytes);
  try {
    await link(draft, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    await unlink(draft);
  }
  await syncFolder(folder);
  return true;
};
