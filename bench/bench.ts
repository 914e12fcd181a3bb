/** What a measurement stands on: real services, a folder and namespaces of its own, all of which are gone afterwards. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Config } from '#services/config.ts';
import { loadConfig } from '#services/config.ts';
import { type OnProgress, progressOn } from '#services/progress.ts';
import { ensureServices, type ServiceName } from '#services/services.ts';
import { openElasticsearch } from '#store/elasticsearch.ts';
import type { Findings, Report } from './report.ts';

export interface Bench {
  /** With the addresses of what was asked for. */
  config: Config;
  /** The configuration of one more installation, with its own prefix and folders. What is made under it is deleted. */
  installation(): Config;
  close(): Promise<void>;
}

const deleteIndices = async (url: string, prefixes: readonly string[]): Promise<void> => {
  const client = openElasticsearch({ url });
  for (const prefix of prefixes) {
    const found = await client.indices.get({ index: `${prefix}*`, allow_no_indices: true, features: ['aliases'] });
    // Deleting by pattern is refused by Elasticsearch, and rightly so.
    for (const index of Object.keys(found)) await client.indices.delete({ index });
  }
  await client.close();
};

const deleteKeys = async (url: string, prefixes: readonly string[]): Promise<void> => {
  const redis = new Redis(url);
  for (const match of prefixes.flatMap((prefix) => [`${prefix}:*`, `{${prefix}:*`]))
    for await (const keys of redis.scanStream({ match, count: 1000 }))
      if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
  redis.disconnect();
};

/** Uses the services named in the environment; starts those that are not, and stops them again. */
export const openBench = async (need: ServiceName[], onProgress: OnProgress = progressOn()): Promise<Bench> => {
  const home = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  const base = loadConfig({ ...process.env, WEIR_MODE: 'test', WEIR_HOME: home, WEIR_LOG_LEVEL: 'silent' });
  const services = await ensureServices(base, { need, onProgress }).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  const { config } = services;
  const namespaces: string[] = [];
  return {
    config,
    installation: () => {
      const namespace = `weir-b${randomBytes(6).toString('hex')}`;
      namespaces.push(namespace);
      const own = join(home, namespace);
      return { ...config, namespace, home: own, evidence: join(own, 'evidence') };
    },
    close: async () => {
      if (config.elasticsearchUrl !== undefined) await deleteIndices(config.elasticsearchUrl, namespaces);
      if (config.redisUrl !== undefined) await deleteKeys(config.redisUrl, namespaces);
      await services.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

/** One number that the README claims, with what it is compared to. */
export interface Measure {
  name: string;
  title: string;
  need: ServiceName[];
  defaults: Readonly<Record<string, number>>;
  run(bench: Bench, given?: Readonly<Record<string, number>>): Promise<Report>;
}

export const defineMeasure = <P extends Record<string, number>>(measure: {
  name: string;
  title: string;
  need: ServiceName[];
  defaults: P;
  run(bench: Bench, parameters: P): Promise<Findings>;
}): Measure => ({
  ...measure,
  run: async (bench, given = {}) => {
    const parameters = { ...measure.defaults, ...given };
    return { name: measure.name, title: measure.title, parameters, ...(await measure.run(bench, parameters)) };
  },
});

/** Both ways in every run, taking turns in who begins, so that neither always meets the warmer machine. */
export const takeTurns = async <A, B>(
  runs: number,
  ours: (run: number) => Promise<A>,
  other: (run: number) => Promise<B>,
): Promise<{ ours: A[]; other: B[] }> => {
  const results: { ours: A[]; other: B[] } = { ours: [], other: [] };
  for (let run = 0; run < runs; run++) {
    if (run % 2 === 0) results.ours.push(await ours(run));
    results.other.push(await other(run));
    if (run % 2 === 1) results.ours.push(await ours(run));
  }
  return results;
};

export interface Took {
  seconds: number;
  /** Of all threads of this process: says more than the clock where other work runs on the machine. */
  cpuSeconds: number;
}

export const timed = async (work: () => Promise<unknown>): Promise<Took> => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
};
