import lockfile from 'proper-lockfile';
import { WeirError } from '#core/errors.ts';

/**
 * Runs `work` while no other process holds the same lock path (a folder that exists only while it is held). A lock whose holder died is taken over after 15 s.
 * @throws WeirError FOLDER_BUSY after five minutes of waiting
 */
export const withLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(path, {
      realpath: false,
      lockfilePath: path,
      stale: 15_000,
      update: 5_000,
      retries: { retries: 600, factor: 1, minTimeout: 500, maxTimeout: 500 },
    });
  } catch (cause) {
    throw new WeirError('FOLDER_BUSY', `Another process has held ${path} for five minutes.`, {
      fix: `Wait for it, or end it; if there is none, delete that folder.`,
      retry: true,
      cause,
    });
  }
  try {
    return await work();
  } finally {
    await release();
  }
};
