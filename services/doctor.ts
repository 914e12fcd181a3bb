import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium as playwright } from 'playwright-core';
import { modelFile } from '#classifiers/encoder/build.ts';
import { loadEncoder } from '#classifiers/encoder/encoder.ts';
import { isWeirError } from '#core/errors.ts';
import { type ArtifactSet, artifactsOf, readLock } from './artifacts.ts';
import { findChromium } from './chromium.ts';
import type { Config } from './config.ts';
import { disk, memory, nodeVersion, secrets, writable, wrong } from './doctor-machine.ts';
import { encoderFolder } from './encoder.ts';
import { verifyArtifacts } from './fetch.ts';
import { findJava } from './java.ts';
import { assertRedis } from './redis.ts';
import { runningServices } from './services.ts';

export interface Check {
  name: string;
  ok: boolean;
  /** What was found, in a sentence. */
  detail: string;
  /** What to do; only where `ok` is false. */
  fix?: string;
}

const ask = async (config: Config, method: string, path: string, body?: unknown): Promise<unknown> => {
  if (config.elasticsearchUrl === undefined) {
    throw wrong('No Elasticsearch runs for this installation.', 'Start Weir, or name one in ELASTICSEARCH_URL.');
  }
  const answer = await fetch(new URL(path, config.elasticsearchUrl), {
    method,
    headers: {
      'content-type': 'application/json',
      ...(config.elasticsearchApiKey === undefined ? {} : { authorization: `ApiKey ${config.elasticsearchApiKey}` }),
    },
    signal: AbortSignal.timeout(15_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw wrong(`Elasticsearch does not answer: ${reason}`, 'Start it, or correct ELASTICSEARCH_URL.');
  });
  if (answer.ok) return answer.json();
  throw wrong(
    `${method} ${path} is answered with ${answer.status}: ${(await answer.text()).slice(0, 300)}`,
    'Read the log of Elasticsearch; with 401 or 403, correct ELASTICSEARCH_API_KEY.',
  );
};

const elasticsearch = async (config: Config): Promise<string> => {
  const health = (await ask(config, 'GET', '/_cluster/health')) as { status: string; number_of_nodes: number };
  const { nodes } = (await ask(config, 'GET', '/_nodes')) as { nodes: Record<string, { version: string }> };
  const versions = [...new Set(Object.values(nodes).map((node) => node.version))].join(', ');
  if (!versions.startsWith('9.')) {
    throw wrong(`This is Elasticsearch ${versions}.`, 'Name a cluster of version 9 in ELASTICSEARCH_URL.');
  }
  if (health.status === 'red') {
    throw wrong('The cluster is red: some data cannot be reached.', 'Start the missing nodes, or restore a snapshot.');
  }
  const index = `${config.namespace}-doctor-${randomUUID()}`;
  await ask(config, 'PUT', `/${index}`, { settings: { number_of_shards: 1, number_of_replicas: 0 } });
  try {
    await ask(config, 'PUT', `/${index}/_create/probe`, { written: index });
    const { _source } = (await ask(config, 'GET', `/${index}/_doc/probe`)) as { _source: { written: string } };
    if (_source.written !== index) throw wrong('A document was not read as written.', 'Check the disk of the cluster.');
  } finally {
    await ask(config, 'DELETE', `/${index}`);
  }
  return `version ${versions}, ${health.number_of_nodes} node(s), ${health.status}; a document was written, read and deleted`;
};

/** Deadlines of one hour run on this clock, so it is held against the cluster's. */
const clock = async (config: Config): Promise<string> => {
  const before = Date.now();
  const stamp = new Date(before).toISOString();
  if (before < Date.parse('2026-01-01T00:00:00Z')) {
    throw wrong(`The clock says ${stamp}, which is past.`, 'Set the clock, best by NTP.');
  }
  if (config.elasticsearchUrl === undefined) return stamp;
  const { nodes } = (await ask(config, 'GET', '/_nodes/stats/os')) as { nodes: Record<string, { timestamp: number }> };
  const after = Date.now();
  const drifts = Object.values(nodes).map(({ timestamp }) => Math.max(before - timestamp, timestamp - after, 0) / 1000);
  const drift = Math.max(0, ...drifts);
  // The cluster may answer with figures that are a second old.
  if (drift < 5) return `${stamp}, no further than ${Math.ceil(drift)} s from the clock of the cluster`;
  throw wrong(`The clock is ${Math.round(drift)} s away from the clock of the cluster.`, 'Set both by NTP.');
};

const artifacts = async (_: Config, config: Config): Promise<string> => {
  const sets: ArtifactSet[] = [];
  if (config.elasticsearchUrl === undefined) sets.push('elasticsearch-lib', 'elasticsearch-netty', 'compiler');
  if (config.encoder === undefined) sets.push('encoder');
  const wanted = artifactsOf(readLock(), sets);
  // Fetched only where the machine has none of its own; whatever is there must be right all the same.
  await verifyArtifacts(artifactsOf(readLock(), ['java', 'redis', 'fonts']), config.cache);
  const missing = await verifyArtifacts(wanted, config.cache);
  if (missing.length === 0) return `${wanted.length} files with the pinned hashes`;
  throw wrong(
    `${missing.length} of ${wanted.length} files have not been fetched yet, the first is ${missing[0]?.file}.`,
    'Start Weir once with a connection to the package registries; it fetches them.',
  );
};

const java = async (config: Config): Promise<string> => {
  const { home, version } = await findJava({ javaHome: config.javaHome, cacheDir: config.cache });
  return `Java ${version} in ${home}`;
};

const redis = async (config: Config): Promise<string> => {
  if (config.redisUrl === undefined) {
    throw wrong('No Redis runs for this installation.', 'Start Weir, or name one in REDIS_URL.');
  }
  const { version } = await assertRedis(config.redisUrl);
  return `version ${version}, append-only file on, noeviction`;
};

const chromium = async (config: Config): Promise<string> => {
  const found = await findChromium({ chromiumPath: config.chromiumPath, cacheDir: config.cache });
  const browser = await playwright.launch({
    executablePath: found.path,
    args: found.args,
    chromiumSandbox: found.sandbox,
    timeout: 30_000,
  });
  try {
    const page = await browser.newPage();
    const picture = await page.screenshot();
    return `${found.version}, took a picture of ${picture.length} bytes. ${found.sandboxNote ?? 'The sandbox is on.'}`;
  } finally {
    await browser.close();
  }
};

const encoder = async (config: Config): Promise<string> => {
  const folder = encoderFolder({ encoder: config.encoder, cacheDir: config.cache });
  const fix = 'Start Weir once; it builds the encoder. If it was named in WEIR_ENCODER, correct that.';
  const model = await readFile(join(folder, modelFile())).catch(() => {
    throw wrong(`There is no encoder in ${folder}.`, fix);
  });
  // A file may call itself int8 and yet compute in floats, at a quarter of the speed.
  if (!model.includes('MatMulInteger')) throw wrong(`The encoder in ${folder} does not compute in integers.`, fix);
  const loaded = await loadEncoder(folder, { threads: 1 });
  try {
    const vector = await loaded.encode(['a calm river']);
    if (vector.length !== loaded.layers * loaded.width || !vector.every(Number.isFinite)) {
      throw wrong(`The encoder in ${folder} gives no vector.`, fix);
    }
  } finally {
    await loaded.close();
  }
  return `${folder}, ${Math.round(model.length / 1e6)} MB, integer products, encodes`;
};

/** A name, and what finds the detail or throws; it gets the configuration with the running servers filled in, and the one that was given. */
export type Examination = [string, (config: Config, given: Config) => string | Promise<string>];

const CHECKS: readonly Examination[] = [
  ['Node.js', nodeVersion],
  ['memory', memory],
  ['disk', disk],
  ['folders', writable],
  ['secrets', secrets],
  ['artifacts', artifacts],
  ['Java', java],
  ['Elasticsearch', elasticsearch],
  ['Redis', redis],
  ['Chromium', chromium],
  ['encoder', encoder],
  ['clock', clock],
];

/**
 * Examines an installation, part by part. Services that run for this WEIR_HOME are found by themselves; nothing is started
 * for good and nothing is fetched, except what finding Java or Chromium fetches. Never throws: what goes wrong in a check is
 * its answer. `also`: what rooms beyond this one have to look at.
 */
export const runDoctor = async (
  given: Config,
  onCheck: (check: Check) => void = () => {},
  also: readonly Examination[] = [],
): Promise<Check[]> => {
  const config = await runningServices(given);
  const checks: Check[] = [];
  for (const [name, examine] of [...CHECKS, ...also]) {
    const check = await Promise.resolve()
      .then(() => examine(config, given))
      .then(
        (detail): Check => ({ name, ok: true, detail }),
        (error: unknown): Check => {
          const details = isWeirError(error) ? error.details.map((one) => `${one.location} ${one.message}`) : [];
          const message = error instanceof Error ? error.message : String(error);
          const fix =
            (isWeirError(error) ? error.fix : undefined) ?? 'Read the detail; if it does not help, report it.';
          return { name, ok: false, detail: [message, ...details].join(' '), fix };
        },
      );
    checks.push(check);
    onCheck(check);
  }
  return checks;
};
