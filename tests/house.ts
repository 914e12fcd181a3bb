import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDemoAuthority } from '#cli/authority.ts';
import { loopbackHosts, seedDemo } from '#cli/demo.ts';
import { openHouse } from '#cli/open.ts';
import { spawnPart } from '#cli/processes.ts';
import type { Source } from '#core/source.ts';
import { type FixtureWeb, type FixtureWebOptions, startFixtureWeb } from '#fixtures/web.ts';
import { type Config, loadConfig } from '#services/config.ts';
import { freePort } from '#services/port.ts';
import { loadSecrets } from '#services/secrets.ts';
import { ensureServices } from '#services/services.ts';
import { createSupervisor, type Managed, type SupervisorEvent } from '#services/supervisor.ts';
import type { Store } from '#store/store.ts';

const SYSTEM = { kind: 'system', id: 'test' } as const;

export interface House {
  url: string;
  config: Config;
  web: FixtureWeb;
  store: Store;
  api: Managed;
  worker: Managed;
  events: SupervisorEvent[];
  /** Harmless to repeat. */
  close(): Promise<void>;
}

export interface HouseOptions {
  undoSeconds?: number;
  web?: Partial<FixtureWebOptions>;
  environment?: NodeJS.ProcessEnv;
  /**
   * An Elasticsearch and a Redis that belong to this house alone, kept running by the supervisor: one that is killed comes
   * back on the same port. Otherwise those of the test run are used, which a test must leave alone.
   */
  ownServices?: boolean;
  /** Changes an entry of the demo's allow-list before the worker sees it. */
  source?: (source: Source) => Source;
}

/** The whole house as its own processes on the fictional web, with its own namespace and folder: what npm start runs. */
export const startHouse = async (namespace: string, options: HouseOptions = {}): Promise<House> => {
  const home = mkdtempSync(join(tmpdir(), 'weir-house-'));
  const port = await freePort();
  const given = loadConfig({
    ...process.env,
    ...(options.ownServices === true ? { ELASTICSEARCH_URL: '', REDIS_URL: '', WEIR_ELASTICSEARCH_HEAP: '512m' } : {}),
    WEIR_MODE: 'demo',
    WEIR_HOME: home,
    WEIR_PORT: String(port),
    WEIR_NAMESPACE: namespace,
    WEIR_UNDO_SECONDS: String(options.undoSeconds ?? 1),
    WEIR_LOG_LEVEL: 'warn',
    ...options.environment,
  });
  const events: SupervisorEvent[] = [];
  const onEvent = (event: SupervisorEvent): void => void events.push(event);
  const services = await ensureServices(given, {
    need: options.ownServices === true ? ['elasticsearch', 'redis'] : [],
    onEvent,
  });
  const base = services.config;
  const secrets = loadSecrets(base.secretFile);
  const web = await startFixtureWeb({
    authorityPublicKeys: { [secrets.requests.id]: secrets.requests.publicKey },
    trickleEverySeconds: 0,
    crawlDelaySeconds: 0,
    ...options.web,
  });
  const config: Config = { ...base, allowLoopbackHosts: loopbackHosts(web) };
  writeDemoAuthority(config);
  const store = await openHouse(config);
  await store.migrate();
  await seedDemo(store, web);
  if (options.source !== undefined)
    for (const source of await store.sources.list()) await store.sources.set(options.source(source), SYSTEM);
  const supervisor = createSupervisor({ logDir: join(home, 'logs'), onEvent });
  const api = spawnPart(supervisor, 'api', config);
  const worker = spawnPart(supervisor, 'worker', config);
  await Promise.all([api.ready, worker.ready]);
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    config,
    web,
    store,
    api,
    worker,
    events,
    close: () => {
      closing ??= (async () => {
        await supervisor.stop();
        await store.close();
        await web.close();
        await services.stop();
        rmSync(home, { recursive: true, force: true });
      })();
      return closing;
    },
  };
};
