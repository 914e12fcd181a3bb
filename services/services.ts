import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { WeirError } from '#core/errors.ts';
import { isAlive } from './child.ts';
import { type Chromium, findChromium } from './chromium.ts';
import type { Config } from './config.ts';
import { startElasticsearch } from './elasticsearch.ts';
import { prepareEncoder } from './encoder.ts';
import { withLock } from './lock.ts';
import type { OnProgress } from './progress.ts';
import { assertRedis, redisState, startRedis } from './redis.ts';
import { restartPause, type SupervisorEvent } from './supervisor.ts';

export type ServiceName = 'elasticsearch' | 'redis' | 'chromium' | 'encoder';

export interface Services {
  /** The given configuration with the addresses and paths of what was asked for filled in. */
  config: Config;
  /** How to launch the browser; undefined where it was not asked for. */
  chromium: Chromium | undefined;
  /** Ends what was started here, and nothing that was already running. */
  stop(): Promise<void>;
}

/** A server that was started on this machine. */
interface Server {
  url: string;
  pid: number;
  ended: Promise<void>;
  stop(): Promise<void>;
}

const State = Type.Object({ pid: Type.Integer({ minimum: 1 }), url: Type.String() }, { additionalProperties: false });

/** The number that the process which answers at `url` has; undefined where nothing answers. */
const elasticsearchPid = async (url: string): Promise<number | undefined> => {
  const answer = await fetch(`${url}/_nodes/_local/process`, { signal: AbortSignal.timeout(5_000) });
  const body = (await answer.json()) as { nodes?: Record<string, { process?: { id?: number } }> };
  return Object.values(body.nodes ?? {})[0]?.process?.id;
};
const redisPid = async (url: string): Promise<number | undefined> => (await redisState(url)).pid;

/** The address of a server of this installation that still runs, told by its state file and its own answer. */
const runningServer = async (
  stateFile: string,
  pidAt: (url: string) => Promise<number | undefined>,
): Promise<string | undefined> => {
  let state: unknown;
  try {
    state = JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return undefined; // None was started, or it was stopped in order.
  }
  if (!Check(State, state) || !isAlive(state.pid)) return undefined;
  // Numbers of processes are used again: only the server itself can say that it is the one.
  const pid = await pidAt(state.url).catch(() => undefined);
  return pid === state.pid ? state.url : undefined;
};

const stateFileOf = (config: Config, name: ServiceName) => join(config.home, 'state', `${name}.json`);

