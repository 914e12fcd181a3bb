import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { isWeirError, WeirError } from '#core/errors.ts';
import { type Artifact, thisPlatform } from './artifacts.ts';
import { downloadArtifact, sha256OfFile } from './download.ts';
import { withLock } from './lock.ts';
import type { OnProgress } from './progress.ts';

const PARALLEL = 6;
const ATTEMPTS = 3;

/** Downloads one artifact into a folder under a temporary name and returns its path. */
export type Download = (artifact: Artifact, folder: string) => Promise<{ path: string }>;

export interface FetchOptions {
  artifacts: Artifact[];
  /** The cache folder; the files land in `artifacts/` below it. */
  cacheDir: string;
  onProgress?: OnProgress | undefined;
  /** A Maven repository's address, where the client's own default is not to be used. */
  mavenRepository?: string | undefined;
  download?: Download;
}

const Verified = Type.Record(
  Type.String(),
  Type.Object({ sha256: Type.String(), size: Type.Number(), modified: Type.Number() }),
);
const verifiedFile = Compile(Verified);
type Verified = Type.Static<typeof Verified>;

const stampPath = (folder: string) => join(folder, 'verified.json');

const readStamp = (folder: string): Verified => {
  try {
    const value: unknown = JSON.parse(readFileSync(stampPath(folder), 'utf8'));
    return verifiedFile.Check(value) ? value : {};
  } catch {
    return {}; // No stamp, or half of one: every file is then hashed again.
  }
};

const mismatch = (artifact: Artifact, path: string, found: string) =>
  new WeirError(
    'ARTIFACT_HASH_MISMATCH',
    `${artifact.file} is not the file that was pinned, so nothing of it is used.`,
    {
      fix: `Delete ${path} if it is there and run the command again. If it happens again, what the registry serves has changed: do not go on; compare it with services/artifacts.lock.json and ask those who maintain it.`,
      details: [
        { location: artifact.coordinates, message: `SHA-256 is ${found}`, fix: `It must be ${artifact.sha256}.` },
      ],
    },
  );

const statOrUndefined = async (path: string) => {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Whether a file is there and right. A file whose size and time are those that were verified is not hashed again. */
const isVerified = async (artifact: Artifact, folder: string, stamp: Verified, thorough: boolean): Promise<boolean> => {
  const path = join(folder, artifact.file);
  const found = await statOrUndefined(path);
  if (found === undefined) return false;
  const known = stamp[artifact.file];
  if (
    !thorough &&
    known?.sha256 === artifact.sha256 &&
    known.size === found.size &&
    known.modified === found.mtimeMs &&
    found.size === artifact.size
  ) {
    return true;
  }
  const sha256 = await sha256OfFile(path);
  if (sha256 !== artifact.sha256) throw mismatch(artifact, path, sha256);
  stamp[artifact.file] = { sha256, size: found.size, modified: found.mtimeMs };
  return true;
};

/** What people call it that a file is fetched for. */
const stepOf = ({ set }: Artifact): string => (set === 'compiler' ? 'elasticsearch' : (set.split('-')[0] ?? set));

/** The path of an artifact in the cache folder. */
export const artifactPath = (cacheDir: string, artifact: Artifact): string =>
  join(cacheDir, 'artifacts', artifact.file);

/**
 * Hashes every artifact that is in the cache (doctor's question). Returns those that are missing.
 * @throws WeirError ARTIFACT_HASH_MISMATCH
 */
export const verifyArtifacts = async (artifacts: Artifact[], cacheDir: string): Promise<Artifact[]> => {
  const folder = join(cacheDir, 'artifacts');
  const missing: Artifact[] = [];
  for (const one of artifacts) if (!(await isVerified(one, folder, {}, true))) missing.push(one);
  return missing;
};

const fetchOne = async (artifact: Artifact, folder: string, download: Download, stamp: Verified): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { path } = await download(artifact, folder);
      const sha256 = await sha256OfFile(path);
      if (sha256 !== artifact.sha256) {
        await unlink(path);
        throw mismatch(artifact, join(folder, artifact.file), sha256);
      }
      const target = join(folder, artifact.file);
      await rename(path, target);
      const { size, mtimeMs } = await stat(target);
      stamp[artifact.file] = { sha256, size, modified: mtimeMs };
      return;
    } catch (error) {
      if (!(isWeirError(error) && error.retry) || attempt === ATTEMPTS) throw error;
    }
  }
};

/**
 * Makes sure that every artifact is in the cache and is the pinned one. What was verified before is neither fetched nor
 * hashed again, so a second start needs no network; an interrupted fetch goes on where it stopped.
 * @throws WeirError ARTIFACT_HASH_MISMATCH, ARTIFACT_FETCH_FAILED, PIP_NOT_FOUND, PLATFORM_NOT_SERVED
 */
export const fetchArtifacts = async (options: FetchOptions): Promise<void> => {
  const folder = join(options.cacheDir, 'artifacts');
  await mkdir(folder, { recursive: true });
  const download: Download = options.download ?? ((one, into) => downloadArtifact(one, into, options.mavenRepository));
  const missingOf = async (stamp: Verified): Promise<Artifact[]> => {
    const answers = await Promise.all(options.artifacts.map((one) => isVerified(one, folder, stamp, false)));
    return options.artifacts.filter((_, index) => answers[index] === false);
  };
  if ((await missingOf(readStamp(folder))).length === 0) {
    return;
  }
  await withLock(join(folder, '.lock'), async () => {
    const stamp = readStamp(folder);
    const missing = await missingOf(stamp); // Another process may have fetched them while this one waited.
    const total = missing.reduce((sum, one) => sum + one.size, 0);
    let done = 0;
    let failure: unknown;
    const queue = [...missing].sort((a, b) => b.size - a.size);
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined && failure === undefined; next = queue.shift()) {
        try {
          await fetchOne(next, folder, download, stamp);
          writeFileSync(stampPath(folder), JSON.stringify(stamp));
          done += next.size;
          options.onProgress?.({ step: `fetching ${stepOf(next)}`, message: next.file, done, total, unit: 'bytes' });
        } catch (error) {
          failure ??= error;
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    if (failure !== undefined) throw failure;
    writeFileSync(stampPath(folder), JSON.stringify(stamp));
  });
};

/**
 * The artifacts of a set, or a coded error where this platform has none.
 * @throws WeirError PLATFORM_NOT_SERVED
 */
export const demandArtifacts = (found: Artifact[], what: string, fix: string): Artifact[] => {
  if (found.length > 0) return found;
  throw new WeirError('PLATFORM_NOT_SERVED', `No ${what} can be fetched for ${thisPlatform()}.`, { fix });
};

/**
 * Builds a folder once: `build` fills a temporary folder, which takes its place only when complete. The stamp holds what
 * it was built from; another stamp builds it anew.
 */
export const buildOnce = async (
  target: string,
  stamp: string,
  build: (folder: string) => Promise<void>,
): Promise<void> => {
  const isBuilt = () => {
    try {
      return readFileSync(join(target, '.built'), 'utf8') === stamp;
    } catch {
      return false;
    }
  };
  if (isBuilt()) return;
  mkdirSync(join(target, '..'), { recursive: true });
  await withLock(`${target}.lock`, async () => {
    if (isBuilt()) return;
    const temporary = `${target}.building`;
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    await build(temporary);
    writeFileSync(join(temporary, '.built'), stamp);
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  });
};
