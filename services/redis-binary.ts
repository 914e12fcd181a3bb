import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unzipSync } from 'fflate';
import { WeirError } from '#core/errors.ts';
import { artifactsOf, readLock, thisPlatform } from './artifacts.ts';
import { artifactPath, buildOnce, demandArtifacts, fetchArtifacts } from './fetch.ts';
import type { OnProgress } from './progress.ts';

/** A command on the PATH, or undefined. */
export const commandOnPath = (names: string[], env: NodeJS.ProcessEnv = process.env): string | undefined => {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    const folder = folders.find((one) => existsSync(join(one, name)));
    if (folder !== undefined) return join(folder, name);
  }
  return undefined;
};

const BINARIES: Record<string, string> = {
  'linux-x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux-arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin-x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin-arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};

/** The Redis inside the embedded-redis jar, fetched and unpacked once. */
export const fetchedRedis = async (
  cacheDir: string,
  onProgress?: OnProgress,
  mavenRepository?: string,
): Promise<string> => {
  const binary = BINARIES[thisPlatform()];
  const fix = 'Install Redis or Valkey so that redis-server is on the PATH, or name a running one in REDIS_URL.';
  const [jar] = demandArtifacts(binary === undefined ? [] : artifactsOf(readLock(), ['redis']), 'Redis', fix);
  if (jar === undefined || binary === undefined) throw new Error('unreachable: demandArtifacts returns at least one');
  await fetchArtifacts({ artifacts: [jar], cacheDir, onProgress, mavenRepository });
  const target = join(cacheDir, 'redis');
  await buildOnce(target, `${jar.sha256} ${binary}`, async (folder) => {
    const content = unzipSync(readFileSync(artifactPath(cacheDir, jar)), {
      filter: ({ name }) => name === binary || name.endsWith(`/${binary}`),
    });
    const [bytes] = Object.values(content);
    if (bytes === undefined) throw new WeirError('REDIS_BROKEN', `${jar.file} holds no ${binary}.`, { fix });
    const path = join(folder, 'redis-server');
    writeFileSync(path, bytes);
    chmodSync(path, 0o755);
  });
  return join(target, 'redis-server');
};

/** The Redis of this machine if it has one on the PATH, else the fetched one. */
export const findRedis = async (options: {
  cacheDir: string;
  env?: NodeJS.ProcessEnv;
  onProgress?: OnProgress | undefined;
  mavenRepository?: string | undefined;
}): Promise<string> =>
  commandOnPath(['redis-server', 'valkey-server'], options.env) ??
  (await fetchedRedis(options.cacheDir, options.onProgress, options.mavenRepository));