/** The configuration with the addresses of the servers that run for this WEIR_HOME filled in; starts nothing. */
export const runningServices = async (config: Config): Promise<Config> => {
  const elasticsearchUrl =
    config.elasticsearchUrl ?? (await runningServer(stateFileOf(config, 'elasticsearch'), elasticsearchPid));
  const redisUrl = config.redisUrl ?? (await runningServer(stateFileOf(config, 'redis'), redisPid));
  return {
    ...config,
    ...(elasticsearchUrl === undefined ? {} : { elasticsearchUrl }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
  };
};

/** Keeps a server running: one that ends by itself is started again on the same port. */
const keepRunning = async (options: {
  name: ServiceName;
  stateFile: string;
  start: (port: number) => Promise<Server>;
  onEvent: (event: SupervisorEvent) => void;
}): Promise<{ url: string; stop(): Promise<void> }> => {
  const { name, stateFile, start, onEvent } = options;
  const abort = new AbortController();
  let server: Server | undefined;
  let restarting: Promise<void> = Promise.resolve();

  const use = (started: Server) => {
    server = started;
    writeFileSync(stateFile, JSON.stringify({ pid: started.pid, url: started.url }), { mode: 0o600 });
    onEvent({ name, event: 'started', pid: started.pid });
    void started.ended.then(() => {
      if (!abort.signal.aborted) restarting = restart(started.url);
    });
  };
  const restart = async (url: string) => {
    for (let failures = 1; !abort.signal.aborted; failures += 1) {
      const pause = restartPause(failures);
      onEvent({ name, event: 'ended', reason: `${name} ended by itself`, pause });
      await delay(pause, undefined, { signal: abort.signal }).catch(() => {});
      if (abort.signal.aborted) return;
      try {
        use(await start(Number(new URL(url).port)));
        return;
      } catch (error) {
        onEvent({ name, event: 'ended', reason: error instanceof Error ? error.message : String(error) });
      }
    }
  };

  const first = await start(0);
  use(first);
  return {
    url: first.url,
    stop: async () => {
      abort.abort();
      await restarting;
      await server?.stop();
      rmSync(stateFile, { force: true });
    },
  };
};

const assertElasticsearch = async (config: Config, url: string): Promise<void> => {
  const headers =
    config.elasticsearchApiKey === undefined ? {} : { authorization: `ApiKey ${config.elasticsearchApiKey}` };
  let problem: string;
  try {
    const answer = await fetch(new URL('/_cluster/health', url), { headers, signal: AbortSignal.timeout(10_000) });
    if (answer.ok) return;
    problem = `answers with status ${answer.status}`;
  } catch (error) {
    const { cause, message } = error as Error;
    problem = cause instanceof Error ? cause.message : message;
  }
  throw new WeirError('ELASTICSEARCH_UNREACHABLE', 'Elasticsearch does not answer as it should.', {
    fix: 'Start it, or correct ELASTICSEARCH_URL and ELASTICSEARCH_API_KEY.',
    retry: true,
    details: [{ location: 'ELASTICSEARCH_URL', message: problem }],
  });
};

/**
 * Makes sure that the services of this installation are there. For each: the one named in the configuration, else one that
 * already runs for this WEIR_HOME, else one that is started here and stops with this process.
 * @throws WeirError ELASTICSEARCH_UNREACHABLE, REDIS_UNREACHABLE, REDIS_CONFIG, and what starting each one throws; what was
 * started before the failure is stopped first
 */
export const ensureServices = async (
  config: Config,
  options: { need: ServiceName[]; onProgress?: OnProgress; onEvent?: (event: SupervisorEvent) => void },
): Promise<Services> => {
  const { need, onProgress, onEvent = () => {} } = options;
  const filled: Config = { ...config };
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const one of started.splice(0).reverse()) await one.stop();
  };
  const stateDir = join(config.home, 'state');
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });

  const server = async (
    name: ServiceName,
    pidAt: (url: string) => Promise<number | undefined>,
    start: (port: number) => Promise<Server>,
  ): Promise<string> => {
    const stateFile = stateFileOf(config, name);
    // The lock is per service: two starts at the same moment must not both find nothing and both start one.
    return withLock(join(stateDir, `${name}.lock`), async () => {
      const running = await runningServer(stateFile, pidAt);
      if (running !== undefined) return running;
      const kept = await keepRunning({ name, stateFile, start, onEvent });
      started.push(kept);
      return kept.url;
    });
  };
  const common = { cacheDir: config.cache, onProgress, mavenRepository: config.mavenRepository };

  const elasticsearch = async () => {
    if (config.elasticsearchUrl !== undefined) return assertElasticsearch(config, config.elasticsearchUrl);
    filled.elasticsearchUrl = await server('elasticsearch', elasticsearchPid, (httpPort) =>
      startElasticsearch({
        ...common,
        httpPort,
        dataDir: join(config.home, 'elasticsearch'),
        heap: config.elasticsearchHeap,
        javaHome: config.javaHome,
      }),
    );
  };
  const redis = async () => {
    if (config.redisUrl !== undefined) return void (await assertRedis(config.redisUrl));
    filled.redisUrl = await server('redis', redisPid, (port) =>
      startRedis({ ...common, port, dataDir: join(config.home, 'redis') }),
    );
  };
  let browser: Chromium | undefined;
  const chromium = async () => {
    browser = await findChromium({ ...common, chromiumPath: config.chromiumPath });
    filled.chromiumPath = browser.path;
  };
  const encoder = async () => {
    filled.encoder = await prepareEncoder({ ...common, encoder: config.encoder });
  };

  const work = { elasticsearch, redis, chromium, encoder };
  const answers = await Promise.allSettled(need.map((name) => work[name]()));
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (failure !== undefined) {
    await stop();
    throw failure.reason;
  }
  return { config: filled, chromium: browser, stop };
};
