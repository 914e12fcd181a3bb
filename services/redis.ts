import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { WeirError } from '#core/errors.ts';
import { endOf, stopChild, untilAnswer } from './child.ts';
import { freePort } from './port.ts';
import type { OnProgress } from './progress.ts';
import { findRedis } from './redis-binary.ts';

export interface RedisOptions {
  cacheDir: string;
  /** Append-only file and log of this server. */
  dataDir: string;
  /** 0 or absent: a free port. */
  port?: number;
  onProgress?: OnProgress | undefined;
  mavenRepository?: string | undefined;
  /** Further settings, such as `{ maxmemory: '1gb' }`. */
  settings?: Record<string, string>;
}

export interface RunningRedis {
  url: string;
  pid: number;
  ended: Promise<void>;
  /** Ends the server, which writes its append-only file out first. */
  stop(): Promise<void>;
}

/** What Redis says of itself, as far as the queues depend on it. */
export interface RedisState {
  pid: number;
  version: string;
  appendOnly: boolean;
  /** `noeviction` is the only policy under which a queue keeps its jobs. */
  evictionPolicy: string;
}

const connect = async <T>(url: string, ask: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 });
  client.on('error', () => {}); // The rejected command below carries the same error.
  try {
    await client.connect();
    return await ask(client);
  } finally {
    client.disconnect();
  }
};

/** Reads the state from INFO, which managed servers allow where they forbid CONFIG. */
export const redisState = (url: string): Promise<RedisState> =>
  connect(url, async (client) => {
    const info = await client.info();
    const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
    return {
      pid: Number(field('process_id')),
      version: field('redis_version'),
      appendOnly: field('aof_enabled') === '1',
      evictionPolicy: field('maxmemory_policy'),
    };
  });

/**
 * Checks that a Redis keeps what it is given: append-only file on, no eviction.
 * @throws WeirError REDIS_UNREACHABLE, REDIS_CONFIG
 */
export const assertRedis = async (url: string): Promise<RedisState> => {
  const state = await redisState(url).catch((cause: unknown) => {
    throw new WeirError('REDIS_UNREACHABLE', 'Redis does not answer.', {
      fix: 'Start it, or correct REDIS_URL.',
      retry: true,
      cause,
    });
  });
  const details = [];
  if (!state.appendOnly) {
    details.push({
      location: 'appendonly',
      message: 'is off, so a crash loses jobs and sessions',
      fix: 'Set appendonly yes.',
    });
  }
  if (state.evictionPolicy !== 'noeviction') {
    details.push({
      location: 'maxmemory-policy',
      message: `is ${state.evictionPolicy}, so jobs vanish when memory is short`,
      fix: 'Set maxmemory-policy noeviction.',
    });
  }
  if (details.length === 0) return state;
  throw new WeirError('REDIS_CONFIG', 'This Redis would lose what it is given.', {
    fix: 'Correct the settings listed in details in the configuration of the Redis that REDIS_URL names.',
    details,
  });
};

/**
 * The shell stays between: it ends Redis when its standard input closes, which happens however the process that
 * started it ends, and passes SIGTERM on. Only builtins, so that nothing but Redis and the two shells ever runs.
 */
const TIED = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
trap 'kill -TERM $server 2>/dev/null' TERM INT HUP
( trap - TERM INT HUP; while read -r line; do :; done; kill -TERM $server 2>/dev/null ) <&3 &
reader=$!
exec 3<&-
wait $server
code=$?
while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
kill $reader 2>/dev/null
exit $code
`;

/**
 * Starts a Redis on the loopback address with its append-only file in `dataDir`, checks its settings and waits until it
 * answers. It ends with this process, however this process ends.
 * @throws WeirError REDIS_START, REDIS_CONFIG; what `findRedis` throws
 */
export const startRedis = async (options: RedisOptions): Promise<RunningRedis> => {
  const { cacheDir, onProgress, mavenRepository } = options;
  const binary = await findRedis({ cacheDir, onProgress, mavenRepository });
  mkdirSync(options.dataDir, { recursive: true });
  const dataDir = realpathSync(options.dataDir); // Redis reports its folder resolved, and it is compared below.
  const logFile = join(dataDir, 'redis.log');
  // Redis cannot tell which port it was given, so the port is chosen here; between choice and use another may take it.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await freePort());
    const settings: Record<string, string> = {
      bind: '127.0.0.1',
      port: String(port),
      dir: dataDir,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      'maxmemory-policy': 'noeviction',
      daemonize: 'no',
      ...options.settings,
    };
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn(
      '/bin/sh',
      ['-c', TIED, 'weir-redis', binary, ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value])],
      { stdio: ['pipe', log, log], cwd: dataDir, detached: true },
    );
    closeSync(log);
    const ended = endOf(child);
    onProgress?.({ step: 'redis', message: 'starting' });
    const url = `redis://127.0.0.1:${port}`;
    // A Redis of someone else on this port must not be taken for ours: its data folder would be another one.
    const pid = await untilAnswer(child, 30_000, () =>
      connect(url, async (client) => {
        const [, dir] = (await client.config('GET', 'dir')) as string[];
        await client.ping();
        return dir === dataDir ? (await redisState(url)).pid : undefined;
      }),
    );
    const stop = () => stopChild(child, 15_000);
    if (pid !== undefined) {
      try {
        await assertRedis(url);
        return { url, pid, ended, stop };
      } catch (error) {
        await stop();
        throw error;
      }
    }
    await stop();
    const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
    if (attempt < 3 && !options.port && tail.includes('Address already in use')) continue;
    throw new WeirError('REDIS_START', 'Redis did not start.', {
      fix: `Read ${logFile}. Often: the port is taken, or the append-only file is damaged (mend it with redis-check-aof).`,
      details: [{ location: logFile, message: tail }],
    });
  }
};
