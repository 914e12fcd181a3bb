import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, linkSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WeirError } from '#core/errors.ts';
import { type Artifact, artifactsOf, readLock } from './artifacts.ts';
import { artifactPath, buildOnce, fetchArtifacts } from './fetch.ts';
import type { Java } from './java.ts';
import type { OnProgress } from './progress.ts';

export const ELASTICSEARCH_VERSION = '9.2.0';

const sources = fileURLToPath(new URL('./elasticsearch', import.meta.url));

/** A hard link costs no space; across file systems it must be a copy. */
const place = (from: string, to: string) => {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
};

/**
 * The home folder of a node: `lib/`, `modules/transport-netty4/`, `config/` and the compiled launcher in `launcher/`.
 * Put together once from the pinned jars and reused as long as jars and launcher are the same.
 * @throws WeirError ELASTICSEARCH_LAUNCHER where the launcher does not compile; what `fetchArtifacts` throws
 */
export const elasticsearchHome = async (options: {
  cacheDir: string;
  java: Java;
  onProgress?: OnProgress | undefined;
  mavenRepository?: string | undefined;
}): Promise<string> => {
  const { cacheDir, java, onProgress, mavenRepository } = options;
  const lock = readLock();
  const lib = artifactsOf(lock, ['elasticsearch-lib']);
  const netty = artifactsOf(lock, ['elasticsearch-netty']);
  const compiler = artifactsOf(lock, ['compiler']);
  await fetchArtifacts({ artifacts: [...lib, ...netty, ...compiler], cacheDir, onProgress, mavenRepository });

  const stamp = createHash('sha256');
  for (const one of [...lib, ...netty, ...compiler]) stamp.update(`${one.file} ${one.sha256}\n`);
  for (const file of ['Launch.java', 'log4j2.properties', 'plugin-descriptor.properties']) {
    stamp.update(readFileSync(join(sources, file)));
  }
  const home = join(cacheDir, `elasticsearch-${ELASTICSEARCH_VERSION}`);
  await buildOnce(home, stamp.digest('hex'), async (folder) => {
    onProgress?.({ step: 'elasticsearch', message: 'putting the node together' });
    const into = (below: string, artifacts: Artifact[]) => {
      const target = join(folder, below);
      mkdirSync(target, { recursive: true });
      for (const one of artifacts) place(artifactPath(cacheDir, one), join(target, one.file));
    };
    const module = join('modules', 'transport-netty4');
    into('lib', lib);
    into(module, netty);
    for (const empty of ['plugins', 'config', 'launcher']) mkdirSync(join(folder, empty));
    copyFileSync(join(sources, 'plugin-descriptor.properties'), join(folder, module, 'plugin-descriptor.properties'));
    copyFileSync(join(sources, 'log4j2.properties'), join(folder, 'config', 'log4j2.properties'));
    await compileLauncher(java, compiler.map((one) => artifactPath(cacheDir, one))[0] ?? '', folder);
  });
  return home;
};

const compileLauncher = async (java: Java, ecj: string, home: string): Promise<void> => {
  try {
    await promisify(execFile)(java.command, [
      '-jar',
      ecj,
      '-proc:none',
      '--module-path',
      join(home, 'lib'),
      '--add-modules',
      'org.elasticsearch.server',
      // The oldest Java that runs the node, so that the class file outlives a change of Java.
      '-21',
      '-d',
      join(home, 'launcher'),
      join(sources, 'Launch.java'),
    ]);
  } catch (cause) {
    const output = (cause as { stderr?: string }).stderr ?? String(cause);
    throw new WeirError('ELASTICSEARCH_LAUNCHER', 'The launcher of Elasticsearch does not compile.', {
      fix: `Check that ${java.command} runs, and that services/elasticsearch/Launch.java is as in the repository.`,
      cause,
      details: [{ location: 'Launch.java', message: output.trim().slice(0, 2000) }],
    });
  }
};
