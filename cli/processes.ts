import type { Config } from '#services/config.ts';
import type { Managed, Supervisor } from '#services/supervisor.ts';
import { tsxArguments } from '#services/tsx-command.ts';

/** What a process of the house needs to know, as variables of the environment. */
export const childEnvironment = (config: Config): NodeJS.ProcessEnv => ({
  ...process.env,
  WEIR_MODE: config.mode,
  WEIR_HOME: config.home,
  WEIR_CACHE: config.cache,
  WEIR_PORT: String(config.port),
  WEIR_NAMESPACE: config.namespace,
  WEIR_UNDO_SECONDS: String(config.undoSeconds),
  WEIR_LOG_LEVEL: config.logLevel,
  ...(config.elasticsearchUrl === undefined ? {} : { ELASTICSEARCH_URL: config.elasticsearchUrl }),
  ...(config.redisUrl === undefined ? {} : { REDIS_URL: config.redisUrl }),
  ...(config.chromiumPath === undefined ? {} : { CHROMIUM_PATH: config.chromiumPath }),
  ...(config.encoder === undefined ? {} : { WEIR_ENCODER: config.encoder }),
  ...(config.allowLoopbackHosts.length === 0 ? {} : { WEIR_ALLOW_LOOPBACK_HOSTS: config.allowLoopbackHosts.join(',') }),
});

const MAIN = {
  fixtures: new URL('./fixtures-main.ts', import.meta.url),
  api: new URL('./api-main.ts', import.meta.url),
  worker: new URL('./worker-main.ts', import.meta.url),
};

/**
 * Flags of Node. What a worker makes of a page (its bytes, its tree, its picture) is garbage a moment later. Node would let it grow to
 * four times of what is alive before it looks; with this to 1.6 times. Measured by `npm run bench -- crawlers`.
 */
export const NODE_FLAGS: Readonly<Record<keyof typeof MAIN, readonly string[]>> = {
  fixtures: [],
  api: [],
  worker: ['--heap-growing-percent=60'],
};

/** Starts one process of the house under the supervisor; `ready` resolves when it does its work. */
export const spawnPart = (supervisor: Supervisor, part: keyof typeof MAIN, config: Config): Managed =>
  supervisor.spawnManaged(
    part,
    process.execPath,
    [...NODE_FLAGS[part], ...tsxArguments(MAIN[part])],
    childEnvironment(config),
  );
