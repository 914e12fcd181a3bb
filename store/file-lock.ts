import { realpath, statfs } from 'node:fs/promises';
import lockfile from 'proper-lockfile';
import { WeirError } from '#core/errors.ts';

/**
 * The turns of all processes at one file or folder, which must exist. A lock whose holder died is taken over after 15 s. Whoever
 * waits asks again after 2 to 30 ms, for a minute. The work throws FILE_LOCK_LOST when the lock was taken away meanwhile.
 */
export const openFileLock = async (path: string): Promise<<T>(work: () => Promise<T>) => Promise<T>> => {
  // Resolved once and not for every turn; however the path is spelled, the lock is the same.
  const target = await realpath(path);
  return async (work) => {
    const lock: { lost: Error | null } = { lost: null };
    const release = await lockfile.lock(target, {
      realpath: false,
      stale: 15_000,
      update: 5_000,
      // The library works out every pause before it asks for the first time: a few, over and over.
      retries: { retries: 16, factor: 1.2, minTimeout: 2, maxTimeout: 30, forever: true, maxRetryTime: 60_000 },
      onCompromised: (error) => {
        lock.lost = error;
      },
    });
    try {
      const result = await work();
      if (lock.lost !== null)
        throw new WeirError('FILE_LOCK_LOST', `The lock on ${path} was taken away while it was written to.`, {
          retry: true,
          cause: lock.lost,
        });
      return result;
    } finally {
      if (lock.lost === null) await release();
    }
  };
};

/** By the magic number that statfs(2) gives on Linux: ext2 to ext4, XFS, Btrfs, ZFS, F2FS, overlayfs, tmpfs. */
const OF_ONE_MACHINE: ReadonlySet<number> = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x2fc12fc1, 0xf2f52010, 0x794c7630, 0x01021994,
]);

/**
 * For work at a file in which all processes write the same bytes at the same places. On a file system of this machine they need no
 * turns: each sees what any has written. A network file system may write back a whole page of which a part is old (NFS does): there,
 * and wherever it is not known, they take turns, and each opens the file within its own.
 */
export const turnsAt = async (
  path: string,
  withoutTurns = OF_ONE_MACHINE,
): Promise<<T>(work: () => Promise<T>) => Promise<T>> =>
  process.platform === 'linux' && withoutTurns.has((await statfs(path)).type) ? (work) => work() : openFileLock(path);
